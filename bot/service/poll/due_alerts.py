"""From matches to alerts: one per paper and destination, and when it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.alert import Alert
from bot.domain.schedule import Schedule, schedule_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Subscription


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
            for destination_id, group in _by_destination(subscriptions).items():
                if destination_id not in schedules:
                    schedules[destination_id] = await self._schedule(destination_id)
                alerts.append(_alert(paper_id, group, schedules[destination_id], now))
        return tuple(alerts)

    async def _schedule(self, destination_id: int) -> Schedule:
        destination = await self._store.destination(destination_id)
        if destination is None:
            return Schedule(times=self._host)
        return schedule_of(destination.preferences, self._host)


def _by_destination(subscriptions: Sequence[Subscription]) -> dict[int, list[Subscription]]:
    groups: dict[int, list[Subscription]] = {}
    for subscription in subscriptions:
        groups.setdefault(subscription.destination_id, []).append(subscription)
    return groups


def _alert(paper_id: str, subscriptions: Sequence[Subscription], schedule: Schedule, now: datetime) -> Alert:
    return Alert(
        destination_id=subscriptions[0].destination_id,
        paper_id=paper_id,
        subscriptions=tuple(s.id for s in subscriptions),
        due=min(schedule.due(s.mode, now) for s in subscriptions),
        created=now,
    )
