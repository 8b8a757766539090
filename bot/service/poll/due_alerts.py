"""Turns matches into alerts with due times: one alert per paper and destination."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.domain.alert import Alert
from bot.domain.schedule import DigestTimes, Schedule, schedule_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription

_SLICE_SIZE = 500  # alerts made before the event loop runs again, some 5 ms


async def due_alerts(
    store: Store, host_times: DigestTimes, matches: Iterable[tuple[str, Sequence[Subscription]]], now: datetime
) -> tuple[Alert, ...]:
    """Make alerts of `matches`, pairs of (paper id, matching subscriptions): one per paper and destination.

    An alert is due at the earliest time of its subscriptions' modes. Example: a paper matches an instant and a
    daily subscription of one channel; there is one alert, due now. Times of tombstones count only if nothing else
    matched.
    `host_times` are the digest times for channels that set none, and for deleted ones.
    """
    alerts: list[Alert] = []
    schedules: dict[int, Schedule] = {}
    for paper_id, subscriptions in matches:
        groups: defaultdict[int, list[Subscription]] = defaultdict(list)
        for subscription in subscriptions:
            groups[subscription.destination_id].append(subscription)
        if missing := groups.keys() - schedules.keys():
            found = await store.destinations_by_id(missing)
            schedules.update({key: schedule_of(one.preferences, host_times) for key, one in found.items()})
        for destination_id, group in groups.items():
            schedule = schedules.get(destination_id) or Schedule(times=host_times)
            without_tombstones = [one for one in group if one.ended is None] or group
            alerts.append(
                Alert(
                    destination_id=destination_id,
                    paper_id=paper_id,
                    subscriptions=tuple(one.id for one in group),
                    due=min(schedule.due(one.mode, now) for one in without_tombstones),
                    created=now,
                )
            )
            if len(alerts) % _SLICE_SIZE == 0:
                await asyncio.sleep(0)
    return tuple(alerts)
