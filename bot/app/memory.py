"""Memory of a process that runs for months: fewer arenas, freed pages, less garbage collection."""

from __future__ import annotations

import ctypes
import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

_ARENAS = -8  # M_ARENA_MAX of glibc's malloc.h


def share_arena() -> None:
    """Let all threads take their memory from one place, as there are few of them, and one at a time runs Python.

    Else glibc gives each its own, and what one of them has freed no other can use. Call it before there are
    threads. Where the C library knows no such call (musl, macOS), nothing happens.
    """
    _call("mallopt", _ARENAS, 1)


def trim_memory() -> None:
    """Let the C library return the pages that lie free between what is used; some milliseconds.

    A poll and the papers of a month pass through memory together and leave holes; glibc keeps them, 3 MB after
    the first poll. Where the C library knows no such call (musl, macOS), nothing happens.
    """
    _call("malloc_trim", ctypes.c_size_t(0))


def _call(name: str, *arguments: object) -> None:
    if (function := getattr(ctypes.CDLL(None), name, None)) is not None:
        function(*arguments)


@contextmanager
def kept_for_good() -> Generator[None]:
    """Exempt everything that exists when the block ends from garbage collection, for good.

    For imports, and for what the store has: nearly all of the 120,000 objects of the former, and the subscriptions
    of the latter, stay. Searching them takes a twelfth of a start, and 20 ms or more, in which nothing else is
    done, whenever Python looks through everything again.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
