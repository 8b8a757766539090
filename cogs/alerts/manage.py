"""What `/alerts unsubscribe`, `pause`, `resume` and `test` do to one subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.posting.jump import jump_url
from bot.discord_io.render.code import inline_code
from bot.service.subscriptions.pauses import pause_end
from bot.text.phrases import counted
from cogs.shared.guards import require_manager
from cogs.shared.lines import paused_text, shown_name
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import discord

    from bot.domain.subscription import Subscription
    from cogs.services import Services


class ManageHandler:
    """Acts on a subscription of the server, or in a DM of the person, named by its id or name.

    Each method puts what came of it into the answer that was deferred before.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def unsubscribe(self, interaction: discord.Interaction, ref: str) -> None:
        """End it."""
        ended = await self._services.subscriptions.unsubscribe(await require_manager(interaction), ref)
        await interaction.edit_original_response(
            content=f"Ended {inline_code(ended.id)} {shown_name(ended)} in <#{ended.destination_id}>."
        )

    async def pause(self, interaction: discord.Interaction, ref: str, until: str | None) -> None:
        """Stop it, until a moment that is read in the channel's time zone. Raises what `pause_end` raises."""
        owner = await require_manager(interaction)
        found = await self._services.subscriptions.get(owner, ref)
        zone = (await self._services.preferences.times(found.destination_id)).zone
        end = None if until is None else pause_end(until, self._services.now(), zone)
        paused = await self._services.subscriptions.pause(owner, found.id, until=end)
        waiting = await self._services.subscriptions.waiting(paused)
        await interaction.edit_original_response(content=paused_text(paused, waiting))

    async def resume(self, interaction: discord.Interaction, ref: str) -> None:
        """Let it match again."""
        owner = await require_manager(interaction)
        before = await self._services.subscriptions.get(owner, ref)
        if not before.paused:
            text = f"{shown_name(before)} was not paused: what begins to match goes to <#{before.destination_id}>."
            await interaction.edit_original_response(content=text)
            return
        resumed = await self._services.subscriptions.resume(owner, ref)
        waiting = await self._services.subscriptions.waiting(resumed)
        held = f" What had matched before it follows: {counted(waiting, 'paper')}." if waiting else ""
        await interaction.edit_original_response(
            content=f"{shown_name(resumed)} is on: what begins to match from now on goes to "
            f"<#{resumed.destination_id}>. What matched during the pause is not posted.{held}"
        )

    async def test(self, interaction: discord.Interaction, ref: str) -> None:
        """Post the newest paper that it matches, where the person may post themselves. Raises DeniedError."""
        found = await self._services.subscriptions.get(await require_manager(interaction), ref)
        await require_post(interaction, found.destination_id)
        await interaction.edit_original_response(content=await self._posted_test(found, interaction.id))

    async def _posted_test(self, found: Subscription, request_id: int) -> str:
        """What came of the post, in a sentence."""
        sighting = await self._services.subscriptions.newest_match(found)
        if sighting is None:
            return f"Nothing that I have stored matches {shown_name(found)} yet, so nothing was posted."
        destination = await self._services.subscriptions.destination(found)
        message_id = await self._services.trials.post(found, destination, sighting, request_id)
        where = jump_url(found.guild_id, destination.id, destination.kind, message_id)
        return f"Posted a test: {where}"
