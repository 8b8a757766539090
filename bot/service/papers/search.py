"""Searching the stored papers with a query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.papers.coverage import STORED_DAYS, first_of
from bot.service.papers.pages import Part, part_of
from bot.service.papers.papers import open_day
from bot.service.papers.second_try import SecondTry, second_try

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.ports import ListSource, Order, PastPapers, Store
    from bot.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of the papers that match. When none does, `second_try` helps."""

    query: Query
    order: Order
    part: Part
    second_try: SecondTry | None = None


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
        instead = None if part.total else await second_try(self._store, self._past, query, first)
        return Found(query=query, order=order, part=part, second_try=instead)

    async def second_try(self, query: Query) -> SecondTry:
        """What helps with a query that finds nothing. Raises NotReadyError."""
        first = first_of(self._days, open_day(self._sources, self._now()))
        return await second_try(self._store, self._past, query, first)
