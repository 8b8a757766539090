"""When alerts are due: instantly or in the next digest, and never in quiet hours.

Clock changes follow `datetime.fold` = 0, so there is one digest a day. For example a digest at 02:30: where the
clock skips from 02:00 to 03:00 it is posted at 03:30; where it repeats 02:00 to 03:00, at the first 02:30.
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

    from bot.domain.preferences import Preferences, Rhythm

# As people type them; `formats.weekday` translates them
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = timedelta(days=1)
# The longest time from a match to its digest: a week, and the quiet hours that it may fall into
LONGEST_UNTIL_DIGEST = timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTimes:
    """Digest times: at local time `at` in `zone`, weekly ones on `weekday` (0 is Monday).

    `mails` is False for a host who sends no mails.
    """

    at: time = time(9)
    zone: tzinfo = UTC
    weekday: int = 0
    mails: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Digest times and quiet hours of one destination; quiet hours can span midnight (22:00 to 07:00).

    With `mail`, alerts of all modes are due in digests of that rhythm.
    """

    times: DigestTimes = DigestTimes()
    quiet_from: time | None = None
    quiet_until: time | None = None
    mail: Rhythm | None = None

    def due(self, mode: Mode, now: datetime) -> datetime:
        """Return when to post a paper that matches now, in UTC; times in quiet hours move to their end.

        A digest that is due exactly at `now` still gets the paper, and so does one held by quiet hours. Example:
        with a digest at 06:00 and quiet hours until 07:00, a match at 06:30 is posted at 07:00.
        """
        if (is_digest_day := delivery(Mode(self.mail or mode)).is_digest_day) is None:
            return self.quiet_end(now) or now
        days = (self._today(now) + offset * _DAY for offset in count(-1))
        digests = (self._utc(day, self.times.at) for day in days if is_digest_day(day, self.times))
        return next(due for digest in digests if (due := self.quiet_end(digest) or digest) >= now)

    def quiet_end(self, now: datetime) -> datetime | None:
        """Return the end of the current quiet hours in UTC; None outside of quiet hours."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        over_midnight = self.quiet_until < self.quiet_from
        today = self._today(now)
        for day in (today, today - _DAY):
            end = self._utc(day + _DAY if over_midnight else day, self.quiet_until)
            if self._utc(day, self.quiet_from) <= now < end:
                return end
        return None

    def when(self, mode: Mode) -> str:
        """Return when papers are delivered: "instantly", "weekly on Monday at 09:00 UTC"."""
        return delivery(Mode(self.mail or mode)).when(self.times)

    def can_be_held(self, mode: Mode) -> bool:
        """True if quiet hours can delay posts of this mode; a digest only if its time lies in them."""
        begin, end, at = self.quiet_from, self.quiet_until, self.times.at
        if begin is None or end is None:
            return False
        if delivery(mode).is_digest_day is None:
            return True
        return begin <= at < end if begin < end else at >= begin or at < end

    def local_day(self, now: datetime) -> tuple[datetime, datetime]:
        """Return the beginning and the end of the current local day, in UTC."""
        today = self._today(now)
        return self._utc(today, time()), self._utc(today + _DAY, time())

    def _today(self, now: datetime) -> date:
        return now.astimezone(self.times.zone).date()

    def _utc(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.times.zone).astimezone(UTC)


def schedule_of(preferences: Preferences, host: DigestTimes) -> Schedule:
    """Return the schedule of a destination: its own settings, and for the rest the defaults of the `host`.

    Mails make no noise, so quiet hours do not hold them. Where the host sends none, they are posts.
    """
    mail = preferences.mail if host.mails else None
    loud = mail is None
    return Schedule(
        times=DigestTimes(
            at=host.at if preferences.digest_time is None else preferences.digest_time,
            zone=(preferences.zone and zone_named(preferences.zone)) or host.zone,
            weekday=host.weekday if preferences.digest_weekday is None else preferences.digest_weekday,
        ),
        quiet_from=preferences.quiet_from if loud else None,
        quiet_until=preferences.quiet_until if loud else None,
        mail=mail,
    )


def zone_named(name: str) -> ZoneInfo | None:
    """Return the time zone with this IANA name; None for unknown and malformed names."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; malformed; a folder of the time zone database
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Rules and texts of one delivery mode.

    `word` names the mode: "weekly". `is_digest_day` is True for local days with a digest; None for instant alerts.
    `days` names the digest days: "weekly on Monday", "" if `word` does. `digest_title` is the title of its posts.
    `most_of_programme`: how many papers of a conference are posted at a time.
    """

    word: Callable[[], str]
    is_digest_day: Callable[[date, DigestTimes], bool] | None = None
    days: Callable[[DigestTimes], str] = lambda _: ""
    digest_title: Callable[[], str] = lambda: gettext("Digest")
    most_of_programme: int = 10

    def when(self, times: DigestTimes) -> str:
        """Return when papers are posted: "instantly", "weekly on Monday at 09:00 UTC"."""
        if self.is_digest_day is None:
            return self.word()
        # NOTE: {days} is "daily", "weekly on Monday" and the like; ends a sentence
        return pgettext(
            "how often",
            "{days} at {time} {zone}",
            days=self.days(times) or self.word(),
            time=f"{times.at:%H:%M}",
            zone=times.zone,
        )


def delivery(mode: Mode) -> Delivery:
    """Return the rules and texts of a mode. To list all modes, loop over `Mode`."""
    match mode:
        case Mode.NOW:
            return _NOW
        case Mode.DAILY:
            return _DAILY
        case Mode.WEEKLY:
            return _WEEKLY
        case Mode.PICKS:
            return _PICKS
        case _:
            assert_never(mode)


# NOTE: when papers are posted: an option of a menu, and the end of a sentence
_NOW = Delivery(word=lambda: pgettext("how often", "instantly"), most_of_programme=100_000)
_DAILY = Delivery(
    word=lambda: pgettext("how often", "daily"),
    is_digest_day=lambda _day, _times: True,
    digest_title=lambda: gettext("Daily digest"),
)
_WEEKLY = Delivery(
    word=lambda: pgettext("how often", "weekly"),
    is_digest_day=lambda day, times: day.weekday() == times.weekday,
    days=lambda times: pgettext("how often", "weekly on {weekday}", weekday=weekday(times.weekday)),
    digest_title=lambda: gettext("Weekly digest"),
    most_of_programme=70,
)
_PICKS = Delivery(
    word=lambda: pgettext("how often", "picks"),
    is_digest_day=lambda _day, _times: True,
    days=lambda _: _DAILY.word(),
    digest_title=lambda: gettext("Picks of the day"),
)


def digest_modes() -> tuple[Mode, ...]:
    """Return the modes that post digests."""
    return tuple(mode for mode in Mode if delivery(mode).is_digest_day is not None)
