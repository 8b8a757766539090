"""How fast something says who subscribed to a paper."""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.domain.paper import Sighting

SEED = 20260130

Match: TypeAlias = "Callable[[Sighting], Collection[int]]"  # who subscribed, each once


def papers_a_second(match: Match, sightings: Sequence[Sighting], number: int, seconds: float) -> float:
    """Papers per CPU second, from another paper on in each round."""
    at, done, spent = number * 97, 0, 0.0
    gc.collect()
    while spent < seconds:
        batch = [sightings[(at + n) % len(sightings)] for n in range(1 if spent == 0 else min(200, done))]
        start = time.process_time()
        for seen in batch:
            match(seen)
        spent += time.process_time() - start
        done += len(batch)
        at += len(batch)
    return done / spent


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
