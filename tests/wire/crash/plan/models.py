"""Behaviours of a language model's server: none of them may change which papers are posted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.wire.crash.plan.plan import AtMoment, AtPost
from tests.wire.crash.plan.points import MODEL_POINTS, Crash
from tests.wire.crash.plan.times import Interlude, Passing

if TYPE_CHECKING:
    import random

    from tests.wire.crash.plan.plan import Life

_ALL = 6  # answers, which come again and again in a life
_WAIT = 20.0  # seconds; a post waits for so long for a summary
_PATIENCE = 3.0  # of the machine's seconds: longer than that
_TOO_LATE = (130.0, 200.0)  # seconds, after which Discord has forgotten what was posted before


class Answering(StrEnum):
    """How it answers: well, with what is refused, with errors, never; or it dies, and is not back in this life."""

    WELL = "well"
    WRONG = "wrong"
    BROKEN = "broken"
    SILENT = "silent"
    DIES = "dies"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer, after so many `seconds` of the episode's; `pick` in [0, 1) chooses among those of its kind."""

    how: Answering
    seconds: float = 0.0
    pick: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Summaries:
    """That a model is asked, for so many seconds each time, and what it `answers` when nobody disturbs the bot."""

    timeout: float
    answers: tuple[Answer, ...]


# For an episode of `slow_model`: in the end it is quick.
SLOW = Summaries(timeout=300.0, answers=(Answer(how=Answering.WELL),))


def draw_summaries(rng: random.Random) -> Summaries:
    """For an episode."""
    return Summaries(timeout=rng.choice((60.0, 300.0)), answers=draw_answers(rng))


def draw_answers(rng: random.Random) -> tuple[Answer, ...]:
    """Those of a life, in turn."""
    mood = rng.choices(("mixed", "well", "late", "wrong", "broken", "silent", "dies"), (6, 8, 4, 1, 2, 2, 2))[0]
    answers = [_answer(rng, mood) for _ in range(_ALL)]
    if mood == "dies":
        answers[rng.randrange(_ALL)] = Answer(how=Answering.DIES)
    return tuple(answers)


def _answer(rng: random.Random, mood: str) -> Answer:
    pick, soon, late = rng.random(), rng.uniform(0.0, 3.0), rng.uniform(_WAIT / 2, 4 * _WAIT)
    if mood == "mixed":
        how, is_late = rng.choice((*Answering, *[Answering.WELL] * 5)), rng.random() < 0.3
        how = Answering.WELL if how is Answering.DIES else how
    else:
        how = Answering(mood) if mood in {"wrong", "broken", "silent"} else Answering.WELL
        is_late = mood == "late"
    return Answer(how=how, seconds=late if is_late else soon, pick=pick)


def with_model(life: Life, rng: random.Random) -> Life:
    """The life with answers. Most are long enough for posts that wait; some end round a question."""
    answers, longer = draw_answers(rng), rng.uniform(0.0, _PATIENCE)
    end = life.end
    if rng.random() < 0.2:
        end = Crash(point=rng.choice(MODEL_POINTS), nth=rng.randint(1, 6))
    elif isinstance(end, AtMoment) and rng.random() < 0.7:
        end = AtMoment(seconds=end.seconds + longer)
    return replace(life, answers=answers, end=end, patience=max(life.patience, _PATIENCE))


def slow_model(life: Life, rng: random.Random) -> Life:
    """A post is in doubt when the bot dies, and has no summary; or one comes when its nonce is forgotten."""
    life = replace(life, changes=(), live_change=None, troubles=(), outage=None)
    if rng.random() < 0.5:
        end = AtPost(nth=1, accepted=True)
        return replace(life, answers=(Answer(how=Answering.BROKEN),), end=end, patience=_PATIENCE)
    return replace(
        life,
        downtime=0.0,
        answers=(Answer(how=Answering.WELL, seconds=rng.uniform(*_TOO_LATE)),),
        interlude=Interlude(passing=Passing.LIVED, seconds=_TOO_LATE[1] + _WAIT),
        cue=rng.uniform(0.5, 1.0),
        linger=1.0,
        end=AtMoment(seconds=2 * _PATIENCE),
    )
