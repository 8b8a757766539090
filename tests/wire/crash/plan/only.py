"""Faults drawn for each life in place of a scene, for parts that no scene covers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.fake_discord.faults import refuse
from tests.wire.crash.plan.changes import (
    Change,
    Doing,
    LiveChange,
    draw_change_of_reading,
    draw_row,
    draw_undone,
)
from tests.wire.crash.plan.models import slow_model
from tests.wire.crash.plan.papers import draw_papers
from tests.wire.crash.plan.plan import AfterChange, AtMoment, AtPost, Trouble
from tests.wire.crash.plan.points import Crash
from tests.wire.crash.plan.scenes import CREATE, CREATE_POST
from tests.wire.crash.plan.times import DAY, Interlude, Passing

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

    from tests.wire.crash.plan.plan import Life

_MANY = 12  # papers, which take several writes when they are stored in small parts
_TYPING, _AFTER = 3.0, 1.5  # of the machine's seconds; a reading that is stored in small parts takes one
_TYPED = 0.35  # of the lives
_FEW, _TRIES = 4, 8  # papers, and the times that a post fails: for longer than such a life
_WHEN_POSTED = ("after post", "before post", "after write", "before look")
_FORGOTTEN = 200.0  # seconds; Discord remembers nonces for less

MOVED_PICKS, EDITED_PICKS = "moved picks", "edited picks"
SLOW_MODEL, SUMMARIES = "slow model", "summaries"
BROKEN_READINGS = "broken readings"
UNDONE, LIKES, MAILS, RELEASE = "undone changes", "likes and picks", "mails", "release"
_EDITS = (Doing.MOVE, Doing.SOURCES, Doing.RESETTLE)


def typed(life: Life, change: LiveChange | None, rng: random.Random, numbers: Iterator[str]) -> Life:
    """What is typed takes time, on a laden machine much of it: most of the lives in which it is do not end before.

    Many papers are listed where it is to happen while they are stored.
    """
    later, waits, more = (
        AfterChange(seconds=rng.uniform(0.0, _AFTER)),
        rng.random() < 0.7,
        draw_papers(rng, numbers, _MANY),
    )
    if change is None:
        return life
    papers = (*life.papers, *more) if change.stored else life.papers
    end = later if waits else life.end
    return replace(life, live_change=change, patience=_TYPING, end=end, papers=papers)


def _changed_while_stored(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """A subscription is changed by commands in the middle of a reading."""
    return typed(life, draw_change_of_reading(rng), rng, numbers)


def _cut_off(life: Life, rng: random.Random, _numbers: Iterator[str]) -> Life:
    """The power goes when something has been posted, for longer than Discord remembers nonces."""
    end = Crash(point=rng.choice(_WHEN_POSTED), nth=rng.randint(1, 4), share=rng.random(), power_cut=True)
    return replace(life, end=end, downtime=_FORGOTTEN)


def _set_ahead(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """A post fails, the clock is set ahead, and it fails again: by that clock it is to be tried again.

    What is due so late is posted by the next clock that is ahead as far, so each is by another number of days.
    """
    troubles = tuple(
        Trouble(method=method, route=route, fault=refuse(503), times=_TRIES, spared=0)
        for method, route in (CREATE, CREATE_POST)
    )
    return replace(
        life,
        papers=(*life.papers, *draw_papers(rng, numbers, _FEW)),
        outage=None,
        troubles=troubles,
        cues=(0, 1),
        interlude=Interlude(passing=Passing.SET, seconds=rng.uniform(20.0, 400.0) * DAY),
        end=AtMoment(seconds=_TYPING),
        linger=rng.uniform(0.2, 1.0),
    )


def _broken_off(life: Life, rng: random.Random) -> Life:
    """What is read is stored slowly, and the bot dies in the middle."""
    end = rng.choice(
        (
            AtPost(nth=rng.randint(1, 6), accepted=True),
            AtMoment(seconds=rng.uniform(0.3, 1.5)),
            Crash(point="after post", nth=rng.randint(1, 6)),
        )
    )
    return replace(life, outage=None, live_change=None, slow_reading=True, end=end)


def _read_in_vain(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """Each reading of many papers is broken off."""
    life = _broken_off(life, rng)
    return replace(life, papers=(*life.papers, *draw_papers(rng, numbers, _MANY)))


def _picked_and_moved(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """A list has what the stream announced a life before; it is stored slowly, broken off, and somebody moves.

    By commands in the middle, or while the bot is down: then another's turn comes with the next reading.
    """
    moves = tuple(
        Change(wish=rng.random(), doing=Doing.MOVE, pick=rng.random(), aimed=rng.random() < 0.3) for _ in range(2)
    )
    life = replace(_broken_off(life, rng), changes=moves)
    if rng.random() < 0.5:
        move = Change(wish=rng.random(), doing=Doing.MOVE, pick=rng.random(), aimed=rng.random() < 0.8)
        change = LiveChange(change=move, stored=True, after=rng.uniform(0.0, 0.5))
        return typed(life, change, rng, numbers)
    return replace(life, papers=(*life.papers, *draw_papers(rng, numbers, _MANY // 2)))


def _picked_and_edited(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """The same, but between the kill and the next reading people choose other sources, too, and pause.

    Several things in a row to one subscription, in any order, and as much to another one.
    """
    life = _picked_and_moved(life, rng, numbers)
    edits = tuple(
        Change(wish=wish, doing=doing, pick=rng.random())
        for wish in (rng.random(), rng.random())
        for doing in _in_a_row(rng)
    )
    return replace(life, changes=edits)


def _in_a_row(rng: random.Random) -> list[Doing]:
    """One to three; some of them are made within a pause, and few leave it paused."""
    row, pauses = rng.choices(_EDITS, k=rng.randint(1, 3)), rng.random()
    if pauses < 0.25:
        row.insert(rng.randrange(len(row)), Doing.PAUSE)
    if pauses < 0.2:
        row.append(Doing.PAUSE)
    return row


def _undone(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """People change and end subscriptions, and take that back: at once, after lives, by commands in a reading."""
    much = AtPost(nth=rng.randint(3, 12), accepted=True), AtMoment(seconds=rng.uniform(0.5, 2.5))
    end = rng.choice((*much, life.end))
    row, live = draw_row(rng), draw_undone(rng) if rng.random() < 0.6 else None
    papers = (*life.papers, *draw_papers(rng, numbers, _FEW))
    life = replace(life, changes=row, live_change=None, slow_reading=rng.random() < 0.5, end=end, papers=papers)
    return typed(life, live, rng, numbers)


def with_undos(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """A life as any other, in which people change their minds and take that back, mostly while the bot is down.

    Of what they ask for less and less is left: more papers appear.
    """
    row, live = draw_row(rng), draw_undone(rng) if rng.random() < _TYPED else None
    papers = (*life.papers, *draw_papers(rng, numbers, 2 * _FEW))
    return typed(replace(life, changes=row, papers=papers), live, rng, numbers)


def _only_liked(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """A life without changes, in which more papers appear; likes or mails are drawn for it later."""
    papers = (*life.papers, *draw_papers(rng, numbers, _FEW))
    return replace(life, changes=(), live_change=None, outage=None, papers=papers)


def _asked_of_a_slow_model(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """A post is in doubt, and a model answers when its nonce is forgotten."""
    return slow_model(replace(life, papers=(*life.papers, *draw_papers(rng, numbers, _FEW))), rng)


LIVES: Mapping[str, Callable[[Life, random.Random, Iterator[str]], Life]] = {
    "power cuts": _cut_off,
    "changes while stored": _changed_while_stored,
    "clocks set ahead": _set_ahead,
    BROKEN_READINGS: _read_in_vain,
    MOVED_PICKS: _picked_and_moved,
    EDITED_PICKS: _picked_and_edited,
    UNDONE: _undone,
    LIKES: _only_liked,
    MAILS: _only_liked,
    SLOW_MODEL: _asked_of_a_slow_model,
}
# What may be drawn alone. With these two scenes as ever: a model in every episode; that, and Undo in most lives.
WITH_MODEL = frozenset({SUMMARIES, RELEASE})
ONLY = (*LIVES, *sorted(WITH_MODEL))
WITH_LIKES = frozenset({LIKES, RELEASE})
WITH_MAILS = frozenset({MAILS, RELEASE})
