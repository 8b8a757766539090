"""The longest turn of the event loop, compared with work of known size in the same turns.

A time says nothing: another machine is half as fast, and a neighbour halves it again. So every turn is taken in
CPU time of the loop's own thread, and told in `Slices` as what it would have taken where that piece of work, the
reference, takes `REFERENCE`: a ratio, written in seconds. What another thread does with the interpreter's lock is
not counted; `tests.wire.bounds.test_stalls` measures the one thing that is done there on purpose.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.garbage import looked_for_as_usual

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

STALL = 0.05  # seconds that the loop may be held at once, where the reference takes `REFERENCE`
REFERENCE = 0.0025  # seconds that it took where the figures of docs/scaling.md were measured

_BUSY = 2  # what a neighbour does to the caches may double one turn and not the references before and after it
_EVERY = 0.1  # CPU seconds of turns between two references
_LONG = 0.02  # a turn of so many CPU seconds is compared with a reference that follows at once
_WORDS = [f"word{number:04}" for number in range(400)]
_BODY = json.dumps([{"name": word, "number": number, "of": [number, word]} for number, word in enumerate(_WORDS)])


def reference() -> float:
    """CPU seconds of the reference: JSON, strings, dictionaries and a sort, as in most turns of the bot."""
    began = time.thread_time()
    for _ in range(8):
        counts: dict[str, int] = {}
        for item in json.loads(_BODY):
            name: str = item["name"]
            for part in (name, name.upper(), name[1:], name[:-1]):
                counts[part] = counts.get(part, 0) + len(item["of"])
        sorted(counts, key=counts.__getitem__)
    return time.thread_time() - began


@dataclass
class Slices:
    """Every turn of the loop: seconds where the reference takes `REFERENCE`, and whose turn it was."""

    turns: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    measuring: float = 0.0  # CPU seconds of the references: whoever tells how long all of it took leaves them out

    @property
    def worst(self) -> float:
        """The longest turn, in seconds."""
        return max((seconds for seconds, _ in self.turns), default=0.0)

    def longest(self, number: int = 5) -> str:
        """The longest turns, for people."""
        longest = sorted(self.turns, reverse=True)[:number]
        return "; ".join(f"{seconds * 1000:.0f} ms {whose}" for seconds, whose in longest)


def held(slices: Slices):
    """Nobody was held up for longer than a stall; the figures stand in the output."""
    sys.stdout.write(f"longest turns: {slices.longest()}\n")
    assert slices.worst < _BUSY * STALL, slices.longest()


@asynccontextmanager
async def watched() -> AsyncGenerator[Slices]:
    """Measure every turn that the running loop gives to anybody inside the block; known when the block is over.

    What other tests left in memory is kept from the garbage collector, whose pauses would be blamed on the bot,
    and the tracer of the coverage is silent, which doubles what the bot's own lines take and nothing else.
    """
    slices = Slices()
    run = asyncio.events.Handle._run
    references: list[float] = []
    measured: list[tuple[float, float, str]] = []  # a turn's CPU seconds, the reference's after it or 0, whose
    since = 0.0

    def measure(self: asyncio.Handle):
        nonlocal since
        began = time.thread_time()
        run(self)
        took = time.thread_time() - began
        since += took
        beside = 0.0
        if took > _LONG or since > _EVERY:
            references.append(reference())
            since = 0.0
            beside = references[-1]
        measured.append((took, beside, _whose(self)))

    tracer = sys.gettrace()
    gc.freeze()
    sys.settrace(None)
    references.extend(reference() for _ in range(3))
    asyncio.events.Handle._run = measure
    await asyncio.sleep(0)  # a turn that began before is not measured
    try:
        with looked_for_as_usual():
            yield slices
            await asyncio.sleep(0)  # the last turn is over
    finally:
        asyncio.events.Handle._run = run
        sys.settrace(tracer)
        gc.unfreeze()
    pace, slices.measuring = statistics.median(references), sum(references)
    slices.turns = [(took * REFERENCE / max(pace, beside), whose) for took, beside, whose in measured]


def _whose(handle: Any) -> str:
    """A name without a look at the object itself: a `repr` may change what it shows."""
    owner = getattr(handle._callback, "__self__", None)
    return owner.get_name() if isinstance(owner, asyncio.Task) else getattr(handle._callback, "__qualname__", "?")
