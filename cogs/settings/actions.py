"""`/alerts settings`: handlers of the panel of one channel; every change is saved instantly."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot.discord_io.interactions.presses import selected_value
from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.policy import Action
from bot.domain.preferences import DEFAULTS
from bot.language.formats import some_of
from bot.language.translating import gettext
from bot.service.preferences.channel_settings import DIGESTS, entries, settings_of_entry
from bot.service.preferences.parse import is_id, read_role
from bot.service.preferences.preferences import NoSubscriptionsError
from bot.service.preferences.setting import Form, Question, RoleMenu, Switch
from cogs.settings.panel import REFRESH, SETTING_PATTERN, panel, value_of, warnings
from cogs.shared import forms
from cogs.shared.guards import require_manager
from cogs.shared.layouts import custom_ids_in, show
from cogs.shared.lines import changed_setting
from cogs.shared.mistakes import SeveralMistakesError
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.subscription import Owner
    from bot.service.preferences.preferences import ChannelSettings
    from bot.service.preferences.setting import Setting
    from bot.service.subscriptions.subscriptions import Subscriptions
    from cogs.services import Services


class SettingsHandler:
    """Shows the settings panel and applies changes, for alert managers.

    An entry of the panel is one setting, or a form with several: a `Form`, shown and answered by a `forms.Form`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._open_replies = services.open_replies
        for form in entries():
            if isinstance(form, Form):
                services.forms.add(
                    forms.Form(
                        prefix=prefix_of(form),
                        build=partial(self._build_form, form),
                        on_submit=partial(self._on_submit, form),
                    )
                )
        services.presses.on(SETTING_PATTERN, self._on_press)

    async def show(self, interaction: discord.Interaction, destination_id: int, zone: str | None = None) -> None:
        """Show the panel in the deferred reply; a given zone is saved first.

        Raises DeniedError and NoSubscriptionsError; an unknown zone is answered with *Try again*.
        """
        settings = await self._read(interaction, destination_id)
        if zone is None:
            await self._show(interaction, settings)
            return
        await self._services.forms.handle(interaction, f"{prefix_of(DIGESTS)}{destination_id}", {"zone": zone})

    async def _on_submit(
        self, form: Form, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> None:
        """Save the typed fields; a command can give only some of the form's."""
        destination_id = _destination_in(key)
        before = await self._read(interaction, destination_id)  # checks the right before the typed values
        after = await self._save(interaction, destination_id, **form_fields(form, typed))
        old, new = (value_of(form, one.chosen, one.schedule.times) for one in (before, after))
        await self._show(interaction, after, [changed_setting(gettext(form.name), old, new)] if old != new else ())
        await self._open_replies.refresh(interaction)

    async def _build_form(
        self, form: Form, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        """Build one of the panel's forms. Raises DeniedError and NoSubscriptionsError."""
        return settings_form(form, await self._read(interaction, _destination_in(key)), typed)

    async def _on_press(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        destination_id = int(match["destination"])
        settings = await self._read(interaction, destination_id)
        if match["item"] == REFRESH:
            await interaction.response.defer()
            await self._show(interaction, settings)
            return
        setting, *_ = settings_of_entry(match["item"])
        if isinstance(setting.control, Question):
            await self._services.forms.open(interaction, f"{prefix_of(setting.control.form)}{destination_id}")
            return
        changed = await self._save(interaction, destination_id, **_choice(interaction, setting, settings))
        await self._show(interaction, changed)
        await self._open_replies.refresh(interaction)

    async def _save(
        self,
        interaction: discord.Interaction,
        destination_id: int,
        **fields: Any,  # noqa: ANN401 - the fields of Preferences
    ) -> ChannelSettings:
        """Defer the reply, save the changed fields and return the new settings."""
        before = await self._read(interaction, destination_id)
        role_id = fields.get("role_id")
        if role_id is not None and role_id != before.chosen.role_id:
            await require_post(interaction, destination_id, Action.MENTION, role_id)
        await _defer(interaction)
        return await self._services.preferences.change(destination_id, **fields)

    async def _read(self, interaction: discord.Interaction, destination_id: int) -> ChannelSettings:
        """Return a destination's settings if the person manages it. Raises DeniedError, NoSubscriptionsError."""
        await require_managed(interaction, self._services.subscriptions, destination_id)
        return await self._services.preferences.read(destination_id)

    async def _show(
        self, interaction: discord.Interaction, settings: ChannelSettings, changes: Sequence[str] = ()
    ) -> None:
        destination_id = settings.destination.id
        upcoming = await self._services.preferences.upcoming(destination_id)
        message_id = await show(
            interaction, panel(settings, upcoming, warnings(interaction.guild, settings), changes)
        )
        self._open_replies.remember(interaction, message_id, partial(self.show, interaction, destination_id))


async def require_managed(
    interaction: discord.Interaction, subscriptions: Subscriptions, destination_id: int
) -> Owner:
    """Return the owner of a destination that the person manages. Raises DeniedError, NoSubscriptionsError."""
    owner = await require_manager(interaction)
    destinations = {subscription.destination_id for subscription in await subscriptions.owned(owner)}
    if destination_id not in destinations:
        raise NoSubscriptionsError(_no_subscription_text(sorted(destinations)))
    return owner


async def _defer(interaction: discord.Interaction) -> None:
    """Defer: to edit the message if it is a panel or an error with *Try again*, else to send a new reply."""
    custom_ids = custom_ids_in(interaction.message.components) if interaction.message else ()
    if any(custom_id.startswith((f"paperboy:set:{REFRESH}:", forms.TRY_AGAIN_PREFIX)) for custom_id in custom_ids):
        await interaction.response.defer()
    else:
        await reply_later(interaction)


def _choice(interaction: discord.Interaction, setting: Setting[Any], settings: ChannelSettings) -> dict[str, Any]:
    """Return the fields of Preferences that a menu or a switch sets. Raises PreferenceError."""
    if isinstance(setting.control, Switch):
        return setting.read(not setting.of(settings.chosen))
    fields, guild = setting.read(selected_value(interaction)), interaction.guild
    if not isinstance(setting.control, RoleMenu):
        return fields
    roles = [role.id for role in guild.roles] if guild else []
    ((name, role_id),) = fields.items()
    if guild is None or role_id is None or (name == "likes_role_id" and role_id == guild.id):
        # @everyone has the server's id: everybody's likes count, but it is never mentioned (`read_role`)
        return {name: None}
    return {name: read_role(role_id, guild.id, roles)}


def _destination_in(key: str) -> int:
    """Return the destination id in a form's key; 0, which no destination has, if the key is forged."""
    return int(key) if is_id(key) else 0


def _no_subscription_text(destinations: list[int]) -> str:
    if not destinations:
        return gettext("No subscriptions yet. Add one with `/alerts subscribe`.")
    channels = some_of([f"<#{destination}>" for destination in destinations[:10]], len(destinations))
    return gettext("That channel has no subscriptions. Choose one of these: {channels}.", channels=channels)


def settings_form(
    form: Form, settings: ChannelSettings, typed: Mapping[str, str] | None = None
) -> discord.ui.Modal:
    """Build a form, filled with what was `typed` before, else with the saved settings."""
    fields = [_field(question, settings, typed or {}) for question, _ in _questions(form)]
    return forms.modal(gettext(form.name), f"{prefix_of(form)}{settings.destination.id}", *fields)


def prefix_of(form: Form) -> str:
    """Return the prefix of a form's custom_ids; the destination id follows it."""
    return f"paperboy:set-{form.item}:"


def form_fields(form: Form, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of Preferences that a submitted form sets.

    Raises PreferenceError and SeveralMistakesError.
    """
    fields: dict[str, Any] = {}
    wrong = SeveralMistakesError()
    for question, setting in _questions(form):
        if question.item in typed:
            with wrong.collecting():
                fields |= setting.read(typed[question.item])
    wrong.raise_if_any()
    return fields


def _questions(form: Form) -> Iterator[tuple[Question, Setting[Any]]]:
    """Yield the questions of a form, each with the setting that it answers."""
    for setting in settings_of_entry(form.item):
        if isinstance(setting.control, Question):
            yield setting.control, setting


def _field(
    question: Question, settings: ChannelSettings, typed: Mapping[str, str]
) -> discord.ui.Label[discord.ui.Modal]:
    times, default = settings.schedule.times, question.value(DEFAULTS, settings.host_times)
    hint = gettext(question.hint, zone=times.zone, default=default) if question.hint else ""
    filled = typed.get(question.item, question.value(settings.chosen, times))
    if not question.choices:
        return forms.text_field(question.item, gettext(question.label), filled, hint, max_length=60)
    options = [
        discord.SelectOption(label=question.choice_label(choice), value=choice, default=choice == filled)
        for choice in question.choices
    ]
    menu = discord.ui.Select[discord.ui.Modal](custom_id=question.item, options=options)
    return forms.labelled(gettext(question.label), menu, hint)
