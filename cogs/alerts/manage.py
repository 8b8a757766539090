"""What `/alerts unsubscribe` and `test` do to one subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.interactions.replies import answer
from bot.discord_io.posting.jump import jump_url
from bot.discord_io.render.code import code_block
from bot.language.translating import gettext
from cogs.reading.buttons import TEST_PATTERN
from cogs.shared.guards import owner_of, require_manager
from cogs.shared.layouts import buttons
from cogs.shared.lines import below, shown_name
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
    was put off that is to change its own message. `item_class` is for `Client.add_dynamic_items`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self.item_class = on_press(TEST_PATTERN, self._test, require_manager)

    async def unsubscribe(self, interaction: discord.Interaction, ref: str) -> None:
        """End it; a button takes that back for an hour."""
        owner = owner_of(interaction)
        ended = await self._services.subscriptions.end(owner, ref)
        undo = gettext("You can undo this for an hour; then no paper is missed.")
        view = buttons(*undo_buttons(ended))
        await answer(interaction, content=f"{_ended(ended.subscription)}\n{undo}", view=view)
        await self._services.open_answers.refresh(interaction)

    async def test(self, interaction: discord.Interaction, ref: str) -> None:
        """Post the newest paper that it matches, where the person may post themselves. Raises DeniedError."""
        found = await self._services.subscriptions.get(owner_of(interaction), ref)
        await require_post(interaction, found.destination_id)
        await interaction.edit_original_response(content=await self._posted_test(found, interaction.id))

    async def _test(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """The same from a button, which goes; what is said comes under what was."""
        found = await self._services.subscriptions.get(owner_of(interaction), match["subscription"])
        await require_post(interaction, found.destination_id)
        await interaction.response.defer()
        text = below(interaction.message, await self._posted_test(found, interaction.id))
        await interaction.edit_original_response(content=text, view=None)

    async def _posted_test(self, found: Subscription, request_id: int) -> str:
        """What came of the post, in a sentence."""
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


def _ended(subscription: Subscription) -> str:
    """What is over, and what it looked for unless that is its name."""
    name, channel = shown_name(subscription), f"<#{subscription.destination_id}>"
    if subscription.name == subscription.query:
        return gettext("Ended {subscription} in {channel}.", subscription=name, channel=channel)
    told = gettext("Ended {subscription} in {channel}. It looked for:", subscription=name, channel=channel)
    return f"{told}\n{code_block(subscription.query)}"
