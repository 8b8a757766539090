"""Memory of a process that runs for months: fewer arenas, freed pages, less garbage collection."""

from __future__ import annotations

import ctypes
import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


def share_arena() -> None:
    """Let all threads share one memory arena: they are few, and only one at a time runs Python.

    Otherwise glibc gives each thread its own, whose freed memory no other thread can use. Call it before any
    thread starts. It does nothing where the C library has no such call (musl, macOS).
    """
    _call("mallopt", _ARENA_MAX, 1)


def trim_memory() -> None:
    """Return free pages to the system; takes some milliseconds.

    A poll leaves free pages between those in use, which glibc would keep: 3 MB after the first poll. It does
    nothing where the C library has no such call (musl, macOS).
    """
    _call("malloc_trim", ctypes.c_size_t(0))


def _call(name: str, *arguments: object) -> None:
    if (function := getattr(ctypes.CDLL(None), name, None)) is not None:
        function(*arguments)


@contextmanager
def exempt_from_gc() -> Generator[None]:
    """Stop garbage collection in the block, and let it never look at what exists when the block ends.

    For imports (120,000 objects) and for the stored subscriptions: nearly all of them are kept for good. Scanning
    them takes a twelfth of a start, and later stops the process for 20 ms or more at each full collection.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
