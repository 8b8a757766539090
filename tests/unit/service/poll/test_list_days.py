"""Which list days are read."""

from __future__ import annotations

from datetime import date, timedelta

from bot.service.poll.list_days import days_to_read
from tests.support.fakes import DAY

YESTERDAY = DAY - timedelta(days=1)


def test_days_are_never_in_the_future() -> None:
    """A position ahead of today (a clock set back) still reads the previous and the open day."""
    assert days_to_read(date(2025, 11, 12), date(2025, 11, 20), widely=False) == [YESTERDAY, DAY]
