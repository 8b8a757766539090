"""Search of stored papers, and rankings by upvotes."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.ports import Order
from bot.service.papers.ambiguous_authors import question_about_author
from bot.service.papers.pages import MAX_PAPERS, Pages, Part
from bot.service.papers.proposals.counts import Counts
from bot.service.papers.proposals.other_queries import SecondTry, query_with_more_matches, second_try

if TYPE_CHECKING:
    from bot.query import Query
    from bot.service.papers.archive import Archive
    from bot.service.papers.coverage import Period
    from bot.service.papers.pages import PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """A page of matches in the last `period`, or of all days that are kept (None).

    - `all_time`: matches of all stored papers, if there are none in the period.
    - `second_try`: what finds more, on the first page; or help if no stored paper matches. Then `period` is None.
    - `question`: which of several people is meant, on the first page.
    - `day`: the list day that was open when the order was computed, if another one is open now.
    """

    query: Query
    order: Order
    period: Period | None
    part: Part
    all_time: int = 0
    second_try: SecondTry | None = None
    question: str = ""
    day: date | None = None


class Searches:
    """Searches stored papers."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._pages = Pages(archive)

    async def search(
        self, query: Query, order: Order, page: PageRequest, period: Period | None = None
    ) -> SearchResult:
        """Return a page of the stored papers that match.

        With a `period`, only papers announced in it, as previews and trends count them; papers that were only
        looked up do not count. Raises NotReadyError.
        """
        since = self._archive.since(min(period.days, self._archive.days) if period else None)
        find = partial(self._archive.past.find, query.canonical, since=since, order=order, most=MAX_PAPERS)
        part = await self._pages.part(page, partial(find, announced=period is not None))
        found = SearchResult(query=query, order=order, period=period, part=part)
        if part.total:
            found = replace(found, day=part.day if part.day != self._archive.today() else None)
        if part.total and page.number:
            return found
        if part.total or period is None:
            counts = Counts(self._archive.past)
            other = await (
                query_with_more_matches(counts, query, since, part.total) if part.total else self.second_try(query)
            )
            question = await question_about_author(self._archive, other.query if other and other.query else query)
            return replace(found, second_try=other, question=question)
        # Nothing in the period: what all stored papers would bring, or help if that is nothing either
        all_stored = await self.search(query, order, replace(page, number=0, key=""))
        return replace(found, all_time=all_stored.part.total) if all_stored.part.total else all_stored

    async def matching(self, query: Query) -> frozenset[str]:
        """Return the ids of all stored papers that match. Raises NotReadyError."""
        found = await self._archive.past.find(query.canonical, since=date.min, most=sys.maxsize)
        return frozenset(found.ids)

    async def ranking(self, period: Period, page: PageRequest) -> Part:
        """Return a page of the lists' papers of a period, most upvotes first, then newest.

        Raises NotReadyError.
        """
        archive = self._archive
        find = partial(archive.past.find, None, since=archive.since(period.days), order=Order.UPVOTED)
        return await self._pages.part(page, partial(find, most=MAX_PAPERS, among=archive.lists))

    async def second_try(self, query: Query) -> SecondTry:
        """Return help for a query that no stored paper matches. Raises NotReadyError."""
        return await second_try(Counts(self._archive.past), query, self._archive.since())
