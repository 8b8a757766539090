"""The part of `/alerts` that writes and reads the alerts file."""

import discord
from discord import app_commands

from cogs.alerts_part import AlertsPart
from cogs.exchange import ExchangeDesk


class ExchangePart(AlertsPart):
    """`/alerts export` and `/alerts import`. Import and Cancel are answered by `cogs.exchange`."""

    exchange_desk: ExchangeDesk

    @app_commands.command()
    async def export(self, interaction: discord.Interaction) -> None:
        """Get all subscriptions and settings as a file that can be read, compared and edited."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.exchange_desk.export(interaction)

    @app_commands.command(name="import")
    @app_commands.describe(
        file="A file from /alerts export, edited or from another server",
        end_missing="Also end the subscriptions that the file does not have",
    )
    async def import_(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        end_missing: bool = False,  # noqa: FBT001, FBT002 - Discord's option
    ) -> None:
        """Take subscriptions and settings from a file; shows what would change before it does."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.exchange_desk.plan(interaction, file, end_missing=end_missing)
