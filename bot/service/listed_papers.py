"""The store and its past papers as those see them who think of lists: without what only streams brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bot.domain.ports import Order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings, PastPapers, Store


class _ListedPapers:
    """Leaves out of `papers_since` what comes from a stream; everything else is the store's own."""

    def __init__(self, store: Store, streams: AbstractSet[str]) -> None:
        self._store = store
        self._streams = streams

    def __getattr__(self, verb: str) -> object:
        return getattr(self._store, verb)

    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        """See `PaperStore`."""
        found = await self._store.papers_since(day)
        return tuple(sighting for sighting in found if sighting.paper.source not in self._streams)


class _ListedPast:
    """Leaves the same out of what queries find; everything else is the past papers' own."""

    def __init__(self, past: PastPapers, streams: AbstractSet[str]) -> None:
        self._past = past
        self._streams = streams

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
    ) -> Findings:
        """See `PastPapers`."""
        return await self._past.find(
            query, since=since, order=order, first=first, most=most, bars=bars, without=self._streams
        )

    async def matching(
        self, query: str, *, since: date, version: int, reached: str | None = None
    ) -> frozenset[str]:
        """See `PastPapers`."""
        return await self._past.matching(
            query, since=since, version=version, reached=reached, without=self._streams
        )


def listed_papers(store: Store, streams: AbstractSet[str]) -> Store:
    """The store without the papers that only `streams` (by name) brought.

    For baselines and what is listed today, because subscriptions listen to lists: a paper that a stream
    brought first must not count as known when a list brings it. A paper that any list brought is the list's.
    """
    return cast("Store", _ListedPapers(store, streams)) if streams else store


def listed_past(past: PastPapers, streams: AbstractSet[str]) -> PastPapers:
    """The same of the index: for dry runs, baselines and what is the most upvoted."""
    return cast("PastPapers", _ListedPast(past, streams)) if streams else past
