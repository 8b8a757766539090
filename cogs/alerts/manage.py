"""`/alerts unsubscribe` and `test`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.replies import answer
from bot.discord_io.posting.jump import jump_url
from bot.discord_io.render.code import code_block
from bot.language.translating import gettext
from cogs.reading.buttons import TEST_PATTERN
from cogs.shared.guards import owner_of
from cogs.shared.layouts import buttons
from cogs.shared.lines import append_text, shown_name
from cogs.shared.posting_rights import require_post
from cogs.shared.undo import undo_buttons

if TYPE_CHECKING:
    import re

    import discord

    from bot.domain.subscription import Subscription
    from cogs.services import Services


class ManageHandler:
    """Acts on a subscription of the server, or in a DM of the person, named by its id or name.

    Each method puts what came of it into the answer that was deferred before, or into one of its own where a press
    was put off that is to change its own message.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(TEST_PATTERN, self._test)

    async def unsubscribe(self, interaction: discord.Interaction, ref: str) -> None:
        """End it; a button takes that back for an hour."""
        owner = owner_of(interaction)
        ended = await self._services.subscriptions.end(owner, ref)
        one = ended.subscription
        places = {"subscription": shown_name(one), "channel": f"<#{one.destination_id}>"}
        told = gettext("Ended {subscription} in {channel}.", **places)
        if one.name != one.query:
            looked = gettext("Ended {subscription} in {channel}. It looked for:", **places)
            told = f"{looked}\n{code_block(one.query)}"
        undo = gettext("You can undo this for an hour; then no paper is missed.")
        await answer(interaction, content=f"{told}\n{undo}", view=buttons(*undo_buttons(ended)))
        await self._services.open_answers.refresh(interaction)

    async def test(self, interaction: discord.Interaction, ref: str) -> None:
        """Post the newest paper that it matches, where the person may post themselves. Raises DeniedError."""
        found = await self._services.subscriptions.get(owner_of(interaction), ref)
        await require_post(interaction, found.destination_id)
        await interaction.edit_original_response(content=await self._posted_test(found, interaction.id))

    async def _test(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Post a test from a button, which goes; the result comes under the text of the message."""
        found = await self._services.subscriptions.get(owner_of(interaction), match["subscription"])
        await require_post(interaction, found.destination_id)
        await interaction.response.defer()
        text = append_text(interaction.message, await self._posted_test(found, interaction.id))
        await interaction.edit_original_response(content=text, view=None)

    async def _posted_test(self, found: Subscription, request_id: int) -> str:
        """Post the newest match as a test, and say what came of it."""
        sighting = await self._services.subscriptions.newest_match(found)
        if sighting is None:
            return gettext(
                "Nothing that I have stored matches {subscription} yet, so nothing was posted.",
                subscription=shown_name(found),
            )
        destination = await self._services.subscriptions.destination(found)
        message_id = await self._services.on_request.trial(found, destination, sighting, request_id)
        where = jump_url(found.guild_id, destination.id, destination.kind, message_id)
        return gettext(
            "Posted a test in {channel}: [see the post]({url}).", channel=f"<#{destination.id}>", url=where
        )
