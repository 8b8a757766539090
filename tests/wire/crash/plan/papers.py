"""The papers that appear, and their sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from tests.wire.crash.people.wanting import FEED, LIST, STREAM
from tests.wire.crash.plan.plan import WORDS, Listed

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence

    from tests.wire.crash.plan.plan import Life

Shares: TypeAlias = "Mapping[tuple[str, str], int]"

# Where a paper is in the life in which it appears, and in the one after it, and how many of them.
SHARES: Shares = {
    ("list", ""): 9,
    ("stream", ""): 3,
    ("list stream", ""): 3,
    ("stream", "list"): 3,
    ("list", "stream"): 2,
    ("feed", ""): 6,
    ("list feed", ""): 1,
    ("feed", "list"): 2,
    ("list", "feed"): 1,
    ("feed", "stream"): 1,
    ("stream", "feed"): 1,
}
PICKS: Shares = {("stream", "list"): 8, ("list", ""): 1, ("list", "stream"): 1, ("feed", "list"): 1}
_OWN = 0.8  # of what is in the feed alone
_NAMES = {"list": LIST, "stream": STREAM, "feed": FEED}


def draw_papers(rng: random.Random, numbers: Iterator[str], count: int) -> tuple[Listed, ...]:
    """With the next of these numbers."""
    return tuple(
        Listed(number=next(numbers), words=frozenset(rng.sample(WORDS, rng.randint(1, 2)))) for _ in range(count)
    )


def in_sources(lives: Sequence[Life], rng: random.Random, shares: Shares) -> tuple[Life, ...]:
    """Some papers are in one source alone, some in two: at once, or in one of them a life before the other."""
    later: tuple[Listed, ...] = ()
    found: list[Life] = []
    for life in lives:
        now, before, later = list[Listed](), later, ()
        for listed in life.papers:
            ((some, rest),) = rng.choices(list(shares), weights=list(shares.values()))
            own = (some, rest) == ("feed", "") and rng.random() < _OWN
            now = [*now, *_in(replace(listed, own=own), some)]
            later = (*later, *_in(listed, rest))
        found.append(replace(life, papers=(*before, *now)))
    return (*found[:-1], replace(found[-1], papers=found[-1].papers + later))


def _in(listed: Listed, sources: str) -> list[Listed]:
    return [replace(listed, source=_NAMES[source]) for source in sources.split()]
