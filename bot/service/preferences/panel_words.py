"""Words for values of settings: those of the panel and its menus, and what they mean for one subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.preferences import Look
from bot.domain.schedule import delivery, digest_modes
from bot.domain.subscription import Mode
from bot.language.formats import either, listed
from bot.language.languages import LANGUAGES
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.preferences.parse import SERVER_LANGUAGE
from bot.service.preferences.setting import Option

if TYPE_CHECKING:
    from datetime import time

    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes, Schedule

_NO_LIMIT: Final = "off"
_LIMITS: Final = (1, 3, 5, 10, 20, 50, 100)


def on_or_off(on: bool) -> str:  # noqa: FBT001 - it is the subject
    """`on`, `off`."""
    return pgettext("state", "on") if on else pgettext("state", "off")


def digests(chosen: Preferences, times: DigestTimes) -> str:
    """The times of digests in words: day, time of day, zone."""
    ours = chosen.digest_time or chosen.digest_weekday is not None or chosen.zone
    days = either([delivery(mode).days(times) or delivery(mode).word() for mode in digest_modes()])
    text = listed([days, f"{time_of_day(times.at)} {times.zone}"])
    # NOTE: {times} are days, a time of day and a time zone, which whoever hosts the bot has chosen
    return text if ours else pgettext("setting", "{times} (the default)", times=text)


def quiet_text(begin: time | None, end: time | None) -> str:
    """`22:00-07:00`, as people write it; nothing for none."""
    return "" if begin is None or end is None else f"{time_of_day(begin)}-{time_of_day(end)}"


def quiet(chosen: Preferences, _times: DigestTimes) -> str:
    """The quiet hours that are chosen, if any."""
    return quiet_text(chosen.quiet_from, chosen.quiet_until)


def time_of_day(clock: time) -> str:
    """`09:00`."""
    return f"{clock:%H:%M}"


def _options(chosen: object, *rows: tuple[str, str, str]) -> list[Option]:
    """Of what each is written as, its label and its details."""
    return [Option(text=text, label=label, details=more, chosen=text == chosen) for text, label, more in rows]


def looks(chosen: Preferences) -> list[Option]:
    """Each look with what it shows."""
    return _options(
        chosen.look,
        # NOTE: an option of a menu (25 characters or so) and what stands below it (100 at most)
        (Look.CARD, gettext("Cards"), gettext("Summary, authors and links")),
        # NOTE: an option of a menu (25 characters or so) and what stands below it (100 at most)
        (Look.COMPACT, gettext("Compact"), gettext("One or two lines")),
    )


def limits(chosen: Preferences) -> list[Option]:
    """None, the usual ones and that which is chosen."""
    most = chosen.most_a_day

    return _options(
        _NO_LIMIT if most is None else str(most),
        # NOTE: an option of a menu: 25 characters or so
        (_NO_LIMIT, gettext("No limit"), ""),
        *((str(limit), _limit(limit), "") for limit in sorted({*_LIMITS, most or _LIMITS[0]})),
    )


def _limit(limit: int) -> str:
    # NOTE: an option of a menu: 25 characters or so
    return ngettext("{number} alert a day", "{number} alerts a day", limit)


def languages(chosen: Preferences) -> list[Option]:
    """Each by the name that it has in itself: who looks for theirs may not read the others."""
    return _options(
        chosen.language or SERVER_LANGUAGE,
        # NOTE: an option of a menu of languages (25 characters or so) and what stands below it (100 at most)
        (SERVER_LANGUAGE, gettext("Automatic"), gettext("The server's language")),
        *((one.tag, one.name, "") for one in LANGUAGES),
    )


def limit_sentence(most: int | None, mode: Mode) -> str:
    """The daily limit of instant alerts, in a sentence; "" without a limit."""
    if most is None or mode is not Mode.NOW:
        return ""
    # NOTE: the limit of a channel, in a text about one of its subscriptions
    return ngettext(
        "At most {number} alert a day comes there; further ones come in the next daily digest.",
        "At most {number} alerts a day come there; further ones come in the next daily digest.",
        most,
    )


def quiet_sentence(schedule: Schedule, mode: Mode) -> str:
    """The quiet hours in a sentence; "" where they hold no posts of this mode."""
    if not schedule.quiet_matters(mode):
        return ""
    # NOTE: the quiet hours; {zone} is a time zone, such as Europe/Berlin
    return gettext(
        "Not between {begin} and {end} ({zone}): what comes then waits until {end}.", **_hours(schedule)
    )


def quiet_fact(schedule: Schedule, mode: Mode) -> str:
    """Short form for a list."""
    if not schedule.quiet_matters(mode):
        return ""
    # NOTE: the quiet hours, in a list of facts about a subscription; {zone} is a time zone, such as Europe/Berlin
    return gettext("not between {begin} and {end} ({zone})", **_hours(schedule))


def _hours(schedule: Schedule) -> dict[str, object]:
    begin, end = schedule.quiet_from, schedule.quiet_until
    return {"begin": f"{begin:%H:%M}", "end": f"{end:%H:%M}", "zone": schedule.times.zone}
