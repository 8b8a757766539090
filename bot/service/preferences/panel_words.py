"""Texts for values of settings: in the panel and its menus, and in replies about a subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.preferences import Look, Preferences
from bot.domain.subscription import Mode
from bot.language.formats import weekday
from bot.language.languages import LANGUAGES
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.preferences.parse import SERVER_LANGUAGE
from bot.service.preferences.setting import Option

if TYPE_CHECKING:
    from datetime import time

    from bot.domain.schedule import DigestTimes, Schedule

_NO_LIMIT = "off"  # as `read_most_a_day` takes it
_LIMITS = (1, 3, 5, 10, 20, 50, 100)


def on_or_off(on: bool) -> str:  # noqa: FBT001 - the only argument
    """Return "on" or "off"."""
    return pgettext("state", "on") if on else pgettext("state", "off")


def digest_times(chosen: Preferences, times: DigestTimes) -> str:
    """Return the digest times as text: time of day, zone and weekday, with "(default)" if none is set."""
    is_set = chosen.digest_time or chosen.digest_weekday is not None or chosen.zone
    text = gettext(
        # NOTE: such as "09:00 Asia/Tokyo, weekly digests on Monday"
        "{time} {zone}, weekly digests on {weekday}",
        time=time_of_day(times.at),
        zone=times.zone,
        weekday=weekday(times.weekday),
    )
    # NOTE: {times} are a time of day, a time zone and a weekday, which whoever hosts the bot has chosen
    return text if is_set else pgettext("setting", "{times} (default)", times=text)


def hours_text(begin: time | None, end: time | None) -> str:
    """Return quiet hours as `22:00-07:00`; "" without quiet hours."""
    return "" if begin is None or end is None else f"{time_of_day(begin)}-{time_of_day(end)}"


def quiet_hours(chosen: Preferences, _times: DigestTimes) -> str:
    """Return the chosen quiet hours as text; a `setting.Wording`, like `digest_times`."""
    return hours_text(chosen.quiet_from, chosen.quiet_until)


def time_of_day(clock: time) -> str:
    """Return a time as `09:00`."""
    return f"{clock:%H:%M}"


def _options(chosen: object, *rows: tuple[str, str, str]) -> list[Option]:
    """Make the options of a menu from rows of value, label and details."""
    return [Option(text=text, label=label, details=more, chosen=text == chosen) for text, label, more in rows]


def looks(chosen: Preferences) -> list[Option]:
    """Return the options of the menu of looks."""
    return _options(
        chosen.look,
        # NOTE: an option of a menu (25 characters or so) and what stands below it (100 at most)
        (Look.CARD, gettext("Cards"), gettext("Summary, authors, links")),
        # NOTE: an option of a menu (25 characters or so) and what stands below it (100 at most)
        (Look.COMPACT, gettext("Compact"), gettext("One or two lines")),
    )


def limits(chosen: Preferences) -> list[Option]:
    """Return the options of the menu of daily limits, the chosen one included."""
    most = chosen.most_a_day

    return _options(
        _NO_LIMIT if most is None else str(most),
        # NOTE: an option of a menu: 25 characters or so
        (_NO_LIMIT, gettext("No limit"), ""),
        *(
            # NOTE: an option of a menu: 25 characters or so
            (str(limit), ngettext("{number} alert a day", "{number} alerts a day", limit), "")
            for limit in sorted({*_LIMITS, most or _LIMITS[0]})  # without a chosen one, nothing is added
        ),
    )


def languages(chosen: Preferences) -> list[Option]:
    """Return the options of the menu of languages, each by its own name."""
    return _options(
        chosen.language or SERVER_LANGUAGE,
        # NOTE: an option of a menu of languages (25 characters or so) and what stands below it (100 at most)
        (SERVER_LANGUAGE, gettext("Automatic"), gettext("The server's language")),
        *((one.tag, one.name, "") for one in LANGUAGES),
    )


def limit_sentence(most: int | None, mode: Mode) -> str:
    """Return a sentence about the daily limit `most`; "" without one (None), and for modes other than `now`."""
    if most is None or mode is not Mode.NOW:
        return ""
    # NOTE: the limit of a channel, in a text about one of its subscriptions
    return ngettext(
        "At most {number} alert a day; the rest go into the next digest.",
        "At most {number} alerts a day; the rest go into the next digest.",
        most,
    )


def quiet_hours_sentence(schedule: Schedule, mode: Mode) -> str:
    """Return the quiet hours of a subscription; "" if they do not delay posts of this mode."""
    if not schedule.can_be_held(mode):
        return ""
    # NOTE: {hours} is 22:00-07:00 and the like; {zone} is a time zone, such as Europe/Berlin
    hours = hours_text(schedule.quiet_from, schedule.quiet_until)
    return gettext("Quiet hours: {hours} ({zone}).", hours=hours, zone=schedule.times.zone)
