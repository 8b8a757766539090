"""Reactions to posts, saved papers, and kills around these and while the papers of a day are ranked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.wire.crash.plan.plan import WORDS, AfterChange, SubscriptionRequest
from tests.wire.crash.plan.points import RANKING_POINTS, SAVE_POINTS, Crash
from tests.wire.crash.plan.times import DAY

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

    from bot.domain.preferences import Preferences
    from tests.wire.crash.plan.plan import Life

READERS = 4
_SOON, _SHORTLY = 0.7, 0.15  # of the machine's seconds
_SAVING = 3.0  # of the machine's seconds
_PATIENCE = 8.0  # of the machine's seconds: picks are ranked after the first polls, when papers are indexed


class Acting(StrEnum):
    """A reaction in place of the one before, none any more, a button, or the deletion of all personal data.

    A press of *Save* saves a paper, or removes it where it was saved.
    """

    LIKE = "👍"
    DISLIKE = "👎"
    AWAY = "taken away"
    PRESS = "pressed"
    FORGET = "deleted"
    SAVE = "save pressed"


_USUAL = (Acting.LIKE, Acting.LIKE, Acting.DISLIKE, Acting.AWAY, Acting.PRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Of person number `person`; `pick` in [0, 1) chooses a post or a paper.

    So many of the machine's seconds `after` the bot is connected, or while it is down.
    """

    person: int
    doing: Acting
    pick: float
    after: float | None


def draw_picks(
    rng: random.Random, channels: int, sources: Callable[[], tuple[str, ...]]
) -> Iterable[SubscriptionRequest]:
    """Two of three channels have picks of the papers with a word."""
    some = [channel for channel in range(channels) if channel == 0 or rng.random() < 0.67]
    return [
        SubscriptionRequest(channel=channel, word=rng.choice(WORDS), daily=False, sources=sources(), picks=True)
        for channel in some
    ]


def at_another_time(manners: Preferences, rng: random.Random) -> Preferences:
    """The same with digests in the first minutes of an episode, or a day later."""
    return replace(manners, digest_time=time(9, rng.choice((0, 2, 5, 10, 15))))


def with_likes(life: Life, rng: random.Random, *, overnight: bool) -> Life:
    """The life with what people think; many end when somebody reacted.

    Those a day later mostly end while papers are ranked, or before the picks are planned.
    """
    acts = tuple(_act(rng) for _ in range(rng.choice((0, 1, 3, 6))))
    ranks, reacts = rng.random() < 0.6, rng.random() < 0.3
    ranking, soon = (
        Crash(point=rng.choice(RANKING_POINTS), nth=1),
        AfterChange(seconds=rng.uniform(0.0, _SHORTLY)),
    )
    life = replace(life, acts=acts)
    if overnight:
        life = replace(life, downtime=DAY, patience=_PATIENCE, end=ranking if ranks else life.end)
    elif reacts and life.live_change is None and any(act.after is not None for act in acts):
        life = replace(life, patience=_PATIENCE, end=soon)
    return life


def with_saves(life: Life, rng: random.Random) -> Life:
    """The life with papers that people save and remove while the bot runs; some end around a write of these."""
    saves = tuple(
        Act(person=rng.randrange(READERS), doing=Acting.SAVE, pick=rng.random(), after=rng.uniform(0.0, _SOON))
        for _ in range(rng.choice((0, 1, 2, 4)))
    )
    around = Crash(point=rng.choice(SAVE_POINTS), nth=rng.choice((1, 1, 2)))
    ends = rng.random() < 0.25 and saves and life.live_change is None and life.downtime < DAY
    life = replace(life, acts=(*life.acts, *saves))
    return replace(life, end=around, patience=_SAVING) if ends else life


def _act(rng: random.Random) -> Act:
    doing = Acting.FORGET if rng.random() < 0.02 else rng.choice(_USUAL)
    after = None if rng.random() < 0.4 and doing in _USUAL[:4] else rng.uniform(0.0, _SOON)
    return Act(person=rng.randrange(READERS), doing=doing, pick=rng.random(), after=after)
