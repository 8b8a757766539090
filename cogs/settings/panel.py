"""The settings panel: what holds in a destination, in words, and the menus and buttons that change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

import discord

from bot.domain.subscription import Kind
from bot.service.preferences.catalogue import entries, on_or_off, settings_of_entry
from bot.service.preferences.setting import Form, Menu, RoleMenu, Switch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.service.preferences.preferences import ChannelSettings
    from bot.service.preferences.setting import Entry

REFRESH: Final = "refresh"
_ITEMS: Final = "|".join([*(entry.item for entry in entries()), REFRESH])
SETTING_PATTERN: Final = rf"paperboy:set:(?P<item>{_ITEMS}):(?P<destination>[0-9]{{1,20}})"
_BUTTONS_LAST: Final = (Menu, RoleMenu, Form, Switch)  # menus fill a row each


def panel_embed(settings: ChannelSettings, effect: Sequence[str]) -> discord.Embed:
    """What follows from what holds, and what holds."""
    embed = discord.Embed(title="Settings", description="\n".join(effect))
    for entry in _entries(settings):
        embed.add_field(name=entry.name, value=entry.summary(settings.chosen, settings.schedule.times))
    return embed.set_footer(text="For every subscription that posts here. Changes are saved at once.")


def panel_rows(settings: ChannelSettings) -> list[dict[str, Any]]:
    """The components, as Discord takes them."""
    view = discord.ui.View(timeout=None)
    for entry in sorted(_entries(settings), key=lambda entry: _BUTTONS_LAST.index(type(entry))):
        match entry:
            case Menu():
                view.add_item(_menu(entry, settings))
            case RoleMenu():
                if settings.destination.guild_id is not None:
                    view.add_item(_role_menu(entry, settings))
            case Form():
                view.add_item(_button(entry.item, settings, entry.button))
            case Switch():
                view.add_item(_button(entry.item, settings, f"{entry.button}: turn {_opposite(entry, settings)}"))
            case _:
                assert_never(entry)
    view.add_item(_button(REFRESH, settings, "Refresh"))
    return view.to_components()


def _entries(settings: ChannelSettings) -> Iterator[Menu | RoleMenu | Switch | Form]:
    """Those that the destination can have."""
    for entry in entries():
        in_text_channels_only = isinstance(entry, Switch) and entry.in_text_channels_only
        if settings.destination.kind is Kind.CHANNEL or not in_text_channels_only:
            yield entry


def _menu(entry: Menu, settings: ChannelSettings) -> discord.ui.Select[discord.ui.View]:
    options = [
        discord.SelectOption(label=option.label, value=option.text, default=option.chosen)
        for option in entry.options(settings.chosen)
    ]
    return discord.ui.Select(
        custom_id=_custom_id(entry.item, settings), placeholder=entry.placeholder, options=options
    )


def _role_menu(entry: RoleMenu, settings: ChannelSettings) -> discord.ui.RoleSelect[discord.ui.View]:
    (setting,) = settings_of_entry(entry.item)
    role_id = setting.of(settings.chosen)
    chosen = [discord.SelectDefaultValue(id=role_id, type=discord.SelectDefaultValueType.role)] if role_id else []
    return discord.ui.RoleSelect(
        custom_id=_custom_id(entry.item, settings),
        placeholder=entry.placeholder,
        min_values=0,
        default_values=chosen,
    )


def _opposite(entry: Entry, settings: ChannelSettings) -> str:
    (setting,) = settings_of_entry(entry.item)
    return on_or_off(not setting.of(settings.chosen))


def _button(item: str, settings: ChannelSettings, label: str) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(label=label, custom_id=_custom_id(item, settings))


def _custom_id(item: str, settings: ChannelSettings) -> str:
    return f"paperboy:set:{item}:{settings.destination.id}"
