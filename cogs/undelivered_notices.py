"""Notices that no direct message could deliver, shown under the person's next reply instead."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from cogs.shared.mistakes import FAILURES

if TYPE_CHECKING:
    from cogs.services import Services

_log = logging.getLogger(__name__)


class UndeliveredNoticesCog(commands.Cog):
    """Adds pending notices after a command, button or menu was answered; only the person sees them."""

    def __init__(self, _bot: commands.Bot, services: Services) -> None:
        self._reminders = services.notices.reminders

    @commands.Cog.listener("on_app_command_completion")
    @commands.Cog.listener("on_press_completion")
    async def remind(self, interaction: discord.Interaction, *_command: object) -> None:
        """Send the person's pending notices after a finished command, button or menu."""
        if interaction.response.type in (None, discord.InteractionResponseType.modal):
            return  # not answered, or the person is filling in a form
        try:
            for text in await self._reminders.collect(interaction.user.id):
                await interaction.followup.send(text, ephemeral=True)
        except FAILURES as error:
            _log.warning("A notice could not be shown to its person: %s", error)
