"""What destinations take at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.schedule import schedule_of
from bot.service.planning import Room

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.schedule import DigestTimes, Schedule
    from bot.domain.subscription import Destination


class Rooms:
    """Reads preferences and counts cards; `host` says when digests come where people did not choose."""

    def __init__(self, store: Store, host: DigestTimes) -> None:
        self._store = store
        self._host = host

    async def look(self, destination_ids: Iterable[int], now: datetime) -> dict[int, Room]:
        """By id; those that are forgotten are left out."""
        found = [await self._store.destination(destination_id) for destination_id in destination_ids]
        return {one.id: await self.room(one, now) for one in found if one is not None}

    def schedule(self, destination: Destination) -> Schedule:
        """The times that hold there."""
        return schedule_of(destination.preferences, self._host)

    async def room(self, destination: Destination, now: datetime) -> Room:
        """What one destination takes."""
        schedule = self.schedule(destination)
        most = destination.preferences.most_a_day
        left = None
        if most is not None:
            left = most - await self._store.cards_since(destination.id, schedule.day_start(now))
        return Room(destination=destination, schedule=schedule, cards_left=left)
