"""The stored papers, as every question about them uses them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.ports.catalogue import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, PastPapers, Store
    from bot.domain.ports.catalogue import Catalogue

STORED_DAYS = 90  # papers not listed for longer are forgotten, unless the host chose otherwise


@dataclass(frozen=True, slots=True)
class Archive:
    """The stored papers of the last `days` list days, with the lists that are read.

    `now` gives aware UTC time; without a `catalogue` every source is a list.
    """

    store: Store
    past: PastPapers
    sources: Sequence[ListSource]
    now: Callable[[], datetime]
    days: int = STORED_DAYS
    catalogue: Catalogue = UNKNOWN

    @property
    def lists(self) -> AbstractSet[str] | None:
        """Names of the sources that are lists; None for every one."""
        return None if self.catalogue is UNKNOWN else self.catalogue.lists

    def today(self) -> date:
        """The list day that is open; the latest when sources differ, the UTC day without sources."""
        now = self.now()
        return max((source.today(now) for source in self.sources), default=now.date())

    def since(self, days: int | None = None) -> date:
        """The first of so many list days, the open one included; of all that is stored unless given."""
        return self.today() - timedelta(days=(days or self.days) - 1)

    async def sighting(self, paper_id: str) -> Sighting | None:
        """One stored paper."""
        return (await self.store.sightings([paper_id])).get(paper_id)

    async def in_order(self, paper_ids: Sequence[str]) -> tuple[Sighting, ...]:
        """The stored ones of these papers, in the given order."""
        known = await self.store.sightings(paper_ids)
        return tuple(known[key] for key in paper_ids if key in known)
