"""Measure how long work on a thread holds the interpreter without a break.

Python code lets other threads run, one call into C does not. So this measures the thread's CPU time between two
events of the profiler, each a call or a return, which other processes cannot change.
"""

from __future__ import annotations

import gc
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from tests.support.garbage import looked_for_as_usual

if TYPE_CHECKING:
    from collections.abc import Callable


def longest_stretch(work: Callable[[], object]) -> float:
    """Return the longest stretch in CPU seconds, also if the work refuses its input."""
    last, longest = time.thread_time(), 0.0

    def look(*_: object) -> None:
        nonlocal last, longest
        now = time.thread_time()
        longest = max(longest, now - last)
        last = time.thread_time()

    before = sys.getprofile()
    gc.freeze()  # what other tests left in memory
    try:
        with looked_for_as_usual(), suppress(SourceError):
            sys.setprofile(look)
            last = time.thread_time()
            work()
    finally:
        sys.setprofile(before)
        gc.unfreeze()
    return longest
