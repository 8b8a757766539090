"""The part of `/alerts` that acts on one subscription at once: unsubscribe, pause, resume, test."""

import discord
from discord import app_commands

from bot.discord_io.posting.jump import jump_url
from bot.discord_io.render.code import inline_code
from bot.domain.subscription import Subscription
from bot.service.subscriptions.pauses import pause_end
from cogs.alerts.part import WHICH, AlertsPart
from cogs.shared.guards import require_manager
from cogs.shared.lines import paused_text, shown_name


class ManagePart(AlertsPart):
    """Each command finds the subscription among those of the server, or in a DM of the person."""

    @app_commands.command()
    @app_commands.describe(subscription=WHICH)
    @app_commands.autocomplete(subscription=AlertsPart.complete)
    async def unsubscribe(self, interaction: discord.Interaction, subscription: str) -> None:
        """End a subscription."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        ended = await self.services.subscriptions.unsubscribe(await require_manager(interaction), subscription)
        await interaction.edit_original_response(
            content=f"Ended {inline_code(ended.id)} {shown_name(ended)} in <#{ended.destination_id}>."
        )

    @app_commands.command()
    @app_commands.describe(
        subscription=WHICH,
        until="When it goes on by itself: 2026-01-05, tomorrow, 12h, 3 days, 2 weeks; never when left out",
    )
    @app_commands.autocomplete(subscription=AlertsPart.complete)
    async def pause(self, interaction: discord.Interaction, subscription: str, until: str | None = None) -> None:
        """Stop a subscription for a while, or until a date."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        owner = await require_manager(interaction)
        found = await self.services.subscriptions.get(owner, subscription)
        zone = (await self.services.preferences.times(found.destination_id)).zone
        end = None if until is None else pause_end(until, self.services.now(), zone)
        paused = await self.services.subscriptions.pause(owner, found.id, until=end)
        await interaction.edit_original_response(content=paused_text(paused))

    @app_commands.command()
    @app_commands.describe(subscription=WHICH)
    @app_commands.autocomplete(subscription=AlertsPart.complete)
    async def resume(self, interaction: discord.Interaction, subscription: str) -> None:
        """Let a paused subscription match again, from now on."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        owner = await require_manager(interaction)
        before = await self.services.subscriptions.get(owner, subscription)
        if not before.paused:
            text = f"{shown_name(before)} was not paused: what begins to match goes to <#{before.destination_id}>."
            await interaction.edit_original_response(content=text)
            return
        resumed = await self.services.subscriptions.resume(owner, subscription)
        await interaction.edit_original_response(
            content=f"{shown_name(resumed)} is on: what begins to match from now on goes to "
            f"<#{resumed.destination_id}>. What matched during the pause is not posted."
        )

    @app_commands.command()
    @app_commands.describe(subscription=WHICH)
    @app_commands.autocomplete(subscription=AlertsPart.complete)
    async def test(self, interaction: discord.Interaction, subscription: str) -> None:
        """Post the newest matching paper where the subscription posts, marked as a test."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self.services.subscriptions.get(await require_manager(interaction), subscription)
        await interaction.edit_original_response(content=await self._test(found, interaction.id))

    async def _test(self, found: Subscription, request_id: int) -> str:
        """What came of it, in a sentence."""
        sighting = await self.services.subscriptions.newest_match(found)
        if sighting is None:
            return f"Nothing that I have stored matches {shown_name(found)} yet, so nothing was posted."
        destination = await self.services.subscriptions.destination(found)
        message_id = await self.services.trials.post(found, destination, sighting, request_id)
        where = jump_url(found.guild_id, destination.id, destination.kind, message_id)
        return f"Posted a test: {where}"
