"""The times at which matches are due: instantly or in a digest, and not in quiet hours.

Local times that a clock change skips or repeats follow `datetime.fold` = 0: a skipped time comes as much later as
the clock jumps, a repeated one counts the first time only. So a digest comes once a day whatever the clocks do,
and quiet hours are one stretch of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count
from typing import TYPE_CHECKING, assert_never
from zoneinfo import ZoneInfo

from bot.domain.subscription import Mode
from bot.language.formats import weekday
from bot.language.translating import gettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.preferences import Preferences

# As people type them; `formats.weekday` says them
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = timedelta(days=1)
# Nothing waits longer for its digest, the quiet hours included into which that may fall
LONGEST_WAIT = timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTimes:
    """The times of digests: daily at local time `at` in `zone`, weekly on `weekday` (0 is Monday)."""

    at: time = time(9)
    zone: tzinfo = UTC
    weekday: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The times of one destination; quiet hours go over midnight when `quiet_until` is the earlier one."""

    times: DigestTimes = DigestTimes()
    quiet_from: time | None = None
    quiet_until: time | None = None

    def due(self, mode: Mode, now: datetime) -> datetime:
        """The time to post a match of `now`, in UTC: at the end of quiet hours if it lies in them.

        A digest that is due exactly at `now` includes that match, as one does that quiet hours still hold.
        """
        if (comes_on := delivery(mode).comes_on) is None:
            return self.quiet_end(now) or now
        days = (self._today(now) + ahead * _DAY for ahead in count(-1))
        moments = (self._moment(day, self.times.at) for day in days if comes_on(day, self.times))
        return next(held for moment in moments if (held := self.quiet_end(moment) or moment) >= now)

    def quiet_end(self, now: datetime) -> datetime | None:
        """The end of the quiet hours that `now` lies in, in UTC; None when it lies in none."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        over_midnight = self.quiet_until < self.quiet_from
        today = self._today(now)
        for day in (today, today - _DAY):
            end = self._moment(day + _DAY if over_midnight else day, self.quiet_until)
            if self._moment(day, self.quiet_from) <= now < end:
                return end
        return None

    def quiet_matters(self, mode: Mode) -> bool:
        """True if quiet hours can hold posts of this mode: digests only if their time lies in them."""
        begin, end, at = self.quiet_from, self.quiet_until, self.times.at
        if begin is None or end is None:
            return False
        if delivery(mode).comes_on is None:
            return True
        return begin <= at < end if begin < end else at >= begin or at < end

    def day_of(self, now: datetime) -> tuple[datetime, datetime]:
        """The begin and the end of the local day of `now`, in UTC."""
        today = self._today(now)
        return self._moment(today, time()), self._moment(today + _DAY, time())

    def _today(self, now: datetime) -> date:
        return now.astimezone(self.times.zone).date()

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.times.zone).astimezone(UTC)


def schedule_of(preferences: Preferences, host: DigestTimes) -> Schedule:
    """The schedule of a destination: its own choices, and the host's defaults for the rest."""
    return Schedule(
        times=DigestTimes(
            at=host.at if preferences.digest_time is None else preferences.digest_time,
            zone=(preferences.zone and zone_named(preferences.zone)) or host.zone,
            weekday=host.weekday if preferences.digest_weekday is None else preferences.digest_weekday,
        ),
        quiet_from=preferences.quiet_from,
        quiet_until=preferences.quiet_until,
    )


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone with this IANA name; None when this machine knows none, whatever the name holds."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder of the database
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The rules and the words of one delivery mode.

    A digest is due on each local day for which `comes_on` is true, at the digest time; it is None for instant
    alerts. `when` ends a sentence about the time of a post. `days` names the days of digests, "" for every day.
    `label` is the mode's name in a menu, `word` its name in a list.
    """

    label: Callable[[], str]
    word: Callable[[], str]
    when: Callable[[DigestTimes], str]
    comes_on: Callable[[date, DigestTimes], bool] | None = None
    days: Callable[[DigestTimes], str] = lambda _: ""


def delivery(mode: Mode) -> Delivery:
    """The table of modes. Whatever lists them goes through `Mode` and asks here."""
    match mode:
        case Mode.NOW:
            return _NOW
        case Mode.DAILY:
            return _DAILY
        case Mode.WEEKLY:
            return _WEEKLY
        case _:
            assert_never(mode)


# NOTE: ends a sentence that says when papers are posted, as the others beside it do
_NOW = Delivery(
    # NOTE: an option of a menu: when papers are posted
    label=lambda: gettext("each paper at once"),
    word=lambda: pgettext("how often", "at once"),
    when=lambda _: pgettext("when papers are posted", "as soon as a paper matches"),
)
_DAILY = Delivery(
    # NOTE: an option of a menu: when papers are posted
    label=lambda: gettext("in a daily digest"),
    word=lambda: pgettext("how often", "daily"),
    when=lambda times: pgettext(
        "when papers are posted", "in a daily digest at {time} {zone}", time=_clock(times), zone=times.zone
    ),
    comes_on=lambda _day, _times: True,
)
_WEEKLY = Delivery(
    # NOTE: an option of a menu: when papers are posted
    label=lambda: gettext("in a weekly digest"),
    word=lambda: pgettext("how often", "weekly"),
    when=lambda times: pgettext(
        "when papers are posted",
        "in a weekly digest, every {weekday} at {time} {zone}",
        weekday=weekday(times.weekday),
        time=_clock(times),
        zone=times.zone,
    ),
    comes_on=lambda day, times: day.weekday() == times.weekday,
    days=lambda times: pgettext("how often", "weekly on {weekday}", weekday=weekday(times.weekday)),
)


def _clock(times: DigestTimes) -> str:
    return f"{times.at:%H:%M}"


def digest_modes() -> tuple[Mode, ...]:
    """The modes that gather papers in digests."""
    return tuple(mode for mode in Mode if delivery(mode).comes_on is not None)
