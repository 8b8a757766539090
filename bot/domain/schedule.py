"""When a match is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.subscription import Mode

if TYPE_CHECKING:
    from datetime import tzinfo

DIGEST_TIME = time(9, 0)
DIGEST_WEEKDAY = 0  # Monday


def due(mode: Mode, now: datetime, *, zone: tzinfo = UTC, at: time = DIGEST_TIME) -> datetime:
    """The moment at which something that matched at `now` is to be posted, in UTC.

    A digest that is due exactly at `now` takes what matched at `now` with it. Local times that a clock change
    skips or repeats follow `datetime.fold` = 0: skipped times come an hour later, repeated ones the first time.
    """
    if mode is Mode.NOW:
        return now
    local = now.astimezone(zone)
    for days in range(9):
        day = local.date() + timedelta(days=days)
        if mode is Mode.WEEKLY and day.weekday() != DIGEST_WEEKDAY:
            continue
        moment = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
        if moment >= now:
            return moment
    raise AssertionError("a digest falls on one of nine days")  # pragma: no cover - arithmetic
