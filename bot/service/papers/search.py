"""Searching the stored papers with a query."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.query import explain, relaxed
from bot.service.papers.coverage import STORED_DAYS, first_of
from bot.service.papers.pages import Part, part_of
from bot.service.papers.papers import open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Order, PastPapers, Store
    from bot.query import Query

_TRIED = 40  # papers that an easier query is sought among, those that have most of what is asked for
_SLICE = 5  # of them between two event-loop yields; each takes two milliseconds or so


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of the papers that match. When none does, `easier` is a query that asks for less and finds one."""

    query: Query
    order: Order
    part: Part
    easier: str | None = None


class Searches:
    """Runs queries over what is stored of the last `days` list days. `now` gives aware UTC time."""

    def __init__(
        self,
        store: Store,
        past: PastPapers,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        days: int = STORED_DAYS,
    ) -> None:
        self._store = store
        self._past = past
        self._sources = sources
        self._now = now
        self._days = days

    async def search(self, query: Query, order: Order, number: int, size: int) -> Found:
        """Page `number` of the stored papers that match now, `size` a page. Raises NotReadyError."""
        first = first_of(self._days, open_day(self._sources, self._now()))
        asked = query.canonical
        part = await part_of(self._store, self._past, asked, since=first, order=order, number=number, size=size)
        return Found(
            query=query, order=order, part=part, easier=None if part.total else await self._easier(query, first)
        )

    async def _easier(self, query: Query, first: date) -> str | None:
        near = await self._past.nearest(query.canonical, since=first, most=_TRIED)
        known = await self._store.sightings(near)
        return await _easiest(query, [known[key] for key in near if key in known])


async def _easiest(query: Query, papers: Iterable[Sighting]) -> str | None:
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
