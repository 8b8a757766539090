"""How long a piece of work, done on a thread, keeps the interpreter from everybody else.

Python's own code gives others their turns; what C does in one call does not. So it is the CPU time of this thread
between two events of the profiler, each a call or a return: no other process has a part in it.
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
    """CPU seconds; work that refuses what it reads is done, too."""
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
