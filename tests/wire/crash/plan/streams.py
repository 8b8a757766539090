"""What arXiv does wrong in a life: a feed that is dated a year ahead, an API whose pages lack papers."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.wire.crash.plan.draws import Draw
from tests.wire.crash.plan.papers import draw_papers
from tests.wire.crash.plan.plan import AtMoment
from tests.wire.crash.plan.times import Passing

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterator, Sequence

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


def draw_missed(
    rng: random.Random, numbers: Iterator[str], draws: Collection[Draw]
) -> tuple[tuple[Listed, ...], tuple[int, Wrong]]:
    """Papers of days that were missed, and in how many lives the API is wrong, and how."""
    missed = draw_papers(rng, numbers, rng.randint(2, _MOST_MISSED))
    lives, wrong, late = rng.randint(0, _MOST_WRONG), rng.choice((Wrong.EMPTY, Wrong.CUT)), rng.random() < _LATE
    return (missed if late else ()), (lives if late and Draw.PAGES in draws else 0, wrong)


def with_wrong_arxiv(
    lives: Sequence[Life], rng: random.Random, api: tuple[int, Wrong], draws: Collection[Draw]
) -> tuple[Life, ...]:
    """The lives, some of which have a feed that is dated ahead; not where it is right by a wrong clock."""
    wrong_lives, wrong = api
    found: list[Life] = []
    for number, life in enumerate(lives):
        ahead = rng.random() < _AHEAD and Draw.AHEAD in draws and not has_wrong_clock(life)
        if number < wrong_lives:
            found.append(replace(life, arxiv=wrong, end=AtMoment(seconds=_ASKED_AGAIN)))
        else:
            found.append(replace(life, arxiv=Wrong.AHEAD if ahead else None))
    return tuple(found)


def has_wrong_clock(life: Life) -> bool:
    """Whether the bot's wall clock is wrong at some time of it."""
    return bool(life.clock_ahead) or (life.interlude is not None and life.interlude.passing is Passing.SET)
