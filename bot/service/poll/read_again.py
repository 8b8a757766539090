"""Whether a paper is still read again: then its numbers change, and it can still be alerted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.paper import SourceKind
from bot.service.poll.list_days import days_to_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Store


class ReadAgain:
    """Asks where the polls of the lists stand. `now` gives aware UTC time."""

    def __init__(self, store: Store, lists: Iterable[ListSource], now: Callable[[], datetime]) -> None:
        self._store = store
        self._lists = {source.spec.name: source for source in lists}
        self._now = now

    async def last_listed(self, sighting: Sighting) -> date | None:
        """The list day of a paper that is read no more; None while a poll may still bring it.

        What no source has brought yet may be brought at any time. A stream brings a paper once: there the days
        count that a list is read for.
        """
        brought = [one for one in sighting.by_source if one.paper.announced]
        for one in brought:
            if await self._may_come(one):
                return None
        return max((one.signals.list_day for one in brought), default=None)

    async def lists_with(self, sighting: Sighting) -> tuple[str, ...]:
        """The names of the lists whose next polls bring a paper again. A stream brings it once."""
        ours = [one for one in sighting.by_source if one.paper.announced and one.paper.source in self._lists]
        return tuple([one.paper.source for one in ours if await self._may_come(one)])

    async def _may_come(self, reading: Sighting) -> bool:
        return reading.signals.list_day >= await self._first_day(reading)

    async def _first_day(self, reading: Sighting) -> date:
        """The first list day that the next poll of its source may read."""
        source = self._lists.get(reading.paper.source) if reading.kind is SourceKind.LIST else None
        now = self._now()
        if source is None:
            return days_to_read(now.date(), None, widely=True)[0]
        position = await self._store.position(source.spec.name)
        return days_to_read(source.today(now), position, widely=True)[0]
