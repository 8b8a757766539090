"""Measure how fast an engine finds the subscriptions to a paper."""

from __future__ import annotations

import argparse
import gc
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.domain.paper import Sighting

SEED = 20260130

Match: TypeAlias = "Callable[[Sighting], Collection[int]]"  # who subscribed, each once


@dataclass(frozen=True, kw_only=True)
class Effort:
    """The sizes of a measurement: numbers of subscriptions, rounds, CPU seconds for each in a round."""

    sizes: Sequence[int]
    rounds: int
    seconds: float


def asked_effort(description: str | None, sizes: Sequence[int], quick: Sequence[int]) -> Effort:
    """Return the sizes to measure: all of `sizes`, or with --quick those of `quick`."""
    arguments = argparse.ArgumentParser(description=description.splitlines()[0] if description else None)
    arguments.add_argument("--sizes", help="numbers of subscriptions, with commas between")
    arguments.add_argument("--rounds", type=int)
    arguments.add_argument("--seconds", type=float, help="CPU seconds of each in a round")
    arguments.add_argument("--quick", action="store_true", help="fewer subscriptions, rounds and seconds")
    options = arguments.parse_args()
    asked = [int(size) for size in options.sizes.split(",")] if options.sizes else None
    return Effort(
        sizes=asked or (quick if options.quick else sizes),
        rounds=options.rounds or (2 if options.quick else 5),
        seconds=options.seconds or (0.1 if options.quick else 0.5),
    )


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


def say(line: str):
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
