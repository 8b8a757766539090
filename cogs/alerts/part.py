"""What every part of `/alerts` has at hand."""

from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from cogs.alerts.drafts import DraftHandler
from cogs.services import Services
from cogs.shared.choices import subscription_choices

WHICH: Final = "The subscription: choose one or type its id or name"


class AlertsPart(commands.Cog):
    """A part of the cog that `cogs.alerts` puts together: discord.py wants a group's commands in one class."""

    services: Services
    handler: DraftHandler

    async def complete(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the subscriptions that the person may change."""
        return await subscription_choices(interaction, current, self.services.subscriptions)
