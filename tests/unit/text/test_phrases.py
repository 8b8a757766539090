"""Phrases that many sentences share."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.text.phrases import counted, short_day


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 papers"), (1, "1 paper"), (2, "2 papers"), (1601, "1601 papers")]
)
def test_one_is_singular(number: int, shown: str) -> None:
    """One of a thing is named in the singular, every other number in the plural."""
    assert counted(number, "paper") == shown


def test_large_numbers_can_be_grouped() -> None:
    """A format puts commas between thousands where a sentence wants them."""
    assert counted(1601, "paper", ",") == "1,601 papers"


def test_days_are_short_and_english() -> None:
    """A day is its number and three letters of its month, of a date and of a moment alike."""
    assert short_day(date(2025, 11, 3)) == "3 Nov"
    assert short_day(datetime.fromisoformat("2026-05-31T09:00")) == "31 May"
