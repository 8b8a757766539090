"""The base of the loopback servers of sources: it records requests, and serves faults on demand."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Self

from aiohttp import web

from tests.fake_sources.faults import Fault


class LoopbackServer:
    """A server on 127.0.0.1 that answers in `answer` what is asked at `path`, and with faults on demand.

    Addresses of the requests are in `requests`. Answers are dated by `now` where that is given, else by the
    machine's clock.
    """

    now: Callable[[], datetime] | None = None

    def __init__(self, path: str = "/{path:.*}", *, port: int = 0, method: str = "GET"):
        self.url = ""
        self.requests: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self._port = port
        self._faults: list[Fault] = []
        self._lasting: Fault | None = None
        app = web.Application()
        app.router.add_route(method, path, self._handle)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_exc: object):
        await self._runner.cleanup()

    def fail(self, *faults: Fault):
        """Answer the next requests with these faults, one each."""
        self._faults += faults

    def break_down(self, fault: Fault):
        """Answer every request with this fault until `recover`."""
        self._lasting = fault

    def recover(self):
        """No more faults."""
        self._faults.clear()
        self._lasting = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The answer when nothing is wrong."""
        raise NotImplementedError

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(str(request.rel_url))
        self.headers.append(dict(request.headers))
        return await self._answered(request)

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        """The next fault, if there is one, or the answer."""
        fault = self._faults.pop(0) if self._faults else self._lasting
        if fault is not None:
            return await fault(request)
        answer = await self.answer(request)
        if self.now is not None:
            answer.headers["Date"] = format_datetime(self.now(), usegmt=True)
        return answer


def with_validators(request: web.Request, body: bytes, kind: str) -> web.Response:
    """The body with an ETag; 304 for who has it."""
    etag = etag_of(body)
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    return web.Response(body=body, headers={"ETag": etag, "Content-Type": kind})


def etag_of(body: bytes) -> str:
    """The validator of a body, as it stands in headers."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'
