"""How often a query matched, week by week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.service.papers.coverage import STORED_DAYS, Coverage, coverage
from bot.service.papers.papers import open_day
from bot.service.papers.scan import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Store
    from bot.query import PaperCache, Query

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The lists of the week that began on Monday `start`: how many of its `papers` papers match.

    `is_whole` is False for a week of which only a part is stored: the first one, and the one that still goes on.
    """

    start: date
    matches: int
    papers: int
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The weeks from the first stored list to the open one, oldest first; none when nothing is stored."""

    query: Query
    coverage: Coverage
    weeks: tuple[Week, ...]

    @property
    def matches(self) -> int:
        """Of all weeks."""
        return sum(week.matches for week in self.weeks)


class Trends:
    """Runs queries over what is stored. `now` gives aware UTC time; `paper_cache` is best shared by all."""

    def __init__(
        self, store: Store, sources: Sequence[ListSource], now: Callable[[], datetime], paper_cache: PaperCache
    ) -> None:
        self._store = store
        self._sources = sources
        self._now = now
        self._paper_cache = paper_cache

    async def trend(self, query: Query) -> Trend:
        """Count by list day; upvotes, comments and the like are compared as they were last read."""
        today = open_day(self._sources, self._now())
        papers = await self._store.papers_since(today - timedelta(days=STORED_DAYS - 1))
        found = [sighting async for sighting in matching(self._paper_cache, query, papers)]
        covered = coverage(papers)
        weeks = () if covered.first is None else _weeks(covered.first, today, _counted(papers), _counted(found))
        return Trend(query=query, coverage=covered, weeks=weeks)


def _weeks(first: date, today: date, papers: Counter[date], matches: Counter[date]) -> tuple[Week, ...]:
    monday = _monday(first)
    starts = [monday + n * _WEEK for n in range((_monday(today) - monday).days // _WEEK.days + 1)]
    return tuple(
        Week(
            start=start,
            matches=matches[start],
            papers=papers[start],
            is_whole=first <= start and start + _WEEK <= today,
        )
        for start in starts
    )


def _counted(sightings: Iterable[Sighting]) -> Counter[date]:
    """How many papers there are by the Monday of their week."""
    return Counter(_monday(sighting.signals.list_day) for sighting in sightings)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
