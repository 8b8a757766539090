"""Looking at the stored papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Source, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The papers of one list day, most upvotes first. `is_open` when that list still grows.

    `day` is None when nothing is stored at all.
    """

    day: date | None
    is_open: bool
    sightings: tuple[Sighting, ...]


class Papers:
    """Reads what polls have stored. `now` gives aware UTC time."""

    def __init__(self, store: Store, sources: Sequence[Source], now: Callable[[], datetime]) -> None:
        self._store = store
        self._sources = sources
        self._now = now

    async def today(self) -> Listing:
        """The open list day, or the latest one that has papers when it is still empty (weekends are)."""
        today = open_day(self._sources, self._now())
        if sightings := await self._store.papers_since(today):
            return Listing(day=today, is_open=True, sightings=sightings)
        every = await self._store.papers_since(date.min)
        if not every:
            return Listing(day=None, is_open=False, sightings=())
        latest = every[0].signals.list_day
        return Listing(
            day=latest, is_open=False, sightings=tuple(s for s in every if s.signals.list_day == latest)
        )

    async def get(self, paper_id: str) -> Sighting | None:
        """One stored paper."""
        return (await self._store.sightings([paper_id])).get(paper_id)

    async def ids(self) -> tuple[str, ...]:
        """The ids of all stored papers, newest list day first."""
        return tuple(s.paper.id for s in await self._store.papers_since(date.min))


def open_day(sources: Sequence[Source], now: datetime) -> date:
    """The list day that is open at `now`; the latest when sources differ, the UTC day without sources."""
    return max((source.today(now) for source in sources), default=now.date())
