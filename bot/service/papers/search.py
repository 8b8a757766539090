"""Searching the stored papers with a query."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.query import explain, relaxed
from bot.service.papers.coverage import STORED_DAYS, Coverage, coverage
from bot.service.papers.papers import open_day
from bot.service.papers.scan import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Store
    from bot.query import PaperCache, Query

_TRIED = 300  # newest papers that an easier query is sought among; three weeks or so
_SLICE = 5  # of them between two event-loop yields; each takes two milliseconds or so


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    UPVOTED = "upvoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The papers that match. When there are none, `easier` is a query that asks for less and finds some."""

    query: Query
    order: Order
    coverage: Coverage
    sightings: tuple[Sighting, ...]
    easier: str | None = None


class Searches:
    """Runs queries over what is stored. `now` gives aware UTC time; `paper_cache` is best shared by all."""

    def __init__(
        self, store: Store, sources: Sequence[ListSource], now: Callable[[], datetime], paper_cache: PaperCache
    ) -> None:
        self._store = store
        self._sources = sources
        self._now = now
        self._paper_cache = paper_cache

    async def search(self, query: Query, order: Order) -> Found:
        """All stored papers of the last 90 list days that match now."""
        first = open_day(self._sources, self._now()) - timedelta(days=STORED_DAYS - 1)
        papers = await self._store.papers_since(first)
        found = [sighting async for sighting in matching(self._paper_cache, query, papers)]
        if order is Order.UPVOTED:
            found.sort(key=lambda sighting: -sighting.signals.upvotes)
        return Found(
            query=query,
            order=order,
            coverage=coverage(papers),
            sightings=tuple(found),
            easier=None if found else await _easier(query, papers[:_TRIED]),
        )


async def _easier(query: Query, papers: Sequence[Sighting]) -> str | None:
    """The query that finds a paper and gives up least; of equal ones that of the most upvoted paper."""
    best: tuple[int, int] = (0, -1)
    chosen: str | None = None
    for number, sighting in enumerate(papers, start=1):
        weaker = relaxed(query, sighting.paper, sighting.signals)
        if weaker is not None:
            asked = len(explain(weaker, sighting.paper, sighting.signals).terms)
            if (asked, sighting.signals.upvotes) > best:
                best, chosen = (asked, sighting.signals.upvotes), weaker.canonical
        if number % _SLICE == 0:
            await asyncio.sleep(0)
    return chosen
