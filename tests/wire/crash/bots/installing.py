"""Putting the points of `points.py` round the functions of a process."""

from __future__ import annotations

import asyncio
import io
import os
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import aiohttp
import aiosmtplib
import asyncpg

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.wire.crash.plan.points import Points

_PLACES = ("/messages", "/threads", "/threads/active")
_MODEL = "/chat/completions"


def install(points: Points):
    """To be called before anything is imported that keeps a reference to one of these functions."""
    write = os.write
    os.write = lambda descriptor, data, /: points.write(partial(write, descriptor), descriptor, data)
    os.ftruncate = _round(points, "truncate", _gated(points, os.ftruncate))
    os.replace = _round(points, "rename", partial(points.replace, os.replace))
    os.rename = _round(points, "rename", _gated(points, os.rename))
    os.fsync = _round(points, "fsync", partial(points.fsync, os.fsync))
    io.open = _opening(points, io.open)  # `pathlib` opens files with it
    asyncio.create_subprocess_exec = _round_ranking(points, asyncio.create_subprocess_exec)
    aiohttp.ClientSession._request = _round_requests(points, aiohttp.ClientSession._request)
    aiosmtplib.SMTP.data = round_awaited(points, "mail", aiosmtplib.SMTP.data)
    for name in ("execute", "_execute"):  # every statement of asyncpg goes through one of them
        setattr(asyncpg.Connection, name, round_awaited(points, "query", getattr(asyncpg.Connection, name)))


def _round(points: Points, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **named: Any) -> Any:
        points.passing(f"before {name}")
        result = real(*args, **named)
        points.passing(f"after {name}")
        return result

    return wrapped


def _gated(points: Points, real: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **named: Any) -> Any:
        with points.gate:
            return real(*args, **named)

    return wrapped


def _opening(points: Points, real: Callable[..., Any]) -> Callable[..., Any]:
    """Files that are opened for binary writing pass the points of writes."""

    class Written(io.FileIO):
        def write(self, data: Any, /) -> int:
            return points.write(super().write, self.fileno(), data)

    def opened(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        return io.BufferedWriter(Written(file, "w")) if mode == "wb" else real(file, mode, *rest, **named)

    return opened


def _round_requests(points: Points, real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    async def request(session: aiohttp.ClientSession, method: str, url: Any, **named: Any) -> Any:
        name = {"POST": "post", "GET": "look"}.get(method) if str(url).endswith(_PLACES) else None
        if str(url).endswith(_MODEL):
            name = "question"
        if name is None:
            return await real(session, method, url, **named)
        points.passing(f"before {name}")
        answer = await real(session, method, url, **named)
        points.passing(f"after {name}")
        return answer

    return request


def round_awaited(points: Points, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """Pass the points of this name before and after a call."""

    @wraps(real)
    async def wrapped(*args: Any, **named: Any) -> Any:
        points.passing(f"before {name}")
        result = await real(*args, **named)
        points.passing(f"after {name}")
        return result

    return wrapped


def _round_ranking(points: Points, real: Callable[..., Any]) -> Callable[..., Any]:
    """Papers are ranked by the only process that a bot starts."""

    async def start(*command: Any, **named: Any) -> Any:
        points.passing("before ranking")
        process = await real(*command, **named)
        points.passing("while ranking")
        wait = process.wait

        async def waited() -> int:
            code: int = await wait()
            points.passing("after ranking")
            return code

        process.wait = waited
        return process

    return start
