"""Pauses with an end: parsing of the end as people type it, and resuming at that time."""

from __future__ import annotations

import logging
import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from bot.domain.errors import MistakeError, PaperboyError
from bot.language.translating import gettext, gettext_noop
from bot.service.preferences.parse import EntryError, read_text, read_weekday
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import Store
    from bot.service.subscriptions.subscriptions import Subscriptions

_log = logging.getLogger(__name__)
MAX_PAUSE = timedelta(days=366)
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_COUNTS = {"a": 1, "an": 1} | {word: number for number, word in enumerate(_NUMBERS, start=1)}
_DURATION = re.compile(
    rf"(?:(?:in|for)\s+)?(?P<count>\d{{1,3}}\s*|(?:{'|'.join(_COUNTS)})\s+)"
    r"(?:(?P<unit>[hdw])(?:ours?|ays?|eeks?)?|(?P<long>month|year)s?)"
)
_WEEKDAY = re.compile(r"(?:(?:on|next|until)\s+)?(?P<day>[a-z]{3,9})")
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}  # the first two get the error of past times
_EXAMPLE_OF_END = "2027-01-05T09:00:00+00:00"  # as files have it
_QUOTE_LENGTH = 60  # characters of the typed text


class PauseError(MistakeError):
    """The end of a pause is not valid; the message says which ends are."""


async def end_pauses(store: Store, subscriptions: Subscriptions, now: Callable[[], datetime]) -> None:
    """Resume subscriptions whose pause has ended; papers that began to match in the pause are not alerted.

    Call it before papers are matched. A subscription that cannot be resumed stays paused, with a warning.
    """
    for found in tuple((await store.subscriptions()).by_id.values()):
        if found.paused_until and found.paused_until <= now():
            try:
                await subscriptions.end_pause(found)
            except PaperboyError as error:
                _log.warning("The pause of subscription %s could not be ended: %s", found.id, error)
            else:
                _log.info("The pause of subscription %s is over.", found.id)


def parse_pause_end(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Parse the end of a pause, such as `tomorrow`, `Monday`, `2026-01-05`, `12h` or `two weeks`; return UTC.

    Days begin at midnight in `zone`. A weekday is the next one after today, also as `mon`, `on Monday` or `next
    Monday`; a month has 30 days. Raises PauseError for other texts, past times, and more than a year.
    """
    typed = text.strip().casefold()[:40]
    end = _parse_end(typed, now, zone)
    if end is None:
        raise PauseError(
            # NOTE: {text} is what was typed; tomorrow, Monday, {date}, 12h and 2 weeks are typed as they are here
            gettext(
                "“{text}” is not a valid date or duration. Examples: tomorrow, Monday, {date}, 12h, 2 weeks.",
                text=safe(text, _QUOTE_LENGTH),
                date=(now + _UNITS["month"]).date(),
            )
        )
    if end <= now:
        # NOTE: {text} is the end of a pause as it was typed, such as yesterday
        raise PauseError(gettext("“{text}” is in the past.", text=safe(text, _QUOTE_LENGTH)))
    require_near(end, now)
    return end


def require_near(end: datetime, now: datetime) -> None:
    """Raise PauseError for an end that is more than a year away."""
    if end - now > MAX_PAUSE:
        raise PauseError(gettext("A pause must end within the next year."))


def read_pause_end(value: object) -> datetime | None:
    """Parse the end of a pause in a file, ISO 8601, UTC unless it names a zone; None for an empty entry.

    Past times are valid here. Raises EntryError.
    """
    text = read_text(value)
    if not text:
        return None
    try:
        end = datetime.fromisoformat(text)
        return end.replace(tzinfo=UTC) if end.tzinfo is None else end.astimezone(UTC)
    except (ValueError, OverflowError):  # not a time; or outside the calendar's range
        message = gettext_noop("{entry} must be a date and time such as {example}.")
        raise EntryError(message, example=_EXAMPLE_OF_END) from None


def _parse_end(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    today = now.astimezone(zone).date()
    if text in _DAYS:
        return _start_of_day(today + timedelta(days=_DAYS[text]), zone)
    if found := _DURATION.fullmatch(text):
        count = _COUNTS.get(found["count"].strip()) or int(found["count"])
        return now + count * _UNITS[found["unit"] or found["long"]]
    try:
        if found := _WEEKDAY.fullmatch(text):
            return _start_of_day(
                today + timedelta(days=(read_weekday(found["day"]) - today.weekday() - 1) % 7 + 1), zone
            )
        return _start_of_day(date.fromisoformat(text), zone)
    except (ValueError, OverflowError):  # neither weekday nor date; or outside the calendar's range
        return None


def _start_of_day(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
