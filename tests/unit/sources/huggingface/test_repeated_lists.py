"""One list under two dates."""

from __future__ import annotations

from datetime import date, timedelta

from bot.sources.huggingface.repeated_lists import Repeats

FRIDAY = date(2025, 10, 31)
MONDAY = date(2025, 11, 3)
LIST = frozenset("abcdefgh")


def test_two_days_with_one_list_are_noticed() -> None:
    """A day that holds mostly what another held names that other day."""
    repeats = Repeats()
    assert repeats.note(FRIDAY, LIST) is None
    assert repeats.note(MONDAY, LIST - {"a"} | {"z"}) == FRIDAY


def test_a_paper_on_two_days_is_normal() -> None:
    """A few papers in common, or lists too short to tell, say nothing."""
    repeats = Repeats()
    repeats.note(FRIDAY, LIST)
    assert repeats.note(MONDAY, frozenset("abcuvwxyz")) is None
    short = Repeats()
    short.note(FRIDAY, frozenset("ab"))
    assert short.note(MONDAY, frozenset("ab")) is None
    assert short.note(MONDAY, frozenset()) is None


def test_a_day_read_again_is_itself() -> None:
    """Reading the same day twice is no repetition."""
    repeats = Repeats()
    repeats.note(FRIDAY, LIST)
    assert repeats.note(FRIDAY, LIST) is None


def test_a_weekend_owns_no_list() -> None:
    """A list first seen under a Saturday's date is still Friday's own."""
    repeats = Repeats()
    assert repeats.note(FRIDAY + timedelta(days=1), LIST) is None
    assert repeats.note(FRIDAY, LIST) is None
    assert repeats.note(FRIDAY + timedelta(days=1), LIST) == FRIDAY


def test_old_days_are_forgotten() -> None:
    """Only the last days read are remembered."""
    repeats = Repeats()
    repeats.note(FRIDAY, LIST)
    for weeks in range(1, 20):
        repeats.note(FRIDAY + timedelta(weeks=weeks), frozenset({f"{weeks}-{i}" for i in range(5)}))
    assert repeats.note(MONDAY, LIST) is None
