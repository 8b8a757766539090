"""Access to stored papers for the other modules of this package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.ports.catalogue import EMPTY_CATALOGUE, Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, PastPapers, Store

STORED_DAYS = 90  # papers not listed for longer are deleted, unless the host configured another number


@dataclass(frozen=True, slots=True)
class Archive:
    """The stored papers of the last `days` list days.

    `sources` are the polled lists, which determine the open list day. `now` returns aware UTC time. Without a
    `catalogue` every source counts as a list.
    """

    store: Store
    past: PastPapers
    sources: Sequence[ListSource]
    now: Callable[[], datetime]
    days: int = STORED_DAYS
    catalogue: Catalogue = EMPTY_CATALOGUE

    @property
    def lists(self) -> AbstractSet[str] | None:
        """Names of the sources that are lists; None means all."""
        return None if self.catalogue is EMPTY_CATALOGUE else self.catalogue.lists

    def today(self) -> date:
        """Return the open list day: the latest of all sources; the UTC day without sources."""
        now = self.now()
        return max((source.today(now) for source in self.sources), default=now.date())

    def since(self, days: int | None = None) -> date:
        """Return the first of the last `days` list days, the open one included (None: of all stored days)."""
        return self.today() - timedelta(days=(days or self.days) - 1)

    async def sighting(self, paper_id: str) -> Sighting | None:
        """Return a stored paper, or None."""
        return (await self.store.sightings([paper_id])).get(paper_id)

    async def in_order(self, paper_ids: Sequence[str]) -> tuple[Sighting, ...]:
        """Return the stored ones of these papers, in the given order."""
        stored = await self.store.sightings(paper_ids)
        return tuple(stored[key] for key in paper_ids if key in stored)
