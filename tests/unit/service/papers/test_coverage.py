"""Over which days an answer speaks."""

from __future__ import annotations

from datetime import timedelta

from bot.service.papers.coverage import Coverage, coverage
from tests.support.fakes import DAY


def test_first_and_last_day() -> None:
    """The earliest and the latest list day, in whatever order they come."""
    week = timedelta(days=7)
    assert coverage({DAY: 2, DAY - week: 1}) == Coverage(papers=3, first=DAY - week, last=DAY)


def test_nothing() -> None:
    """No papers cover no days."""
    assert coverage({}) == Coverage(papers=0, first=None, last=None)
