"""The store as those see it who think of lists: without the papers that only streams brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store


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


def listed_papers(store: Store, streams: AbstractSet[str]) -> Store:
    """The store without the papers that only `streams` (by name) brought.

    For dry runs, baselines and what is listed today, because subscriptions listen to lists: a paper that a stream
    brought first must not count as known when a list brings it. A paper that any list brought is the list's.
    """
    return cast("Store", _ListedPapers(store, streams)) if streams else store
