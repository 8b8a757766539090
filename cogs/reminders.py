"""Shows people, under the answer to whatever they do, the notices that no direct message could bring them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from cogs.shared.mistakes import FAILURES

if TYPE_CHECKING:
    from cogs.services import Services

_log = logging.getLogger(__name__)


class RemindersCog(commands.Cog):
    """Listens for commands and buttons that have been answered; only the person sees what it adds."""

    item_classes = ()

    def __init__(self, _bot: commands.Bot, services: Services) -> None:
        self._reminders = services.notices.reminders

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: discord.Interaction, _command: object) -> None:
        """A command went through."""
        await self._remind(interaction)

    @commands.Cog.listener()
    async def on_press_completion(self, interaction: discord.Interaction) -> None:
        """A button or select went through."""
        await self._remind(interaction)

    async def _remind(self, interaction: discord.Interaction) -> None:
        if interaction.response.type in (None, discord.InteractionResponseType.modal):
            return  # an open form is not the moment
        try:
            for text in await self._reminders.collect(interaction.user.id):
                await interaction.followup.send(text, ephemeral=True)
        except FAILURES as error:
            _log.warning("A person could not be told of a trouble at their command: %s", error)
