"""What `/alerts unsubscribe`, `pause`, `resume` and `test` do to one subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.posting.jump import jump_url
from bot.discord_io.render.code import code_block
from bot.service.subscriptions.pauses import pause_end
from bot.text.phrases import counted
from cogs.shared.guards import require_manager
from cogs.shared.lines import paused_text, shown_name
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re

    from bot.domain.subscription import Subscription
    from cogs.services import Services

_UNDO: Final = r"paperboy:undo:(?P<subscription>[a-z0-9]{1,16})"


class ManageHandler:
    """Acts on a subscription of the server, or in a DM of the person, named by its id or name.

    Each method puts what came of it into the answer that was deferred before. `item_class` is for
    `Client.add_dynamic_items`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.item_class = on_press(_UNDO, self._undo)

    async def unsubscribe(self, interaction: discord.Interaction, ref: str) -> None:
        """End it; a button takes that back for an hour."""
        ended = await self._services.endings.end(await require_manager(interaction), ref)
        view = discord.ui.View(timeout=None)
        view.add_item(self.item_class(discord.ui.Button(label="Undo", custom_id=f"paperboy:undo:{ended.id}")))
        text = (
            f"Ended {shown_name(ended)} in <#{ended.destination_id}>. It looked for:\n{code_block(ended.query)}\n"
            "Undo, within an hour, lets it go on as if nothing had happened."
        )
        await interaction.edit_original_response(content=text, view=view)

    async def _undo(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = await require_manager(interaction)
        await interaction.response.defer()
        back = await self._services.endings.undo(owner, match["subscription"])
        waiting = await self._services.subscriptions.waiting(back)
        more = f" What waits for it is posted: {counted(waiting, 'paper')}." if waiting and not back.paused else ""
        text = f"{shown_name(back)} is back in <#{back.destination_id}>, as it was.{more}"
        await interaction.edit_original_response(content=text, view=None)

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
            text = f"{shown_name(before)} was not paused: new matches go to <#{before.destination_id}>."
            await interaction.edit_original_response(content=text)
            return
        resumed = await self._services.subscriptions.resume(owner, ref)
        waiting = await self._services.subscriptions.waiting(resumed)
        held = f" Waiting from before it, and posted now: {counted(waiting, 'paper')}." if waiting else ""
        await interaction.edit_original_response(
            content=f"{shown_name(resumed)} is on again: new matches go to "
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
