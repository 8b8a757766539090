"""What people change about their subscriptions: while the bot is down, and by commands while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


_LATEST = 0.5  # of the machine's seconds: a reading takes longer


class Doing(StrEnum):
    """What is changed: one thing at a time, but for `RESETTLE`, another channel and other sources at once.

    A `PAUSE` of what is paused resumes it.
    """

    RENAME = "rename"
    QUERY = "query"
    MOVE = "move"
    PAUSE = "pause"
    MODE = "mode"
    SOURCES = "sources"
    RESETTLE = "move and sources"


_ANYWHERE = (Doing.RENAME, Doing.QUERY, Doing.MOVE, Doing.PAUSE, Doing.MODE)  # with any papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A subscription is changed; `pick` in [0, 1) chooses what it becomes.

    It is number `wish` (a share) of those for which something waits, or most of what is about to be read, when it
    is `aimed` and there are any; else of all.
    """

    wish: float
    doing: Doing
    pick: float
    aimed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveChange:
    """A change by commands. While papers are `stored`, if so: they are listed when only Save is left to press.

    It is made `after` so many of the machine's seconds, since then or since the bot is connected.
    """

    change: Change
    stored: bool
    after: float


def draw_changes(rng: random.Random) -> tuple[Change, ...]:
    """Those made while the bot is down: none for most lives."""
    return tuple(_change(rng) for _ in range(rng.choice((0, 0, 0, 1, 1, 2))))


def draw_live_change(rng: random.Random) -> LiveChange | None:
    """The one made while it runs: none for most lives."""
    drawn = LiveChange(change=_change(rng), stored=rng.random() < 0.7, after=rng.uniform(0.0, _LATEST))
    return drawn if rng.random() < 0.35 else None


def draw_change_of_reading(rng: random.Random) -> LiveChange:
    """One that is made while papers are stored."""
    return LiveChange(change=_change(rng), stored=True, after=rng.uniform(0.0, _LATEST))


def _change(rng: random.Random) -> Change:
    doing = rng.choice(_ANYWHERE)
    return Change(wish=rng.random(), doing=doing, pick=rng.random(), aimed=rng.random() < 0.8)
