"""Giving memory back that is no longer used."""

from __future__ import annotations

import ctypes


def trim_memory() -> None:
    """Let the C library return the pages that lie free between what is used; some milliseconds.

    A poll and the papers of a month pass through memory together and leave holes; glibc keeps them, 3 MB after
    the first poll. Where the C library knows no such call (musl, macOS), nothing happens.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(ctypes.c_size_t(0))
