"""Table of all channel settings, one row each; the panel, its forms and the alerts file loop over it.

Texts of values are in `panel_words`. The stored form of each field is in bot/domain/preferences.py.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bot.domain.preferences import DEFAULTS, Look, Preferences
from bot.domain.schedule import WEEKDAYS
from bot.language.formats import weekday
from bot.language.translating import gettext_noop, pgettext
from bot.service.preferences import panel_words as words
from bot.service.preferences.parse import (
    one_of,
    read_language,
    read_most_a_day,
    read_quiet_hours,
    read_role_id,
    read_time,
    read_weekday,
)
from bot.service.preferences.setting import Form, Menu, Question, RoleMenu, Setting, Switch
from bot.service.preferences.zones import read_zone

if TYPE_CHECKING:
    from collections.abc import Iterable


DIGESTS = Form(
    item="digest",
    # NOTE: also the title of a form: 45 characters at most
    name=gettext_noop("Digest time"),
    summary=words.digest_times,
)
_QUIET_HOURS = Form(
    item="quiet",
    # NOTE: also the title of a form: 45 characters at most
    name=gettext_noop("Quiet hours"),
    summary=lambda chosen, times: words.quiet_hours(chosen, times) or pgettext("setting", "none"),
)

SETTINGS: Final[tuple[Setting[Any], ...]] = (  # in the order of the alerts file
    Setting(
        key="look",
        from_text=partial(one_of, Look),
        exported=lambda look: look.value,
        control=Menu(
            item="look",
            # NOTE: how posts look: as cards, or compact
            name=gettext_noop("Appearance"),
            options=words.looks,
        ),
    ),
    Setting(
        key="digest_time",
        from_text=read_time,
        exported=lambda clock: clock and words.time_of_day(clock),
        affects_due=True,
        control=Question(
            form=DIGESTS,
            item="time",
            # NOTE: the label of a field: 45 characters at most
            label=gettext_noop("Time of day"),
            # NOTE: {default} is a time of day or a time zone; below a field: 70 characters at most without it
            hint=gettext_noop("Default: {default}"),
            value=lambda _, times: words.time_of_day(times.at),
        ),
    ),
    Setting(
        key="digest_weekday",
        from_text=read_weekday,
        exported=lambda day: None if day is None else str(WEEKDAYS[int(day)]),
        affects_due=True,
        control=Question(
            form=DIGESTS,
            item="weekday",
            # NOTE: the label of a menu of weekdays: 45 characters at most
            label=gettext_noop("Weekly digest day"),
            value=lambda _, times: WEEKDAYS[times.weekday],
            choices=WEEKDAYS,
            choice_label=lambda name: weekday(WEEKDAYS.index(name)),
        ),
    ),
    Setting(
        key="zone",
        from_text=read_zone,
        affects_due=True,
        control=Question(
            form=DIGESTS,
            item="zone",
            # NOTE: the label of a field: 45 characters at most
            label=gettext_noop("Time zone"),
            hint=gettext_noop("Default: {default}"),
            value=lambda _, times: str(times.zone),
        ),
    ),
    Setting(
        key="quiet_hours",
        fields=("quiet_from", "quiet_until"),
        from_text=read_quiet_hours,
        exported=lambda hours: words.hours_text(*hours) or None,
        affects_due=True,
        control=Question(
            form=_QUIET_HOURS,
            item="hours",
            label=gettext_noop("Quiet hours"),
            # NOTE: {zone} is a time zone, such as Europe/Berlin; below a field: 80 characters at most without it
            hint=gettext_noop("For example: 22:00-07:00. Time zone: {zone}"),
            value=words.quiet_hours,
        ),
    ),
    Setting(
        key="most_a_day",
        from_text=read_most_a_day,
        control=Menu(
            item="most",
            name=gettext_noop("Daily limit"),
            options=words.limits,
        ),
    ),
    Setting(
        key="mention_role",
        fields=("role_id",),
        from_text=read_role_id,
        exported=lambda role_id: role_id and str(role_id),
        control=RoleMenu(
            item="role",
            # NOTE: whom posts mention: a role, or nobody
            name=gettext_noop("Role to mention"),
            # NOTE: stands in a menu of roles in which none is chosen: 40 characters or so
            placeholder=gettext_noop("No role"),
        ),
    ),
    Setting(
        key="likes_role",
        fields=("likes_role_id",),
        from_text=read_role_id,
        exported=lambda role_id: role_id and str(role_id),
        control=RoleMenu(
            item="likes",
            # NOTE: whose likes decide which papers are picked: those of people with a role, or everybody's
            name=gettext_noop("Likes that count"),
            # NOTE: stands in a menu of roles in which none is chosen: likes of everybody count
            placeholder=gettext_noop("Everybody's"),
        ),
    ),
    Setting(
        key="thread_per_alert",
        control=Switch(
            item="threads",
            name=gettext_noop("Thread per alert"),
            in_text_channels_only=True,
        ),
    ),
    Setting(
        key="living",
        control=Switch(
            item="living",
            name=gettext_noop("Live updates"),
            # NOTE: what the setting Live updates does
            about=gettext_noop(
                "Posts are updated: upvotes and links for two days, later versions and journals for 90 days."
            ),
        ),
    ),
    Setting(
        key="versions",
        control=Switch(
            item="versions",
            # NOTE: a setting: papers are posted again when they change
            name=gettext_noop("Post new versions"),
            # NOTE: what the setting Post new versions does
            about=gettext_noop("A paper is posted again when it has a new version or is published in a journal."),
        ),
    ),
    Setting(
        key="language",
        from_text=read_language,
        control=Menu(
            item="language",
            name=gettext_noop("Language"),
            options=words.languages,
        ),
    ),
)


def entries() -> Iterable[Menu | RoleMenu | Switch | Form]:
    """Return the entries of the panel, a form as one entry; entries for text channels only come last."""
    found = dict.fromkeys(_entry(setting) for setting in SETTINGS)
    return sorted(found, key=lambda entry: isinstance(entry, Switch) and entry.in_text_channels_only)


def _entry(setting: Setting[Any]) -> Menu | RoleMenu | Switch | Form:
    """Return the entry of the panel that has a setting."""
    return setting.control.form if isinstance(setting.control, Question) else setting.control


def settings_of_entry(item: str) -> list[Setting[Any]]:
    """Return the settings of a panel entry: those of a form, else one."""
    return [setting for setting in SETTINGS if _entry(setting).item == item]


def exported(chosen: Preferences) -> dict[str, Any]:
    """Return the settings that differ from the defaults, in the form of the alerts file."""
    changed = [setting for setting in SETTINGS if setting.of(chosen) != setting.of(DEFAULTS)]
    values = {setting.key: setting.exported(setting.of(chosen)) for setting in changed}
    return {key: value for key, value in values.items() if value is not None}
