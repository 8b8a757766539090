"""Searching the stored papers with a query."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.service.papers.coverage import STORED_DAYS, first_of
from bot.service.papers.pages import Pages, Part, Question
from bot.service.papers.proposals.other_queries import SecondTry, second_try

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from bot.domain.ports import ListSource, Order, PastPapers, Store
    from bot.query import Query
    from bot.service.papers.coverage import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of the papers that match, of the last `period`; of all that are stored where it is None.

    When none of the period does, `ever` counts those of all that are stored. When none of these does either, the
    answer is about all of them instead of the period that was `asked` for, and `second_try` helps. `day` is the
    list day that was the open one when the answer was begun, where another one is open by now.
    """

    query: Query
    order: Order
    period: Period | None
    part: Part
    ever: int = 0
    asked: Period | None = None
    second_try: SecondTry | None = None
    day: date | None = None


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
        self._past = past
        self._pages = Pages(store, past, sources, now)
        self._days = days

    async def search(  # noqa: PLR0913 - what is asked for, and which of it
        self,
        query: Query,
        order: Order,
        number: int,
        size: int,
        *,
        period: Period | None = None,
        key: str = "",
    ) -> Found:
        """Page `number` of the stored papers that match, `size` a page; see `Pages` for the `key`.

        With a `period`, of those that came in it, as dry runs and trends count them: what somebody looked up came
        on no day. Raises NotReadyError.
        """
        days = self._days if period is None else min(period.days, self._days)
        question = Question(query=query.canonical, days=days, order=order, announced=period is not None)
        part = await self._pages.part(question, number, size, key)
        if part.total:
            begun = self._pages.last_day(part.key)
            day = begun if begun != self._pages.last_day() else None
            return Found(query=query, order=order, period=period, part=part, day=day)
        if period is None:
            instead = await self.second_try(query)
            return Found(query=query, order=order, period=None, part=part, second_try=instead)
        ever = await self.search(query, order, 0, size)
        if ever.part.total:
            return Found(query=query, order=order, period=period, part=part, ever=ever.part.total)
        return replace(ever, asked=period)

    async def second_try(self, query: Query) -> SecondTry:
        """What helps with a query that finds nothing. Raises NotReadyError."""
        return await second_try(self._past, query, first_of(self._days, self._pages.last_day()))
