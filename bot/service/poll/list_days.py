"""List days that a poll fetches, and the position after each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Store

LEARNED_DAYS = 7  # read by the first poll, and once an hour
CATCH_UP_DAYS = 14  # before today, read at most after an outage
_DAY = timedelta(days=1)


def days_to_read(today: date, position: date | None, *, full_week: bool) -> list[date]:
    """Return the list days to fetch, oldest first.

    - Today and yesterday, always.
    - All days since `position`, the last day read after it closed, at most 14 days back.
    - With `full_week`, and for the first poll (no position), the last 7 days, whose papers still gain upvotes.
    """
    if position is None:
        first = today - (LEARNED_DAYS - 1) * _DAY
    else:
        first = min(today - _DAY, max(position + _DAY, today - CATCH_UP_DAYS * _DAY))
        if full_week:
            first = min(first, today - (LEARNED_DAYS - 1) * _DAY)
    return [first + n * _DAY for n in range((today - first).days + 1)]


def next_position(position: date | None, day: date, today: date, *, failed_before: bool) -> date | None:
    """Return the position after `day` was stored; `failed_before`: an earlier day of this poll failed.

    The position stays if the day is still open, or an earlier one failed, so that this one is read again.
    """
    if day >= today or failed_before:
        return position
    return day if position is None else max(position, day)


async def relisting_sources(
    store: Store, lists: Iterable[ListSource], now: Callable[[], datetime], sighting: Sighting
) -> tuple[str, ...]:
    """Return the names of the lists that have a paper on a day which their next polls fetch again.

    Its upvotes can then change, so it can still be alerted. Streams announce a paper only once.
    """
    listed = {one.paper.source: one.signals.list_day for one in sighting.by_source if one.paper.announced}
    names: list[str] = []
    for source in lists:
        if (name := source.spec.name) in listed:
            days = days_to_read(source.today(now()), await store.position(name), full_week=True)
            if listed[name] >= days[0]:
                names.append(name)
    return tuple(names)
