"""Faults of arXiv in a life: a feed dated a year ahead, an API whose pages lack papers."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.wire.crash.plan.papers import draw_papers
from tests.wire.crash.plan.plan import AtMoment
from tests.wire.crash.plan.times import Passing

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from tests.wire.crash.plan.plan import Life, Listed

_AHEAD = 0.1  # of the lives
_LATE = 0.4  # of the episodes begin with days that arXiv announced while nobody looked
_MOST_MISSED = 6  # papers
_MOST_WRONG = 2  # lives in which the API is so, the first ones
_ASKED_AGAIN = 4.0  # of the machine's seconds, in which a bot can ask for an empty page several times


class Wrong(StrEnum):
    """What is wrong with arXiv: the date of its feed, or its API gives no papers, or half of them."""

    AHEAD = "a year ahead"
    EMPTY = "empty"
    CUT = "cut"


MISSED_PREFIX = "2510."  # of the numbers of papers whose list day is before the first life


def draw_missed(rng: random.Random, numbers: Iterator[str]) -> tuple[tuple[Listed, ...], tuple[Wrong, ...]]:
    """Papers of days that were missed, and what is wrong with the API in the first lives."""
    missed = draw_papers(rng, numbers, rng.randint(2, _MOST_MISSED))
    lives, wrong = rng.randint(0, _MOST_WRONG), rng.choice((Wrong.EMPTY, Wrong.CUT))
    return (missed, (wrong,) * lives) if rng.random() < _LATE else ((), ())


def with_wrong_arxiv(life: Life, rng: random.Random, wrong: Wrong | None) -> Life:
    """The life with what is wrong with the API, or maybe a feed that is dated ahead.

    Not where that is right by a wrong clock.
    """
    ahead = rng.random() < _AHEAD and not has_wrong_clock(life)
    if wrong is not None:
        return replace(life, arxiv=wrong, end=AtMoment(seconds=_ASKED_AGAIN))
    return replace(life, arxiv=Wrong.AHEAD) if ahead else life


def has_wrong_clock(life: Life) -> bool:
    """Whether the bot's wall clock is wrong at some time of it."""
    return bool(life.clock_ahead) or (life.interlude is not None and life.interlude.passing is Passing.SET)
