"""From matches to alerts: one per paper and destination, and when it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.alert import Alert
from bot.domain.schedule import Schedule, schedule_of
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Subscription

_AT_A_TIME = 500  # alerts made between two turns of the event loop, some 5 ms


class AlertFactory:
    """Makes alerts; `host` says when digests come where people did not choose."""

    def __init__(self, store: Store, host: DigestTimes) -> None:
        self._store = store
        self._host = host

    async def alerts(
        self, matches: Iterable[tuple[str, Sequence[Subscription]]], now: datetime
    ) -> tuple[Alert, ...]:
        """For (paper id, subscriptions that match it): one alert per paper and destination.

        It is due at the earliest moment that one of the subscriptions gives.
        """
        alerts: list[Alert] = []
        schedules: dict[int, Schedule] = {}
        for paper_id, subscriptions in matches:
            groups = _by_destination(subscriptions)
            await self._read(groups.keys() - schedules.keys(), schedules)
            async for destination_id, group in in_slices(groups.items(), _AT_A_TIME):
                schedule = schedules.get(destination_id) or Schedule(times=self._host)
                alerts.append(_alert(paper_id, group, schedule, now))
        return tuple(alerts)

    async def _read(self, destination_ids: Collection[int], schedules: dict[int, Schedule]) -> None:
        """Add the schedules of these destinations; one that was forgotten has none."""
        if destination_ids:
            found = await self._store.destinations_by_id(destination_ids)
            schedules.update({key: schedule_of(one.preferences, self._host) for key, one in found.items()})


def _by_destination(subscriptions: Sequence[Subscription]) -> dict[int, list[Subscription]]:
    groups: dict[int, list[Subscription]] = {}
    for subscription in subscriptions:
        groups.setdefault(subscription.destination_id, []).append(subscription)
    return groups


def _alert(paper_id: str, subscriptions: Sequence[Subscription], schedule: Schedule, now: datetime) -> Alert:
    running = [one for one in subscriptions if one.ended is None]
    return Alert(
        destination_id=subscriptions[0].destination_id,
        paper_id=paper_id,
        subscriptions=tuple(s.id for s in subscriptions),
        due=min(schedule.due(s.mode, now) for s in running or subscriptions),
        created=now,
    )
