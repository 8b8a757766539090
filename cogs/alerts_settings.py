"""The part of `/alerts` that opens the settings panel."""

import discord
from discord import app_commands

from cogs.alerts_part import AlertsPart
from cogs.settings import SettingsDesk
from cogs.targets import ChannelOption, Chosen, resolve_target


class SettingsPart(AlertsPart):
    """`/alerts settings`. What is pressed in the panel is answered by `cogs.settings`."""

    settings_desk: SettingsDesk

    @app_commands.command()
    @app_commands.describe(channel="The channel, thread or forum whose alerts are meant; this one when left out")
    async def settings(
        self,
        interaction: discord.Interaction,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
    ) -> None:
        """How alerts come to a channel: look, digest times, quiet hours, limits, mentions, threads."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        target = await resolve_target(interaction, channel)
        await self.settings_desk.show(interaction, target.destination.id)
