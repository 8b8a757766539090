"""Simulate a power cut: it removes writes and renames that were not made durable."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT = ".before-rename"


class Unsynced:
    """Remembers, for the process that it is told of, what the disk does not hold yet."""

    def __init__(self):
        self._durable: dict[tuple[int, int], tuple[int, int]] = {}  # by (device, inode): (descriptor, bytes)
        self._renames: list[tuple[str, str]] = []

    def writing(self, descriptor: int):
        """A file is about to grow; what it holds at the first time is durable."""
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode) and _identity(found) not in self._durable:
            self._durable[_identity(found)] = (os.dup(descriptor), found.st_size)

    def renaming(self, source: str, target: str):
        """A name is about to be taken over; what has it now is kept for `lose`."""
        if Path(target).exists():
            os.link(target, target + _KEPT)
        self._renames.append((source, target))

    def before_sync(self, descriptor: int) -> Callable[[], None]:
        """What is there now, a file's bytes or a folder's names, is durable once the returned is called."""
        found = os.fstat(descriptor)
        renames = list(self._renames) if stat.S_ISDIR(found.st_mode) else []

        def durable():
            if known := self._durable.get(_identity(found)):
                self._durable[_identity(found)] = (known[0], max(known[1], found.st_size))
            for rename in renames:
                self._renames.remove(rename)
                Path(rename[1] + _KEPT).unlink(missing_ok=True)

        return durable

    def lose(self, share: float):
        """The cut: of each file's unsynced bytes about `share` stays, of the renames the first ones."""
        for source, target in reversed(self._renames[int(len(self._renames) * share) :]):
            if not Path(source).exists():
                os.link(target, source)
            Path(target).unlink()
            if Path(target + _KEPT).exists():
                os.link(target + _KEPT, target)
        for _, target in self._renames:
            Path(target + _KEPT).unlink(missing_ok=True)
        for descriptor, durable in self._durable.values():
            size = os.fstat(descriptor).st_size
            kept = durable + int(max(0, size - durable) * share)
            os.truncate(f"/proc/self/fd/{descriptor}", min(size, kept))


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino
