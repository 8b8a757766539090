"""Measure how long work on a thread holds the interpreter without a break.

Python code lets other threads run, one call into C does not. So this measures the thread's CPU time between two
events of the profiler, each a call or a return, which other processes cannot change.
"""

import gc
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from bot.domain.errors import SourceError
from tests.support.garbage import looked_for_as_usual


def longest_stretch(work: Callable[[], object]) -> float:
    """Return the longest stretch in CPU seconds, also if the work refuses its input."""
    clock = time.thread_time
    last, longest = clock(), 0.0

    def look(*_: object):  # millions of times, so it does little; its own microsecond counts as work
        nonlocal last, longest
        now = clock()
        if now - last > longest:  # noqa: PLR1730 - a call to max() is half of its time
            longest = now - last
        last = now

    before = sys.getprofile()
    gc.freeze()  # what other tests left in memory
    try:
        with looked_for_as_usual(), suppress(SourceError):
            sys.setprofile(look)
            last = clock()
            work()
    finally:
        sys.setprofile(before)
        gc.unfreeze()
    return longest
