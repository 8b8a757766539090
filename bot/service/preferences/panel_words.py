"""Words for values of settings: those of the panel and its menus, and what they mean for one subscription."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.domain.preferences import Look
from bot.domain.schedule import WEEKDAYS, delivery, digest_modes
from bot.domain.subscription import Mode
from bot.language.formats import either, listed
from bot.language.languages import LANGUAGES
from bot.language.translating import gettext, gettext_noop, ngettext, pgettext
from bot.service.preferences.parse import SERVER_LANGUAGE
from bot.service.preferences.setting import Option

if TYPE_CHECKING:
    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes, Schedule

QuietHours: TypeAlias = tuple[time | None, time | None]

# How posts may look: in a word, and what each has.
_LOOKS: Final = {
    # NOTE: an option of a menu (25 characters or so) and what stands below it (100 at most)
    Look.CARD: (gettext_noop("Cards"), gettext_noop("A summary in one sentence, authors, links")),
    # NOTE: an option of a menu (25 characters or so) and what stands below it (100 at most)
    Look.COMPACT: (gettext_noop("Compact"), gettext_noop("A line or two for each paper")),
}
_NO_LIMIT: Final = "off"
_LIMITS: Final = (1, 3, 5, 10, 20, 50, 100)


def on_or_off(on: bool) -> str:  # noqa: FBT001 - it is the subject
    """`on`, `off`."""
    return pgettext("state", "on") if on else pgettext("state", "off")


def digests(chosen: Preferences, times: DigestTimes) -> str:
    """When digests come: time of day, weekday, zone."""
    ours = chosen.digest_time or chosen.digest_weekday is not None or chosen.zone
    days = either([delivery(mode).days(times) or delivery(mode).word for mode in digest_modes()])
    text = listed([days, f"{time_of_day(times.at)} {times.zone}"])
    # NOTE: {times} are days, a time of day and a time zone, which whoever hosts the bot has chosen
    return text if ours else pgettext("setting", "{times} (the default)", times=text)


def quiet_text(hours: QuietHours) -> str:
    """`22:00-07:00`, as people write it; nothing for none."""
    begin, end = hours
    return "" if begin is None or end is None else f"{time_of_day(begin)}-{time_of_day(end)}"


def quiet(chosen: Preferences, _times: DigestTimes) -> str:
    """The quiet hours that are chosen, if any."""
    return quiet_text((chosen.quiet_from, chosen.quiet_until))


def time_of_day(clock: time) -> str:
    """`09:00`."""
    return f"{clock:%H:%M}"


def weekday_name(day: int | None) -> str | None:
    """`monday`, as files have it."""
    return None if day is None else WEEKDAYS[day]


def looks(chosen: Preferences) -> list[Option]:
    """Each look with what it shows."""
    return [
        Option(label=gettext(label), details=gettext(details), text=one.value, chosen=one is chosen.look)
        for one, (label, details) in _LOOKS.items()
    ]


def limits(chosen: Preferences) -> list[Option]:
    """None, the usual ones and that which is chosen."""
    most = chosen.most_a_day
    limits = sorted({*_LIMITS, *(() if most is None else (most,))})
    # NOTE: below an option of a menu, such as "5 alerts a day": 100 characters at most
    rest = gettext("The rest in the next digest")
    return [
        Option(
            # NOTE: an option of a menu: 25 characters or so
            label=gettext("No limit"),
            # NOTE: below an option of a menu, "No limit": 100 characters at most
            details=gettext("As many as match"),
            text=_NO_LIMIT,
            chosen=most is None,
        ),
        *(Option(label=_limit(limit), details=rest, text=str(limit), chosen=limit == most) for limit in limits),
    ]


def _limit(limit: int) -> str:
    # NOTE: an option of a menu: 25 characters or so
    return ngettext("{number} alert a day", "{number} alerts a day", limit)


def languages(chosen: Preferences) -> list[Option]:
    """Each by the name that it has in itself: who looks for theirs may not read the others."""
    return [
        Option(
            # NOTE: an option of a menu of languages: 25 characters or so
            label=gettext("Automatic"),
            # NOTE: below an option of a menu, "Automatic": 100 characters at most
            details=gettext("The server's language, English in direct messages"),
            text=SERVER_LANGUAGE,
            chosen=chosen.language is None,
        ),
        *(Option(label=one.name, text=one.tag, chosen=one.tag == chosen.language) for one in LANGUAGES),
    ]


def limit_sentence(most: int | None, mode: Mode) -> str:
    """That only so many papers of such a subscription come by themselves in a day; "" without a limit."""
    if most is None or mode is not Mode.NOW:
        return ""
    # NOTE: the limit of a channel, in a text about one of its subscriptions
    return ngettext(
        "At most {number} alert a day comes there; further ones come in the next daily digest.",
        "At most {number} alerts a day come there; further ones come in the next daily digest.",
        most,
    )


def quiet_sentence(schedule: Schedule, mode: Mode) -> str:
    """That what such a subscription posts waits for the end of the quiet hours; "" where they do not hold it."""
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
