"""Every channel setting, one row each. Panel, forms, alerts file and checks are loops over this table.

How a field of Preferences is stored stands in bot/domain/preferences.py.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any, Final, TypeAlias, assert_never

from bot.domain.preferences import Look
from bot.domain.schedule import WEEKDAYS, delivery, digest_modes, weekday
from bot.language.formats import listed
from bot.language.languages import LANGUAGES, language_of
from bot.language.translating import gettext, gettext_noop, ngettext, pgettext
from bot.service.preferences.parse import (
    SERVER_LANGUAGE,
    check_language,
    check_most_a_day,
    check_quiet_hours,
    check_weekday,
    check_zone,
    read_flag,
    read_language,
    read_look,
    read_most_a_day,
    read_quiet_hours,
    read_role_id,
    read_time,
    read_weekday,
    read_zone,
    typed,
)
from bot.service.preferences.setting import Form, Menu, Option, Question, RoleMenu, Setting, Switch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes

_QuietHours: TypeAlias = tuple[time | None, time | None]

_LIVING: Final = {
    True: gettext_noop("on: a post is updated as its paper gains upvotes or code"),
    False: gettext_noop("off: a post stays as it was"),
}
_LOOKS: Final = {
    # NOTE: an option of a menu: 100 characters at most
    Look.CARD: gettext_noop("Cards: gist, people, links"),
    # NOTE: an option of a menu: 100 characters at most
    Look.COMPACT: gettext_noop("Compact: a line or two for each paper"),
}
_NO_LIMIT: Final = "off"
_LIMITS: Final = (1, 3, 5, 10, 20, 50, 100)


def on_or_off(on: bool) -> str:  # noqa: FBT001 - it is the subject
    """`on`, `off`."""
    return pgettext("state", "on") if on else pgettext("state", "off")


def _digests(chosen: Preferences, times: DigestTimes) -> str:
    ours = chosen.digest_time or chosen.digest_weekday is not None or chosen.zone
    days = filter(None, (delivery(mode).days(times) for mode in digest_modes()))
    text = listed([_clock(times.at), *days, str(times.zone)])
    # NOTE: {times} are a time of day, days and a time zone, which whoever hosts the bot has chosen
    return text if ours else pgettext("setting", "{times} (the host's)", times=text)


def _quiet_text(hours: _QuietHours) -> str:
    begin, end = hours
    return "" if begin is None or end is None else f"{_clock(begin)}-{_clock(end)}"


def _quiet(chosen: Preferences, _times: DigestTimes) -> str:
    return _quiet_text((chosen.quiet_from, chosen.quiet_until))


def _clock(clock: time) -> str:
    return f"{clock:%H:%M}"


def _weekday_name(day: int | None) -> str | None:
    return None if day is None else WEEKDAYS[day]


def _look(chosen: Preferences, _times: DigestTimes) -> str:
    match chosen.look:
        case Look.CARD:
            return pgettext("setting", "card")
        case Look.COMPACT:
            return pgettext("setting", "compact")
        case _:
            assert_never(chosen.look)


def _looks(chosen: Preferences) -> list[Option]:
    return [Option(label=gettext(_LOOKS[look]), text=look.value, chosen=look is chosen.look) for look in Look]


def _limits(chosen: Preferences) -> list[Option]:
    """None, the usual ones and that which is chosen."""
    most = chosen.most_a_day
    limits = sorted({*_LIMITS, *(() if most is None else (most,))})
    return [
        # NOTE: an option of a menu: 100 characters at most
        Option(label=gettext("No limit: as many as match"), text=_NO_LIMIT, chosen=most is None),
        *(Option(label=_limit(limit), text=str(limit), chosen=limit == most) for limit in limits),
    ]


def _limit(limit: int) -> str:
    # NOTE: an option of a menu: 100 characters at most
    return ngettext(
        "{number} alert a day, the rest in the next digest",
        "{number} alerts a day, the rest in the next digest",
        limit,
    )


def _language(chosen: Preferences) -> str:
    language = None if chosen.language is None else language_of(chosen.language)
    return _automatic() if language is None else language.name


def _automatic() -> str:
    return gettext("automatic: the server's, English in direct messages")


def _languages(chosen: Preferences) -> list[Option]:
    """Each by the name that it has in itself: who looks for theirs may not read the others."""
    return [
        Option(
            # NOTE: an option of a menu: 100 characters at most
            label=gettext("Automatic: the server's, English in direct messages"),
            text=SERVER_LANGUAGE,
            chosen=chosen.language is None,
        ),
        *(
            Option(label=language.name, text=language.tag, chosen=language.tag == chosen.language)
            for language in LANGUAGES
        ),
    ]


_DIGESTS: Final = Form(
    item="digest",
    name=gettext_noop("Digests"),
    summary=_digests,
    # NOTE: the title of a form: 45 characters at most
    title=gettext_noop("Digest times"),
    # NOTE: a button: 80 characters at most
    button=gettext_noop("Digest time …"),
)
_QUIET_HOURS: Final = Form(
    item="quiet",
    # NOTE: also the title of a form: 45 characters at most
    name=gettext_noop("Quiet hours"),
    summary=lambda chosen, times: _quiet(chosen, times) or pgettext("setting", "none"),
    title=gettext_noop("Quiet hours"),
    # NOTE: a button: 80 characters at most
    button=gettext_noop("Quiet hours …"),
)

SETTINGS: Final[tuple[Setting[Any], ...]] = (  # in the order of the alerts file
    Setting(
        key="look",
        fields=("look",),
        parse=typed(read_look, Look.CARD),
        export=lambda look: look.value,
        control=Menu(
            item="look",
            # NOTE: how posts look: as cards, or compact
            name=gettext_noop("Look"),
            summary=_look,
            placeholder=gettext_noop("Look"),
            options=_looks,
        ),
    ),
    Setting(
        key="digest_time",
        fields=("digest_time",),
        parse=typed(read_time, None),
        export=lambda clock: clock and _clock(clock),
        affects_due=True,
        control=Question(
            form=_DIGESTS,
            item="time",
            # NOTE: the label of a field: 45 characters at most
            label=gettext_noop("Time of day"),
            # NOTE: stands below a field: 100 characters at most
            hint=gettext_noop("For example 09:00. Left empty: as the host has set it."),
            filled=lambda _, times: _clock(times.at),
        ),
    ),
    Setting(
        key="digest_weekday",
        fields=("digest_weekday",),
        parse=typed(read_weekday, None),
        export=_weekday_name,
        check=check_weekday,
        affects_due=True,
        control=Question(
            form=_DIGESTS,
            item="weekday",
            # NOTE: the label of a menu of weekdays: 45 characters at most
            label=gettext_noop("Weekly digests come on"),
            filled=lambda _, times: WEEKDAYS[times.weekday],
            choices=WEEKDAYS,
            shown=lambda name: weekday(WEEKDAYS.index(name)),
        ),
    ),
    Setting(
        key="zone",
        fields=("zone",),
        parse=typed(read_zone, None),
        export=lambda zone: zone,
        check=check_zone,
        affects_due=True,
        control=Question(
            form=_DIGESTS,
            item="zone",
            # NOTE: the label of a field: 45 characters at most
            label=gettext_noop("Time zone"),
            # NOTE: stands below a field: 100 characters at most
            hint=gettext_noop("For example Europe/Berlin. Left empty: as the host has set it."),
            filled=lambda _, times: str(times.zone),
        ),
    ),
    Setting(
        key="quiet_hours",
        fields=("quiet_from", "quiet_until"),
        parse=typed(lambda text: read_quiet_hours(text) or (None, None), (None, None)),
        export=lambda hours: _quiet_text(hours) or None,
        check=check_quiet_hours,
        affects_due=True,
        control=Question(
            form=_QUIET_HOURS,
            item="hours",
            # NOTE: the label of a field: 45 characters at most
            label=gettext_noop("Post nothing from … until …"),
            # NOTE: {zone} is a time zone, such as Europe/Berlin; below a field: 75 characters without it
            hint=gettext_noop(
                "For example 22:00-07:00, in {zone}. Empty: none. What matches meanwhile comes when they end."
            ),
            filled=_quiet,
        ),
    ),
    Setting(
        key="most_a_day",
        fields=("most_a_day",),
        parse=typed(read_most_a_day, None),
        export=lambda most: most,
        check=check_most_a_day,
        control=Menu(
            item="most",
            name=gettext_noop("Most alerts a day"),
            summary=lambda chosen, _: str(chosen.most_a_day or pgettext("setting", "no limit")),
            placeholder=gettext_noop("Most alerts a day"),
            options=_limits,
        ),
    ),
    Setting(
        key="mention_role",
        fields=("role_id",),
        parse=typed(read_role_id, None),
        export=lambda role_id: None if role_id is None else str(role_id),
        control=RoleMenu(
            item="role",
            # NOTE: whom posts mention: a role, or nobody
            name=gettext_noop("Mention"),
            summary=lambda chosen, _: f"<@&{chosen.role_id}>" if chosen.role_id else pgettext("setting", "nobody"),
            # NOTE: stands in a menu: 150 characters at most
            placeholder=gettext_noop("Mention a role (none: nobody)"),
        ),
    ),
    Setting(
        key="thread_per_alert",
        fields=("thread_per_alert",),
        parse=read_flag,
        export=lambda on: on,
        control=Switch(
            item="threads",
            name=gettext_noop("Thread for each alert"),
            summary=lambda chosen, _: on_or_off(chosen.thread_per_alert),
            in_text_channels_only=True,
        ),
    ),
    Setting(
        key="living",
        fields=("living",),
        parse=read_flag,
        export=lambda on: on,
        control=Switch(
            item="living",
            name=gettext_noop("Living posts"),
            summary=lambda chosen, _: gettext(_LIVING[chosen.living]),
        ),
    ),
    Setting(
        key="language",
        fields=("language",),
        parse=typed(read_language, None),
        export=lambda tag: tag,
        check=check_language,
        control=Menu(
            item="language",
            name=gettext_noop("Language of posts"),
            summary=lambda chosen, _: _language(chosen),
            placeholder=gettext_noop("Language of posts"),
            options=_languages,
        ),
    ),
)


def entries() -> Iterable[Menu | RoleMenu | Switch | Form]:
    """What the panel has, the questions of a form as one, and last what only some destinations have."""
    found = dict.fromkeys(_entry(setting) for setting in SETTINGS)
    return sorted(found, key=lambda entry: isinstance(entry, Switch) and entry.in_text_channels_only)


def _entry(setting: Setting[Any]) -> Menu | RoleMenu | Switch | Form:
    return setting.control.form if isinstance(setting.control, Question) else setting.control


def settings_of_entry(item: str) -> list[Setting[Any]]:
    """The settings behind an entry of the panel: those of a form, else one."""
    return [setting for setting in SETTINGS if _entry(setting).item == item]


def exported(chosen: Preferences) -> dict[str, Any]:
    """What was chosen, as the alerts file has it."""
    values = {setting.key: setting.exported(chosen) for setting in SETTINGS}
    return {key: value for key, value in values.items() if value is not None}
