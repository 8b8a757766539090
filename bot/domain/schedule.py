"""When a match is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from bot.domain.subscription import Mode

DIGEST_TIME = time(9, 0)
DIGEST_WEEKDAY = 0  # Monday
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTimes:
    """When digests come: daily at local time `at` in `zone`, weekly on `weekday` (0 is Monday)."""

    at: time = DIGEST_TIME
    zone: tzinfo = UTC
    weekday: int = DIGEST_WEEKDAY


def due(mode: Mode, now: datetime, times: DigestTimes) -> datetime:
    """The moment at which something that matched at `now` is to be posted, in UTC.

    A digest that is due exactly at `now` takes what matched at `now` with it. Local times that a clock change
    skips or repeats follow `datetime.fold` = 0: skipped times come an hour later, repeated ones the first time.
    """
    if mode is Mode.NOW:
        return now
    today = now.astimezone(times.zone).date()
    days = [today + timedelta(days=n) for n in range(9)]
    moments = [
        datetime.combine(day, times.at, tzinfo=times.zone).astimezone(UTC)
        for day in days
        if mode is Mode.DAILY or day.weekday() == times.weekday
    ]
    return next(moment for moment in moments if moment >= now)


def in_words(mode: Mode, times: DigestTimes) -> str:
    """When a mode posts, for the end of a sentence: "in a daily digest at 09:00 UTC"."""
    if mode is Mode.NOW:
        return "as soon as a paper matches"
    day = f" on {WEEKDAYS[times.weekday]}" if mode is Mode.WEEKLY else ""
    return f"in a {mode.value} digest{day} at {times.at:%H:%M} {times.zone}"
