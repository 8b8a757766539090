"""The list days that a poll reads, and so the papers that may come again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Store

LEARNED_DAYS = 7
CATCH_UP_DAYS = 14
_DAY = timedelta(days=1)


def days_to_read(today: date, position: date | None, *, widely: bool) -> list[date]:
    """The list days to read, oldest first.

    Always today's and the previous one; everything closed since `position` (the last day read after it had
    closed), at most 14 days back; `widely` adds the five days before, whose papers still rise and change.
    Without a position (the first run) the last 7 days.
    """
    if position is None:
        first = today - (LEARNED_DAYS - 1) * _DAY
    else:
        first = min(today - _DAY, max(position + _DAY, today - CATCH_UP_DAYS * _DAY))
        if widely:
            first = min(first, today - (LEARNED_DAYS - 1) * _DAY)
    return [first + n * _DAY for n in range((today - first).days + 1)]


def next_position(position: date | None, day: date, today: date, *, gap: bool) -> date | None:
    """The position after `day` was read and stored; `gap` when an earlier day of this poll could not be read.

    Only days that have closed count, and only without a gap before them: a day that failed is read again.
    """
    if day >= today or gap:
        return position
    return day if position is None else max(position, day)


async def lists_with(
    store: Store, lists: Iterable[ListSource], now: Callable[[], datetime], sighting: Sighting
) -> tuple[str, ...]:
    """The names of the lists whose next polls bring a paper again.

    Then its numbers change, and it can still be alerted. A stream brings it once.
    """
    listed = {one.paper.source: one.signals.list_day for one in sighting.by_source if one.paper.announced}
    found: list[str] = []
    for source in lists:
        if (name := source.spec.name) in listed:
            days = days_to_read(source.today(now()), await store.position(name), widely=True)
            if listed[name] >= days[0]:
                found.append(name)
    return tuple(found)
