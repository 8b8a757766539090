"""Named points at which the process kills itself: round each write, fsync, rename, query and request."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from tests.wire.crash.bots.power import Unsynced

if TYPE_CHECKING:
    from collections.abc import Callable


def _both(*names: str) -> tuple[str, ...]:
    return tuple(f"{when} {name}" for name in names for when in ("before", "after"))


WIRE_POINTS = _both("post", "look")
FILE_POINTS = (*_both("write", "fsync", "rename", "truncate"), "torn write")
QUERY_POINTS = _both("query")
MODEL_POINTS = _both("question")
MAIL_POINTS = _both("mail")
SAVE_POINTS = _both("save")
RANKING_POINTS = (*_both("ranking"), "while ranking")


@dataclass(frozen=True, kw_only=True)
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
    """Counts the passings in its process. `gate` is shut by the thread that dies: files stay as they are then."""

    def __init__(self):
        self._crash: Crash | None = None
        self._passed: Counter[str] = Counter()
        self._unsynced: Unsynced | None = None
        self.gate = threading.RLock()

    def arm(self, crash: Crash | None):
        """Count from zero; die there, or nowhere."""
        self._crash = crash
        self._passed.clear()
        self._unsynced = Unsynced() if crash is not None and crash.power_cut else None

    def passing(self, point: str):
        """Go on, or die."""
        if self._is_last(point):
            self._die()

    def write(self, write: Callable[[memoryview], int], descriptor: int, data: Any) -> int:
        """Write with all points of a write on the way."""
        self.passing("before write")
        view = memoryview(data).cast("B")
        with self.gate:
            if self._unsynced is not None:
                self._unsynced.writing(descriptor)
            if self._crash is not None and self._is_last("torn write"):
                write(view[: int(len(view) * self._crash.share)])
                self._die()
            written = write(view)
        self.passing("after write")
        return written

    def replace(self, replace: Callable[[Any, Any], None], source: Any, target: Any):
        """Rename, which is not durable before the folder is synced."""
        with self.gate:
            if self._unsynced is not None:
                self._unsynced.renaming(os.fspath(source), os.fspath(target))
            replace(source, target)

    def fsync(self, fsync: Callable[[int], None], descriptor: int):
        """Make durable, unless the process dies meanwhile."""
        with self.gate:
            durable = self._unsynced.before_sync(descriptor) if self._unsynced else None
        fsync(descriptor)
        with self.gate:
            if durable is not None:
                durable()

    def _is_last(self, point: str) -> bool:
        """Count one passing; whether it is the one to die at."""
        self._passed[point] += 1
        crash = self._crash
        return crash is not None and crash.point == point and self._passed[point] == crash.nth

    def _die(self) -> NoReturn:
        self.gate.acquire()
        if self._unsynced is not None and self._crash is not None:
            self._unsynced.lose(self._crash.share)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")
