"""`/alerts settings`: one panel for how alerts come to a channel; every change is saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.discord_io.interactions.buttons import on_press, selected
from bot.discord_io.interactions.errors import answer_error
from bot.discord_io.interactions.replies import answer_with
from bot.domain.preferences import Look
from bot.service.preferences.outlook import outlook_lines
from bot.service.preferences.parse import read_role
from bot.service.preferences.preferences import NothingThereError
from cogs.settings.forms import DIGEST_PREFIX, QUIET_PREFIX, digest_fields, digest_form, quiet_fields, quiet_form
from cogs.settings.panel import SETTING_PATTERN, panel_embed, panel_rows, read_limit
from cogs.settings.warnings import warnings
from cogs.shared.forms import form_id, submitted_values
from cogs.shared.guards import require_manager

if TYPE_CHECKING:
    import re

    import discord

    from bot.service.preferences.preferences import Shown
    from cogs.services import Services

_FORMS = ((DIGEST_PREFIX, digest_fields), (QUIET_PREFIX, quiet_fields))


class SettingsHandler:
    """Shows the panel and does what is pressed in it, for those who may manage alerts."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.item_class = on_press(SETTING_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction, destination_id: int) -> None:
        """The panel, into the answer that was deferred before. Raises NothingThereError."""
        await self._show(interaction, await self._read(interaction, destination_id))

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer the panel's forms; every other interaction is left alone. Never raises."""
        for prefix, fields in _FORMS:
            destination_id = form_id(interaction, prefix)
            if destination_id is not None:
                try:
                    await self._change(interaction, int(destination_id), **fields(submitted_values(interaction)))
                except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
                    await answer_error(interaction, error)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        destination_id = int(match["destination"])
        shown = await self._read(interaction, destination_id)
        values = selected(interaction)
        match match["field"]:
            case "digest":
                await interaction.response.send_modal(digest_form(shown))
            case "quiet":
                await interaction.response.send_modal(quiet_form(shown))
            case "refresh":
                await interaction.response.defer()
                await self._show(interaction, shown)
            case field:
                await self._change(interaction, destination_id, **_choice(interaction, field, values, shown))

    async def _change(self, interaction: discord.Interaction, destination_id: int, **fields: Any) -> None:  # noqa: ANN401 - the fields of Preferences
        await self._read(interaction, destination_id)
        await interaction.response.defer()
        await self._show(interaction, await self._services.preferences.change(destination_id, **fields))

    async def _read(self, interaction: discord.Interaction, destination_id: int) -> Shown:
        """What holds in a destination that the person may manage. Raises DeniedError and NothingThereError."""
        owner = await require_manager(interaction)
        listed = await self._services.subscriptions.of(owner)
        places = {entry.subscription.destination_id for entry in listed}
        if destination_id not in places:
            raise NothingThereError(_nothing_there(sorted(places)))
        return await self._services.preferences.read(destination_id)

    async def _show(self, interaction: discord.Interaction, shown: Shown) -> None:
        place = shown.destination.id
        outlook = await self._services.preferences.describe(place)
        effect = [
            *outlook_lines(outlook, self._services.now()),
            *(f"⚠️ {warning}" for warning in warnings(interaction.guild, shown)),
        ]
        payload = {
            "content": f"How alerts come to <#{place}>",
            "embeds": [panel_embed(shown, effect).to_dict()],
            "components": panel_rows(shown),
        }
        await answer_with(interaction, payload)


def _choice(interaction: discord.Interaction, field: str, values: list[str], shown: Shown) -> dict[str, Any]:
    """The fields of Preferences that a menu or a switch sets. Raises PreferenceError."""
    value = "".join(values[:1])
    match field:
        case "look":
            return {"look": Look(value) if value in set(Look) else Look.CARD}
        case "most":
            return {"most_a_day": read_limit(value)}
        case "living":
            return {"living": not shown.chosen.living}
        case "threads":
            return {"thread_per_alert": not shown.chosen.thread_per_alert}
        case _:
            return {"role_id": _role(interaction, value)}


def _role(interaction: discord.Interaction, value: str) -> int | None:
    guild = interaction.guild
    if not value.isdecimal() or guild is None:
        return None
    return read_role(int(value), guild.id, [role.id for role in guild.roles])


def _nothing_there(places: list[int]) -> str:
    if not places:
        return "Nothing is subscribed here yet: begin with `/alerts subscribe`."
    named = ", ".join(f"<#{place}>" for place in places[:10])
    return f"Nothing is subscribed in that channel. Alerts come to {named}: name one with the option `channel`."
