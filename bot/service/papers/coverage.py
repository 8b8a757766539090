"""Over which papers and days an answer speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Period(StrEnum):
    """The period of an answer, up to and including the open list day.

    A paper counts on its list day: the day of the list that had it, or on which a stream announced it. Previews
    count in the same way, so their numbers are those of WEEK.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def days(self) -> int:
        """In list days."""
        return {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 30}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The number of papers that were read, their first and last list day; None without papers."""

    papers: int
    first: date | None
    last: date | None


def coverage(days: Mapping[date, int]) -> Coverage:
    """The coverage of papers counted by list day."""
    return Coverage(papers=sum(days.values()), first=min(days, default=None), last=max(days, default=None))
