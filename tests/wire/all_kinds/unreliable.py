"""Servers that give a bad answer every third time."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

from aiohttp import web

from tests.fake_sources import faults
from tests.fake_sources.server import LoopbackServer

_SHARE = 1 / 3
_LATE = 0.02  # seconds
_MOST_PUT_OFF = 5 * 3600  # seconds
_STATUSES = (403, 404, 410, 500, 502, 503)


class Whole(NamedTuple):
    """An answer that was right when it was given."""

    body: bytes
    kind: str
    date: str

    def fault(self, after: float = 0.0) -> faults.Fault:
        """Give this answer, so many seconds late."""
        give = faults.status(200, self.body, headers={"Date": self.date}, kind=self.kind)

        async def answer(request: web.Request) -> web.StreamResponse:
            await asyncio.sleep(after)
            return await give(request)

        return answer


@dataclass
class Unreliable:
    """The answers of a server, many of them bad while it `is_bad`; `bad` counts those by kind.

    An answer from the past was given before for the same address, and has the date that it had.
    """

    server: LoopbackServer
    now: Callable[[], datetime]
    rng: random.Random
    is_bad: bool = False
    bad: Counter[str] = field(default_factory=Counter[str])
    _earlier: dict[str, Whole] = field(default_factory=dict[str, Whole])

    def __post_init__(self):
        self.server.break_down(self)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        answer = await self.server.answer(request)
        assert isinstance(answer, web.Response)
        date = format_datetime(self.now(), usegmt=True)
        body = bytes(answer.body) if isinstance(answer.body, bytes) else b""
        whole = Whole(body, answer.content_type, date)
        answer.headers["Date"] = date
        earlier = self._earlier.get(request.path_qs, whole)
        if not self.is_bad or self.rng.random() >= _SHARE:
            self._earlier[request.path_qs] = whole if body else earlier
            return answer
        name, fault = self.rng.choice([*self._faults(whole, earlier).items()])
        self.bad[name] += 1
        return await fault(request)

    def _faults(self, whole: Whole, earlier: Whole) -> dict[str, faults.Fault]:
        """The faulty answers in place of the `whole` one."""
        half = whole.body[: len(whole.body) // 2]
        return {
            "late": whole.fault(_LATE),
            "status": faults.status(self.rng.choice(_STATUSES)),
            "page": faults.html(),
            "torn": faults.dropped(half or b"<"),
            "half": whole._replace(body=half).fault(),
            "none": faults.raw(b""),
            "past": earlier.fault(),
            "twice": whole._replace(body=_repeated(whole.body)).fault(),
            "unchanged": faults.status(304),
            "too many": faults.too_many(Retry_After=self._retry_after()),
        }

    def _retry_after(self) -> str:
        seconds = self.rng.randrange(_MOST_PUT_OFF)
        moment = format_datetime(self.now() + timedelta(seconds=seconds), usegmt=True)
        return self.rng.choice((f"{seconds}", moment, ""))


def _repeated(body: bytes) -> bytes:
    """A feed whose items come twice; anything else as it is."""
    start, end = body.find(b"<item>"), body.find(b"</channel>")
    return body if start < 0 else body[:end] + body[start:end] + body[end:]
