"""Picks that the harness reports as wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.preferences import Preferences
from bot.domain.subscription import Mode
from tests.support.fakes import START, subscription
from tests.wire.crash.people.wanting import LIST
from tests.wire.crash.verdict.picks import Picks, overdue
from tests.wire.crash.verdict.questions import Picked, Seen
from tests.wire.crash.verdict.story import ONE, TWO, WORDS, Story

if TYPE_CHECKING:
    from collections.abc import Collection


def seen(*picked: str, at: int = 0, brought: Collection[str] = (), paused: bool = False) -> Seen:
    one = subscription("k", "graph", channel=1, mode=Mode.PICKS, most=2, paused=paused)
    nothing = frozenset[Any]()
    return Seen(
        subscriptions={"k": one},
        brought=frozenset((paper, LIST) for paper in brought),
        begun=nothing,
        uncertain=nothing,
        dead=nothing,
        waiting=nothing,
        wrong=(),
        picked={"k": Picked(papers=dict(zip(picked, count(1), strict=False)), at=START + timedelta(hours=at))},
        likes={},
        saved={},
    )


@pytest.mark.parametrize(
    ("now", "more", "wrong"),
    [
        (seen(ONE, TWO, at=1), {}, ""),
        (seen(ONE, TWO, "3", at=1), {}, "3 papers, not 2"),
        (seen(ONE, TWO, at=1), {"posted": {(1, TWO)}}, "its channel had"),
        (seen(ONE, at=1), {}, f"not ['{TWO}']"),
        (seen(ONE, at=1), {"liked": {TWO}}, ""),
        (seen(ONE, at=1), {"exact": False}, ""),
        (seen(ONE, at=1), {"changed": {"k"}}, ""),
        (seen(at=1, paused=True), {}, ""),
        (seen(), {}, ""),
    ],
)
def test_picks_are_compared_with_what_there_was(now: Seen, more: dict[str, Any], wrong: str):
    """At most k, none that the channel had, and all candidates that surely were there while there are fewer."""
    picks, claims = Picks(words=WORDS), Story().claims
    for before, after in ((seen(), seen(brought=WORDS)), (seen(brought=WORDS), now)):
        known: dict[str, Any] = {"posted": (), "changed": (), "liked": (), "exact": True}
        picks.lived(before, after, claims, **known | more)
    assert (wrong in str(picks.troubles)) if wrong else picks.troubles == []


def test_picks_of_a_clock_that_was_ahead_are_made_again():
    """Once it is right, those of the day before are made anew, and then those of the day, but no more."""
    for papers, most in ((4, ""), (6, "6 papers, not 2, 2 times")):
        ranks = [1 + number % 2 for number in range(papers)]
        after = seen(at=1)
        after.picked["k"] = replace(after.picked["k"], papers=dict(zip("abcdef", ranks, strict=False)))
        for last, wrong in ((24 * 365, most), (0, f"{papers} papers, not 2, 1 times")):
            picks = Picks(words=WORDS)
            picks.lived(seen(at=last), after, Story().claims, posted=(), changed=(), liked=(), exact=True)
            assert (wrong in str(picks.troubles)) if wrong else picks.troubles == []


def test_picks_of_the_day_are_due():
    """In the last digest that was due, after quiet hours, and not next year."""
    manners = {1: Preferences(digest_time=time(10), quiet_from=time(9), quiet_until=time(14))}
    for hour, at, late in ((14, 0, True), (13, 0, False), (14, 2, False), (14, 48, True)):
        now = START.replace(hour=hour)
        assert overdue(seen(at=at), manners, now) == ["k"] * late
