"""Searching the stored papers with a query, and their most upvoted ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.ports import Order
from bot.service.papers.pages import LONGEST, Pages, Part
from bot.service.papers.proposals.other_queries import SecondTry, second_try

if TYPE_CHECKING:
    from datetime import date

    from bot.query import Query
    from bot.service.papers.archive import Archive
    from bot.service.papers.coverage import Period
    from bot.service.papers.pages import Page


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
    """Runs queries over what is stored."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._pages = Pages(archive)

    async def search(self, query: Query, order: Order, page: Page, period: Period | None = None) -> Found:
        """A page of the stored papers that match.

        With a `period`, of those that came in it, as dry runs and trends count them: what somebody looked up came
        on no day. Raises NotReadyError.
        """
        since = self._archive.since(min(period.days, self._archive.days) if period else None)
        find = partial(self._archive.past.find, query.canonical, since=since, order=order, most=LONGEST)
        part = await self._pages.part(page, partial(find, announced=period is not None))
        if part.total:
            day = part.day if part.day != self._archive.today() else None
            return Found(query=query, order=order, period=period, part=part, day=day)
        if period is None:
            instead = await self.second_try(query)
            return Found(query=query, order=order, period=None, part=part, second_try=instead)
        ever = await self.search(query, order, replace(page, number=0, key=""))
        if ever.part.total:
            return Found(query=query, order=order, period=period, part=part, ever=ever.part.total)
        return replace(ever, asked=period)

    async def ranking(self, period: Period, page: Page) -> Part:
        """A page of the papers of a period's list days that lists brought, most upvotes first, then the newest.

        Raises NotReadyError.
        """
        archive = self._archive
        find = partial(archive.past.find, None, since=archive.since(period.days), order=Order.UPVOTED)
        return await self._pages.part(page, partial(find, most=LONGEST, among=archive.lists))

    async def second_try(self, query: Query) -> SecondTry:
        """Find help for a query that finds nothing. Raises NotReadyError."""
        return await second_try(self._archive.past, query, self._archive.since())
