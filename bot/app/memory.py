"""What an idle process gives back to the system, and what it does not take."""

from __future__ import annotations

import ctypes

_ARENAS = -8  # M_ARENA_MAX of glibc's malloc.h


def share_arena() -> None:
    """Let all threads take their memory from one place, as there are few of them, and one at a time runs Python.

    Else glibc gives each its own, and what one of them has freed no other can use. Call it before there are
    threads. Where the C library knows no such call (musl, macOS), nothing happens.
    """
    option = getattr(ctypes.CDLL(None), "mallopt", None)
    if option is not None:
        option(_ARENAS, 1)


def trim_memory() -> None:
    """Let the C library return the pages that lie free between what is used; some milliseconds.

    A poll and the papers of a month pass through memory together and leave holes; glibc keeps them, 3 MB after
    the first poll. Where the C library knows no such call (musl, macOS), nothing happens.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(ctypes.c_size_t(0))
