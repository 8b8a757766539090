"""`/alerts settings`: one panel for how alerts come to a channel; every change is saved at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from bot.discord_io.interactions.presses import on_press, selected
from bot.discord_io.interactions.replies import answer_with, laid_out
from bot.discord_io.policy import Deed
from bot.language.formats import listed
from bot.language.translating import gettext
from bot.service.preferences.catalogue import DIGESTS, SETTINGS, entries, settings_of_entry
from bot.service.preferences.parse import is_id, read_role
from bot.service.preferences.preferences import NothingThereError
from bot.service.preferences.setting import Form, Question, RoleMenu, Switch
from cogs.settings.forms import form_fields, prefix_of, settings_form
from cogs.settings.panel import REFRESH, SETTING_PATTERN, panel_components
from cogs.settings.warnings import warnings
from cogs.shared import forms
from cogs.shared.guards import require_manager
from cogs.shared.layouts import custom_ids_in
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    import discord

    from bot.service.preferences.preferences import ChannelSettings
    from bot.service.preferences.setting import Setting
    from cogs.services import Services


class SettingsHandler:
    """Shows the panel and does what is pressed in it, for those who may manage alerts."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._open = services.open_answers
        for form in entries():
            if isinstance(form, Form):
                services.forms.add(
                    forms.Form(
                        prefix=prefix_of(form),
                        opened=partial(self._opened, form),
                        answered=partial(self._answered, form),
                    )
                )
        self.item_class = on_press(SETTING_PATTERN, self._pressed, require_manager)

    async def show(self, interaction: discord.Interaction, destination_id: int, zone: str | None = None) -> None:
        """The panel, into the answer that was deferred before; a zone, if one is given, is set first.

        Raises NothingThereError, and PreferenceError for no zone.
        """
        settings = await self._read(interaction, destination_id)
        if zone is None:
            await self._show(interaction, settings)
            return
        (setting,) = (one for one in SETTINGS if one.key == "zone")
        await self._services.forms.take(interaction, f"{prefix_of(DIGESTS)}{destination_id}", {setting.key: zone})

    async def _answered(
        self, form: Form, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> None:
        """Set what was typed: a command may have only some of it."""
        destination_id = _asked_for(key)
        await self._read(interaction, destination_id)  # who may not reads nothing of what they typed
        await self._show(interaction, await self._save(interaction, destination_id, **form_fields(form, typed)))
        await self._open.refresh(interaction)

    async def _opened(
        self, form: Form, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        """One of the panel's forms. Raises DeniedError and NothingThereError."""
        return settings_form(form, await self._read(interaction, _asked_for(key)), typed)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        destination_id = int(match["destination"])
        settings = await self._read(interaction, destination_id)
        if match["item"] == REFRESH:
            await interaction.response.defer()
            await self._show(interaction, settings)
            return
        setting, *_ = settings_of_entry(match["item"])
        if isinstance(setting.control, Question):
            await interaction.response.send_modal(settings_form(setting.control.form, settings))
            return
        changed = await self._save(interaction, destination_id, **_choice(interaction, setting, settings))
        await self._show(interaction, changed)
        await self._open.refresh(interaction)

    async def _save(
        self,
        interaction: discord.Interaction,
        destination_id: int,
        **fields: Any,  # noqa: ANN401 - the fields of Preferences
    ) -> ChannelSettings:
        """What holds after the change; the answer is put off."""
        before = await self._read(interaction, destination_id)
        role_id = fields.get("role_id")
        if role_id is not None and role_id != before.chosen.role_id:
            await require_post(interaction, destination_id, Deed.MENTION, role_id)
        await _put_off(interaction)
        return await self._services.preferences.change(destination_id, **fields)

    async def _read(self, interaction: discord.Interaction, destination_id: int) -> ChannelSettings:
        """What holds in a destination that the person may manage. Raises DeniedError and NothingThereError."""
        owner = await require_manager(interaction)
        destinations = {one.destination_id for one in await self._services.subscriptions.owned(owner)}
        if destination_id not in destinations:
            raise NothingThereError(_nothing_there(sorted(destinations)))
        return await self._services.preferences.read(destination_id)

    async def _show(self, interaction: discord.Interaction, settings: ChannelSettings) -> None:
        destination_id = settings.destination.id
        upcoming = await self._services.preferences.upcoming(destination_id)
        panel = panel_components(settings, upcoming, warnings(interaction.guild, settings))
        shown = await answer_with(interaction, laid_out(panel))
        self._open.remember(interaction, shown, partial(self.show, interaction, destination_id))


async def _put_off(interaction: discord.Interaction) -> None:
    """Put off the answer: a panel changes, and so does what told of a wrong form; other messages get a reply."""
    message = interaction.message
    if interaction.response.is_done():
        return
    ours = (f"paperboy:set:{REFRESH}:", forms.AGAIN)
    if message is None or any(one.startswith(ours) for one in custom_ids_in(message.components)):
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


def _choice(interaction: discord.Interaction, setting: Setting[Any], settings: ChannelSettings) -> dict[str, Any]:
    """The fields of Preferences that a menu or a switch sets. Raises PreferenceError."""
    if isinstance(setting.control, Switch):
        return setting.read(not setting.of(settings.chosen))
    fields = setting.read("".join(selected(interaction)[:1]))
    if isinstance(setting.control, RoleMenu):
        return {name: _role_of(interaction.guild, role_id) for name, role_id in fields.items()}
    return fields


def _role_of(guild: discord.Guild | None, role_id: int | None) -> int | None:
    if guild is None or role_id is None:
        return None
    return read_role(role_id, guild.id, [role.id for role in guild.roles])


def _asked_for(key: str) -> int:
    """The destination that a form is about; 0, in which nothing can be subscribed, where somebody forged it."""
    return int(key) if is_id(key) else 0


def _nothing_there(destinations: list[int]) -> str:
    if not destinations:
        return gettext("Nothing is subscribed here yet: begin with `/alerts subscribe`.")
    named = listed([f"<#{destination}>" for destination in destinations[:10]])
    return gettext(
        "Nothing is subscribed in that channel. Alerts come to {channels}: name one with the option `channel`.",
        channels=named,
    )
