"""The store and its past papers as those see them who think of lists.

Without what only streams brought, and without what somebody asked for and nobody announced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bot.domain.listening import brought_by
from bot.domain.ports import Order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings, PastPapers, Store


class _ListedPapers:
    """Leaves out of `papers_since` what no list brought; everything else is the store's own."""

    def __init__(self, store: Store, lists: AbstractSet[str]) -> None:
        self._store = store
        self._lists = lists

    def __getattr__(self, verb: str) -> object:
        return getattr(self._store, verb)

    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        """See `PaperStore`."""
        found = await self._store.papers_since(day)
        return tuple(sighting for sighting in found if not self._lists.isdisjoint(brought_by(sighting)))


class _ListedPast:
    """Leaves the same out of what queries find; everything else is the past papers' own."""

    def __init__(self, past: PastPapers, lists: AbstractSet[str]) -> None:
        self._past = past
        self._lists = lists

    def __getattr__(self, verb: str) -> object:
        return getattr(self._past, verb)

    async def find(  # noqa: PLR0913 - as the port has them
        self,
        query: str | None,
        *,
        since: date,
        order: Order = Order.NEWEST,
        first: int = 0,
        most: int = 0,
        bars: Sequence[int] = (),
        announced: bool = False,
    ) -> Findings:
        """See `PastPapers`."""
        return await self._past.find(
            query,
            since=since,
            order=order,
            first=first,
            most=most,
            bars=bars,
            among=self._lists,
            announced=announced,
        )


def listed_papers(store: Store, lists: AbstractSet[str]) -> Store:
    """The store without the papers that none of `lists` (by name) brought, for what is listed today."""
    return cast("Store", _ListedPapers(store, lists))


def listed_past(past: PastPapers, lists: AbstractSet[str]) -> PastPapers:
    """The same of the index, for what is the most upvoted."""
    return cast("PastPapers", _ListedPast(past, lists))
