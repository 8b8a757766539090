"""One list under two dates."""

from __future__ import annotations

from datetime import date, timedelta

from bot.sources.huggingface.repeated_lists import RepeatedLists

FRIDAY = date(2025, 10, 31)
MONDAY = date(2025, 11, 3)
LIST = frozenset("abcdefgh")


def test_a_paper_on_two_days_is_normal() -> None:
    """A few papers in common, or lists too short to tell, say nothing."""
    repeats = RepeatedLists()
    repeats.record(FRIDAY, LIST)
    assert repeats.record(MONDAY, frozenset("abcuvwxyz")) is None
    short = RepeatedLists()
    short.record(FRIDAY, frozenset("ab"))
    assert short.record(MONDAY, frozenset("ab")) is None
    assert short.record(MONDAY, frozenset()) is None


def test_old_days_are_forgotten() -> None:
    """Only the last days read are remembered."""
    repeats = RepeatedLists()
    repeats.record(FRIDAY, LIST)
    for weeks in range(1, 20):
        repeats.record(FRIDAY + timedelta(weeks=weeks), frozenset({f"{weeks}-{i}" for i in range(5)}))
    assert repeats.record(MONDAY, LIST) is None
