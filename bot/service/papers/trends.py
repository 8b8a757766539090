"""Number of matches of a query per week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.service.papers.coverage import Coverage, coverage

if TYPE_CHECKING:
    from bot.query import Query
    from bot.service.papers.archive import Archive

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Matches among the `papers` papers of the week that began on Monday `start`.

    `is_whole` is False for a first week of which only a part is stored, and for the current one.
    """

    start: date
    matches: int
    papers: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Weeks from the first stored list day to the open one, oldest first; empty if nothing is stored."""

    query: Query
    coverage: Coverage
    weeks: tuple[Week, ...]

    @property
    def matches(self) -> int:
        """Matches of all weeks."""
        return sum(week.matches for week in self.weeks)

    @property
    def is_drawable(self) -> bool:
        """True if two weeks or more have papers; a chart of one bar shows nothing."""
        return sum(bool(week.papers) for week in self.weeks) > 1


async def trend(archive: Archive, query: Query) -> Trend:
    """Count the matches of a query per week, by the papers' latest upvotes and comments. Raises NotReadyError."""
    found = await archive.past.find(query.canonical, since=archive.since(), announced=True)
    covered = coverage(found.days)
    if covered.first is None:
        return Trend(query=query, coverage=covered, weeks=())
    today = archive.today()
    papers, matches = Counter["date"](), Counter["date"]()
    for day, total in found.days.items():
        papers[_monday(day)] += total
        matches[_monday(day)] += found.matches.get(day, 0)
    monday = _monday(covered.first)
    starts = [monday + n * _WEEK for n in range((_monday(today) - monday).days // _WEEK.days + 1)]
    weeks = [
        Week(
            start=start,
            matches=matches[start],
            papers=papers[start],
            is_whole=covered.first <= start and start + _WEEK <= today,
        )
        for start in starts
    ]
    return Trend(query=query, coverage=covered, weeks=tuple(weeks))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
