"""How much a destination takes at this moment: its schedule, and the cards that are left for the day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.schedule import Schedule, schedule_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a destination takes at this moment; `cards_left` for the local day, None when nobody counts."""

    destination: Destination
    schedule: Schedule = field(default_factory=Schedule)
    cards_left: int | None = None


async def cards_today(store: Store, destination_id: int, schedule: Schedule, now: datetime) -> int:
    """How many cards were planned in the local day of `now`.

    Those of later days come from a clock that was ahead: for as long as it was, they would take every day's place.
    """
    return await store.cards_between(destination_id, schedule.day_start(now), schedule.day_end(now))


class CapacityReader:
    """Reads preferences and counts cards; `host` says when digests come where people did not choose."""

    def __init__(self, store: Store, host: DigestTimes) -> None:
        self._store = store
        self._host = host

    async def read(self, destination_ids: Iterable[int], now: datetime) -> dict[int, Capacity]:
        """By the destination's id; those that were forgotten are left out."""
        found = [await self._store.destination(destination_id) for destination_id in destination_ids]
        return {one.id: await self._capacity(one, now) for one in found if one is not None}

    async def _capacity(self, destination: Destination, now: datetime) -> Capacity:
        schedule = schedule_of(destination.preferences, self._host)
        most = destination.preferences.most_a_day
        left = None
        if most is not None:
            left = most - await cards_today(self._store, destination.id, schedule, now)
        return Capacity(destination=destination, schedule=schedule, cards_left=left)
