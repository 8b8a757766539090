"""From matches to alerts: one per paper and destination, and when it is due."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.domain.alert import Alert
from bot.domain.schedule import Schedule, schedule_of
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Subscription

_AT_A_TIME = 500  # alerts made between two turns of the event loop, some 5 ms


async def due_alerts(
    store: Store, host: DigestTimes, matches: Iterable[tuple[str, Sequence[Subscription]]], now: datetime
) -> tuple[Alert, ...]:
    """For (paper id, subscriptions that match it): one alert per paper and destination.

    It is due at the earliest moment that one of the subscriptions gives; `host` says when digests come where
    people did not choose, and in a destination that was forgotten.
    """
    alerts: list[Alert] = []
    schedules: dict[int, Schedule] = {}
    for paper_id, subscriptions in matches:
        groups: defaultdict[int, list[Subscription]] = defaultdict(list)
        for one in subscriptions:
            groups[one.destination_id].append(one)
        if unread := groups.keys() - schedules.keys():
            found = await store.destinations_by_id(unread)
            schedules.update({key: schedule_of(one.preferences, host) for key, one in found.items()})
        async for destination_id, group in in_slices(groups.items(), _AT_A_TIME):
            schedule = schedules.get(destination_id) or Schedule(times=host)
            running = [one for one in group if one.ended is None] or group
            alerts.append(
                Alert(
                    destination_id=destination_id,
                    paper_id=paper_id,
                    subscriptions=tuple(one.id for one in group),
                    due=min(schedule.due(one.mode, now) for one in running),
                    created=now,
                )
            )
    return tuple(alerts)
