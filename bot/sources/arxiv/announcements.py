"""When arXiv announces what was submitted when (info.arxiv.org/help/availability.html).

Announced on Sunday to Thursday at 20:00 US Eastern; the daily feed of an announcement bears the date after it,
Monday to Friday. What came in until 14:00 is announced that evening, but what came from Thursday 14:00 to Friday
14:00 waits for Sunday, and what came later for Monday.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
_DAY = timedelta(days=1)
_DEADLINE = time(14)
_MONDAY, _TUESDAY, _SATURDAY = 0, 1, 5


def announces(day: date) -> bool:
    """Whether a feed of this day may hold something; holidays are not known."""
    return day.weekday() < _SATURDAY


def missed_days(read: date, day: date) -> list[date]:
    """The announcement days after `read` and before `day`, oldest first."""
    between = (read + n * _DAY for n in range(1, (day - read).days))
    return [one for one in between if announces(one)]


def submitted(day: date) -> tuple[datetime, datetime]:
    """From when to when the papers were submitted that the feed of `day` announces; aware UTC."""
    end = day - (3 if day.weekday() == _MONDAY else 1) * _DAY
    start = day - {_MONDAY: 4, _TUESDAY: 4}.get(day.weekday(), 2) * _DAY
    return _deadline(start), _deadline(end)


def _deadline(day: date) -> datetime:
    return datetime.combine(day, _DEADLINE, tzinfo=EASTERN).astimezone(UTC)
