"""Periods that people choose, and the number of papers and the list days that an answer is based on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Period(StrEnum):
    """Periods of an answer, up to and including the open list day.

    A paper counts on its list day: the day of its list, or of its announcement by a stream. Previews count the
    same way as WEEK.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def days(self) -> int:
        """Length in list days."""
        return {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 30}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Number of papers searched, with their first and last list day (None without papers)."""

    papers: int
    first: date | None
    last: date | None


def coverage(days: Mapping[date, int]) -> Coverage:
    """Return the coverage of numbers of papers by list day."""
    return Coverage(papers=sum(days.values()), first=min(days, default=None), last=max(days, default=None))
