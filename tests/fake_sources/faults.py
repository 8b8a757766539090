"""Ways in which a server can fail, for `LoopbackHuggingFace.fail`."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TypeAlias

import aiohttp
from aiohttp import web

from bot.sources.http.fetcher import Fetcher

_MOMENT = 0.5  # seconds that are waited for what never comes
Fault: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

_MB = 1024 * 1024


def status(code: int, body: bytes = b"", *, headers: Mapping[str, str] | None = None, kind: str = "") -> Fault:
    """Any answer: a status, a body, headers, a content type (JSON unless named)."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=code, body=body, headers=headers, content_type=kind or "application/json")

    return answer


def too_many(**headers: str) -> Fault:
    """429; a header is named in Python's way: `Retry_After="7"`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status(429, b'{"error":"We had to rate limit your IP"}', headers=named)


def html() -> Fault:
    """A page of a captive portal or a maintenance notice, with status 200."""
    return status(200, b"<!doctype html><title>Back soon</title>", kind="text/html")


def huge(megabytes: int = 50, *, declared: bool = False) -> Fault:
    """A JSON body of that size, its length declared or not."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        if declared:
            response.content_length = megabytes * _MB
        await response.prepare(request)
        for _ in range(megabytes):
            await response.write(b" " * _MB)
        return response

    return answer


def gzip_bomb(megabytes: int = 200) -> Fault:
    """A body that takes a thousandth of its size on the wire."""

    async def answer(request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        for piece in _gzip(megabytes):
            await response.write(piece)
        return response

    return answer


def _gzip(megabytes: int) -> Iterator[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(megabytes):
        if piece := packer.compress(b" " * _MB):
            yield piece
    yield packer.flush()


def broken_gzip() -> Fault:
    """A body that is declared as gzip and is not."""
    return status(200, b"[]" * 100, headers={"Content-Encoding": "gzip"})


def silence() -> Fault:
    """Takes the request and never answers."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    return answer


def drip(interval: float) -> Fault:
    """A body that goes on for ever, one byte every `interval` seconds."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(interval)

    return answer


@contextmanager
def hurried(fetcher: Fetcher, fault: Fault) -> Generator[None]:
    """Let a fetcher give up soon while it meets a fault that never ends, and be as patient as ever with others.

    What does come is never too late, then, however busy the machine is.
    """
    patient = fetcher._timeout
    if fault.__qualname__.startswith((silence.__name__, drip.__name__)):
        fetcher._timeout = aiohttp.ClientTimeout(total=_MOMENT)
    yield
    fetcher._timeout = patient


def dropped(sent: bytes = b"[", *, code: int = 200) -> Fault:
    """Breaks the connection in the middle of a body."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=code, headers={"Content-Type": "application/json"})
        response.content_length = 1_000_000
        await response.prepare(request)
        await response.write(sent)
        assert request.transport is not None
        request.transport.close()
        return response

    return answer


def raw(sent: bytes) -> Fault:
    """Sends these bytes in place of an HTTP answer and closes."""

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(sent)
        request.transport.close()
        return web.Response()

    return answer


def redirect(location: str, code: int = 302) -> Fault:
    """Sends elsewhere."""
    return status(code, headers={"Location": location})


AWAY: Final[dict[str, Fault]] = {
    "429": too_many(Retry_After="7"),
    "429 as HTML": status(429, b"Rate exceeded.", kind="text/html"),
    "500": status(500),
    "404 as HTML": status(404, b"<html>", kind="text/html"),
    "HTML": html(),
    "nonsense": status(200, b"\x00nonsense"),
    "nothing": status(200, b""),
    "silence": silence(),
    "drip": drip(0.05),
    "dropped": dropped(),
    "50 MB": huge(50),
    "gzip bomb": gzip_bomb(),
    "redirect": redirect("https://evil.example/"),
}
"""What any server may do instead of answering."""
