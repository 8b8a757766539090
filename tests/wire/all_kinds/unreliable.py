"""Servers that give a bad answer every third time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

from tests.fake_sources import faults
from tests.fake_sources.server import LoopbackServer

_SHARE = 1 / 3
_LATE = 0.02  # seconds
_MOST_PUT_OFF = 5 * 3600  # seconds
_STATUSES = (403, 404, 410, 500, 502, 503)


@dataclass
class Unreliable:
    """The answers of a server, many of them bad while it `is_bad`; `bad` counts those by kind.

    An answer from the past is one that was given for the same address, with the date that it had.
    """

    server: LoopbackServer
    now: Callable[[], datetime]
    rng: random.Random
    is_bad: bool = False
    bad: dict[str, int] = field(default_factory=dict[str, int])
    _earlier: dict[str, tuple[bytes, str, str]] = field(default_factory=dict[str, tuple[bytes, str, str]])

    def __post_init__(self) -> None:
        self.server.break_down(self)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        answer = await self.server.answer(request)
        assert isinstance(answer, web.Response)
        body, date = bytes(answer.body or b""), format_datetime(self.now(), usegmt=True)  # type: ignore[arg-type]
        answer.headers["Date"] = date
        earlier = self._earlier.setdefault(request.path_qs, (body, answer.content_type, date))
        if not self.is_bad or self.rng.random() >= _SHARE:
            if body:
                self._earlier[request.path_qs] = (body, answer.content_type, date)
            return answer
        kind = self.rng.choice(("status", "page", "torn", "half", "none", "late", "past", "twice", "304", "429"))
        self.bad[kind] = self.bad.get(kind, 0) + 1
        headers = {"Date": date}
        match kind:
            case "status":
                return await faults.status(self.rng.choice(_STATUSES))(request)
            case "page":
                return await faults.html()(request)
            case "torn":
                return await faults.dropped(body[: len(body) // 2])(request)
            case "none":
                return await faults.raw(b"")(request)
            case "half":
                return web.Response(body=body[: len(body) // 2], headers=headers, content_type=answer.content_type)
            case "late":
                await asyncio.sleep(_LATE)
                return answer
            case "past":
                body, content_type, then = earlier
                return web.Response(body=body, headers={"Date": then}, content_type=content_type)
            case "twice":
                answer.body = _repeated(body)
                return answer
            case "304":
                return web.Response(status=304, headers=headers)
            case _:
                return await faults.too_many(**self._retry_after())(request)

    def _retry_after(self) -> dict[str, str]:
        seconds = self.rng.randrange(_MOST_PUT_OFF)
        moment = format_datetime(self.now() + timedelta(seconds=seconds), usegmt=True)
        return self.rng.choice(({}, {"Retry_After": f"{seconds}"}, {"Retry_After": moment}))


def _repeated(body: bytes) -> bytes:
    """A feed whose items come twice; anything else as it is."""
    start, end = body.find(b"<item>"), body.find(b"</channel>")
    return body if start < 0 else body[:end] + body[start:end] + body[end:]
