"""Changes of subscriptions: while the bot is down, and by commands while it runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


_LATEST = 0.5  # of the machine's seconds: a reading takes longer


class Doing(StrEnum):
    """What is changed: one thing at a time, but for `RESETTLE`, another channel and other sources at once.

    A `PAUSE` of what is paused resumes it. An `END` is for good, unless an `UNDO` comes, which
    takes a change or an end back.
    """

    RENAME = "rename"
    QUERY = "query"
    MOVE = "move"
    PAUSE = "pause"
    MODE = "mode"
    SOURCES = "sources"
    RESETTLE = "move and sources"
    END = "end"
    UNDO = "undo"


_OFTEN = (Doing.QUERY, Doing.MOVE)
_TYPED = (*_OFTEN, *_OFTEN, Doing.RENAME, Doing.MODE, Doing.END)  # and can be taken back
_UNDOABLE = (*_TYPED, Doing.SOURCES, Doing.RESETTLE)
_ANYWHERE = (Doing.RENAME, Doing.QUERY, Doing.MOVE, Doing.PAUSE, Doing.MODE)  # with any papers


@dataclass(frozen=True, kw_only=True)
class Change:
    """A subscription is changed; `pick` in [0, 1) chooses what it becomes.

    It is number `wish` (a share) of those for which something waits, or most of what is about to be read, when it
    is `aimed` and there are any; else of all. With `same` it is the one that was changed last. An `UNDO` is of the
    newest change the sooner, the smaller `pick` is.
    """

    wish: float
    doing: Doing
    pick: float
    aimed: bool = False
    same: bool = False


@dataclass(frozen=True, kw_only=True)
class LiveChange:
    """A change by commands. While papers are `stored`, if so: they are listed when only Save is left to press.

    It is made `after` so many of the machine's seconds, since then or since the bot is connected. If it is to be
    `undone`, all that holds of Undo, and it is saved before. An `UNDO` is of what was changed by commands, too.
    """

    change: Change
    stored: bool
    after: float
    undone: bool = False


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


def with_undo(
    changes: tuple[Change, ...], live: LiveChange | None, rng: random.Random
) -> tuple[tuple[Change, ...], LiveChange | None]:
    """The same, and in some lives subscriptions end, and ends and changes are taken back."""
    ends = (Change(wish=rng.random(), doing=Doing.END, pick=0.0, aimed=rng.random() < 0.8),)
    undo = (Change(wish=0.0, doing=Doing.UNDO, pick=rng.random()),)
    how, what = rng.random(), rng.random()
    changes = (*changes, *(ends if how < 0.12 else ()), *(undo if what < 0.3 else ()))
    if live is not None:
        by_commands = ends[0] if how < 0.2 else undo[0] if how < 0.4 else live.change
        live = replace(live, change=by_commands, undone=what < 0.3)
    return changes, live


def draw_row(rng: random.Random) -> tuple[Change, ...]:
    """What is changed, paused and taken back while the bot is down: several things in a row to one of them.

    Only the last change of each can be undone: most rows make one, often a move, and leave it alone for lives.
    """
    made = Change(wish=rng.random(), doing=rng.choice(_UNDOABLE), pick=rng.random(), aimed=rng.random() < 0.8)
    moved = Change(wish=rng.random(), doing=Doing.MOVE, pick=rng.random(), aimed=rng.random() < 0.8)
    other = Change(wish=0.0, doing=rng.choice(_UNDOABLE), pick=rng.random(), same=True)
    pause = Change(wish=rng.random(), doing=Doing.PAUSE, pick=0.0, same=True)
    undo = Change(wish=0.0, doing=Doing.UNDO, pick=rng.random())
    return rng.choice(
        (
            (),
            *[(made,)] * 3,
            *[(moved,)] * 4,
            *[(undo,)] * 4,
            (pause,),
            (undo, undo),
            (made, undo),
            (made, other, undo),
            (made, pause, pause, undo),
            (pause, undo),
            (pause, undo, pause),
        )
    )


def draw_undone(rng: random.Random) -> LiveChange:
    """A change by commands that is mostly taken back, or that takes back another one."""
    doing = Doing.UNDO if rng.random() < 0.4 else rng.choice((*_TYPED, Doing.PAUSE))
    change = Change(wish=rng.random(), doing=doing, pick=rng.random(), aimed=rng.random() < 0.8)
    stored, after = rng.random() < 0.6, rng.uniform(0.0, _LATEST)
    return LiveChange(change=change, stored=stored, after=after, undone=rng.random() < 0.6)


def _change(rng: random.Random) -> Change:
    doing = rng.choice(_ANYWHERE)
    return Change(wish=rng.random(), doing=doing, pick=rng.random(), aimed=rng.random() < 0.8)
