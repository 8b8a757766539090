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

    def __init__(self, _bot: commands.Bot, services: Services) -> None:
        self._reminders = services.notices.reminders

    @commands.Cog.listener("on_app_command_completion")
    @commands.Cog.listener("on_press_completion")
    async def remind(self, interaction: discord.Interaction, *_command: object) -> None:
        """A command, button or menu went through."""
        if interaction.response.type in (None, discord.InteractionResponseType.modal):
            return  # an open form is not the moment
        try:
            for text in await self._reminders.collect(interaction.user.id):
                await interaction.followup.send(text, ephemeral=True)
        except FAILURES as error:
            _log.warning("A person could not be told of a trouble at their command: %s", error)
