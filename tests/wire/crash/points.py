"""Named points at which the process kills itself: round each write, fsync, rename, query and request."""

from __future__ import annotations

import io
import os
import signal
from collections import Counter
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, NoReturn

import aiohttp
import asyncpg

from tests.wire.crash.power import Unsynced

if TYPE_CHECKING:
    from collections.abc import Callable


def _both(*names: str) -> tuple[str, ...]:
    return tuple(f"{when} {name}" for name in names for when in ("before", "after"))


WIRE_POINTS = _both("post", "look")
FILE_POINTS = (*_both("write", "fsync", "rename", "truncate"), "torn write")
QUERY_POINTS = _both("query")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """Die at the `nth` (from 1) passing of a point.

    Of a torn write only `share` of the bytes are written. A `power_cut` takes with it what was not made durable,
    but for about that share.
    """

    point: str
    nth: int
    share: float = 0.5
    power_cut: bool = False

    def __str__(self) -> str:
        return self.point + (", power cut" if self.power_cut else "")


class Points:
    """Counts the passings in the process that it is installed in."""

    def __init__(self) -> None:
        self._crash: Crash | None = None
        self._passed: Counter[str] = Counter()
        self._unsynced: Unsynced | None = None

    def arm(self, crash: Crash | None) -> None:
        """Count from nought; die there, or nowhere."""
        self._crash = crash
        self._passed.clear()
        self._unsynced = Unsynced() if crash is not None and crash.power_cut else None

    def install(self) -> None:
        """Put the points round the functions; to be called before anything keeps a reference to one."""
        self._wrap_files()
        aiohttp.ClientSession._request = self._round_requests(aiohttp.ClientSession._request)
        for name in ("execute", "_execute"):  # every statement of asyncpg goes through one of them
            setattr(asyncpg.Connection, name, self._round_queries(getattr(asyncpg.Connection, name)))

    def passing(self, point: str) -> None:
        """Go on, or die."""
        if self._is_last(point):
            self._die()

    def write(self, write: Callable[[memoryview], int], descriptor: int, data: Any) -> int:
        """Write with all points of a write on the way."""
        self.passing("before write")
        if self._unsynced is not None:
            self._unsynced.writing(descriptor)
        view = memoryview(data).cast("B")
        if self._crash is not None and self._is_last("torn write"):
            write(view[: int(len(view) * self._crash.share)])
            self._die()
        written = write(view)
        self.passing("after write")
        return written

    def _is_last(self, point: str) -> bool:
        """Count one passing; whether it is the one to die at."""
        self._passed[point] += 1
        crash = self._crash
        return crash is not None and crash.point == point and self._passed[point] == crash.nth

    def _die(self) -> NoReturn:
        if self._unsynced is not None and self._crash is not None:
            self._unsynced.lose(self._crash.share)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")

    def _wrap_files(self) -> None:
        write, fsync, opened = os.write, os.fsync, io.open
        os.write = lambda descriptor, data, /: self.write(lambda view: write(descriptor, view), descriptor, data)
        os.ftruncate = self._round("truncate", os.ftruncate)
        os.replace = self._round("rename", os.replace, self._unsynced_rename)
        os.rename = self._round("rename", os.rename)
        os.fsync = self._round("fsync", lambda descriptor: self._fsync(fsync, descriptor))
        points = self

        class Written(io.FileIO):
            """A file that passes the points: `pathlib` opens those for writing with `io.open`."""

            def write(self, data: Any, /) -> int:
                return points.write(super().write, self.fileno(), data)

        def open_file(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            return io.BufferedWriter(Written(file, "w")) if mode == "wb" else opened(file, mode, *rest, **named)

        io.open = open_file

    def _round(
        self, name: str, real: Callable[..., Any], first: Callable[..., None] | None = None
    ) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:
            self.passing(f"before {name}")
            if first is not None:
                first(*args)
            result = real(*args, **named)
            self.passing(f"after {name}")
            return result

        return wraps(real)(wrapped)

    def _unsynced_rename(self, source: Any, target: Any) -> None:
        if self._unsynced is not None:
            self._unsynced.renaming(os.fspath(source), os.fspath(target))

    def _fsync(self, fsync: Callable[[int], None], descriptor: int) -> None:
        if self._unsynced is None:
            fsync(descriptor)
        else:
            with self._unsynced.syncing(descriptor):
                fsync(descriptor)

    def _round_requests(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(real)
        async def request(session: aiohttp.ClientSession, method: str, url: Any, **named: Any) -> Any:
            name = {"POST": "post", "GET": "look"}.get(method) if str(url).endswith("/messages") else None
            if name is None:
                return await real(session, method, url, **named)
            self.passing(f"before {name}")
            answer = await real(session, method, url, **named)
            self.passing(f"after {name}")
            return answer

        return request

    def _round_queries(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(real)
        async def query(*args: Any, **named: Any) -> Any:
            self.passing("before query")
            result = await real(*args, **named)
            self.passing("after query")
            return result

        return query
