"""The commands `/alerts unsubscribe` and `/alerts test`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.replies import answer
from bot.discord_io.posting.jump import jump_url
from bot.discord_io.render.code import code_block
from bot.language.translating import gettext
from cogs.reading.buttons import TEST_PATTERN
from cogs.shared.guards import owner_of
from cogs.shared.layouts import buttons
from cogs.shared.lines import append_text, mention_of, shown_name
from cogs.shared.posting_rights import require_post
from cogs.shared.undo import undo_buttons

if TYPE_CHECKING:
    import re

    import discord

    from bot.domain.subscription import Subscription
    from cogs.services import Services


class ManageHandler:
    """Deletes and tests a subscription of the server, or in a DM of the person, given by its id or name.

    Each method fills in the deferred reply. A press that keeps its own message gets a new reply instead.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(TEST_PATTERN, self._test)

    async def unsubscribe(self, interaction: discord.Interaction, ref: str) -> None:
        """Delete the subscription, with a button that undoes it for an hour."""
        owner = owner_of(interaction)
        change = await self._services.subscriptions.end(owner, ref)
        deleted = change.subscription
        text = gettext(
            "Deleted {subscription} from {channel}. You can undo this for an hour.",
            subscription=shown_name(deleted),
            channel=mention_of(deleted),
        )
        if deleted.name != deleted.query:
            text = f"{text}\n{code_block(deleted.query)}"
        await answer(interaction, content=text, view=buttons(*undo_buttons(change)))
        await self._services.open_answers.refresh(interaction)

    async def test(self, interaction: discord.Interaction, ref: str) -> None:
        """Post the newest match as a test. Raises DeniedError if the person may not post there themselves."""
        found = await self._services.subscriptions.get(owner_of(interaction), ref)
        await require_post(interaction, found.destination_id)
        await interaction.edit_original_response(content=await self._posted_test(found, interaction.id))

    async def _test(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Post a test from a button; remove the button and add the result below the message's text."""
        found = await self._services.subscriptions.get(owner_of(interaction), match["subscription"])
        await require_post(interaction, found.destination_id)
        await interaction.response.defer()
        text = append_text(interaction.message, await self._posted_test(found, interaction.id))
        await interaction.edit_original_response(content=text, view=None)

    async def _posted_test(self, found: Subscription, request_id: int) -> str:
        """Post the newest match as a test, and return the answer in words."""
        sighting = await self._services.subscriptions.newest_match(found)
        if sighting is None:
            return gettext(
                "No stored papers match {subscription}, so nothing was posted.",
                subscription=shown_name(found),
            )
        destination = await self._services.subscriptions.destination(found)
        message_id = await self._services.on_request.trial(found, destination, sighting, request_id)
        where = jump_url(destination, message_id)
        return gettext("Posted [a test]({url}) in {channel}.", channel=mention_of(destination), url=where)
