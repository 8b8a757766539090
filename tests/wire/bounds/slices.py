"""How long the event loop was held at once, in CPU time of its own thread.

Wall time would blame the bot for whatever else the machine does. What another thread does with the interpreter's
lock is not counted; `tests.wire.bounds.test_stalls` measures the one thing that is done there on purpose.
"""

from __future__ import annotations

import asyncio
import gc
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

STALL = 0.1  # seconds that the loop may be held at once


@dataclass(slots=True)
class Slices:
    """Every turn of the loop: seconds of CPU time, and whose turn it was."""

    turns: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])

    @property
    def worst(self) -> float:
        """The longest turn, in seconds."""
        return max((seconds for seconds, _ in self.turns), default=0.0)

    def longest(self, number: int = 5) -> str:
        """The longest turns, for people."""
        longest = sorted(self.turns, reverse=True)[:number]
        return "; ".join(f"{seconds * 1000:.0f} ms {whose}" for seconds, whose in longest)


@asynccontextmanager
async def watched() -> AsyncGenerator[Slices]:
    """Measure every turn that the running loop gives to anybody inside the block.

    What other tests left in memory is kept from the garbage collector, whose pauses would be blamed on the bot.
    """
    slices = Slices()
    run = asyncio.events.Handle._run

    def measured(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        slices.turns.append((time.thread_time() - began, _whose(handle)))

    gc.collect()
    gc.freeze()
    asyncio.events.Handle._run = measured
    await asyncio.sleep(0)  # a turn that began before is not measured
    try:
        yield slices
        await asyncio.sleep(0)  # the last turn is over
    finally:
        asyncio.events.Handle._run = run
        gc.unfreeze()


def _whose(handle: Any) -> str:
    """A name without a look at the object itself: a `repr` may change what it shows."""
    owner = getattr(handle._callback, "__self__", None)
    return owner.get_name() if isinstance(owner, asyncio.Task) else getattr(handle._callback, "__qualname__", "?")
