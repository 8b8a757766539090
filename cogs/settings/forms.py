"""The forms of the settings panel: digest times and quiet hours, read leniently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.domain.schedule import WEEKDAYS
from bot.service.preferences.parse import read_quiet_hours, read_time, read_weekday, read_zone
from cogs.settings.panel import quiet_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.service.preferences.preferences import Shown

DIGEST_PREFIX: Final = "paperboy:set-digest:"
QUIET_PREFIX: Final = "paperboy:set-quiet:"
_TIME, _WEEKDAY, _ZONE, _HOURS = "time", "weekday", "zone", "hours"


def digest_form(shown: Shown) -> discord.ui.Modal:
    """Time of day, weekday and zone, filled in with what holds."""
    times = shown.schedule.times
    form = discord.ui.Modal(title="Digest times", custom_id=f"{DIGEST_PREFIX}{shown.destination.id}")
    weekdays = [
        discord.SelectOption(label=name, value=name, default=number == times.weekday)
        for number, name in enumerate(WEEKDAYS)
    ]
    clock, zone = _text(_TIME, f"{times.at:%H:%M}"), _text(_ZONE, str(times.zone))
    weekday = discord.ui.Select[discord.ui.Modal](custom_id=_WEEKDAY, options=weekdays)
    form.add_item(_label("Time of day", "For instance 09:00. Empty: the host's.", clock))
    form.add_item(discord.ui.Label(text="Weekly digests come on", component=weekday))
    return form.add_item(_label("Time zone", "For instance Europe/Berlin. Empty: the host's.", zone))


def quiet_form(shown: Shown) -> discord.ui.Modal:
    """From when until when nothing is posted."""
    form = discord.ui.Modal(title="Quiet hours", custom_id=f"{QUIET_PREFIX}{shown.destination.id}")
    zone = shown.schedule.times.zone
    hint = f"For instance 22:00-07:00, in {zone}. Empty: none. What matches meanwhile comes when they end."
    return form.add_item(_label("Post nothing from … until …", hint, _text(_HOURS, quiet_text(shown.chosen))))


def digest_fields(values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The fields of Preferences that a filled-in form sets. Raises PreferenceError."""
    clock, weekday, zone = (_first(values, name) for name in (_TIME, _WEEKDAY, _ZONE))
    return {
        "digest_time": read_time(clock) if clock else None,
        "digest_weekday": read_weekday(weekday) if weekday else None,
        "zone": read_zone(zone) if zone else None,
    }


def quiet_fields(values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The same for quiet hours."""
    begin, end = read_quiet_hours(_first(values, _HOURS)) or (None, None)
    return {"quiet_from": begin, "quiet_until": end}


def _first(values: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(values.get(name, ())), "").strip()


def _text(custom_id: str, value: str) -> discord.ui.TextInput[discord.ui.Modal]:
    return discord.ui.TextInput(custom_id=custom_id, default=value, max_length=60, required=False)


def _label(
    text: str, description: str, component: discord.ui.TextInput[discord.ui.Modal]
) -> discord.ui.Label[discord.ui.Modal]:
    return discord.ui.Label(text=text, description=description, component=component)
