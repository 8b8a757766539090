"""The commands `/alerts unsubscribe` and `/alerts test`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.replies import answer
from bot.discord_io.posting.message_links import jump_url
from bot.domain.errors import ConflictError
from bot.language.translating import gettext
from bot.service.subscriptions.rules import UnknownSubscriptionError, edit_conflict
from cogs.paper_buttons.buttons import TEST_PATTERN
from cogs.shared.guards import owner_of
from cogs.shared.layouts import buttons
from cogs.shared.lines import append_text, mention_of, shown_name
from cogs.shared.posting_rights import require_post
from cogs.shared.undo import some_names, undo_buttons

if TYPE_CHECKING:
    import re

    import discord

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.undo import Change
    from cogs.services import Services

_UNDO_ADDED_PATTERN = r"paperboy:undo-added:(?P<ids>[a-z0-9.]{1,80})"


class DeleteAndTestHandler:
    """Deletes and tests a subscription of the server, or in a DM of the person, given by its id or name.

    Each method fills in the deferred reply. A press on a list, which stays, gets a new reply instead.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(TEST_PATTERN, self._test)
        services.presses.on(_UNDO_ADDED_PATTERN, self._undo_added)

    async def unsubscribe(self, interaction: discord.Interaction, *refs: str) -> None:
        """Delete subscriptions of a channel, with a button that undoes it for an hour.

        Raises UnknownSubscriptionError or ConflictError if none could be deleted.
        """
        owner, subscriptions = owner_of(interaction), self._services.subscriptions
        moment = await subscriptions.change_time()  # one for all, so that they are restored together
        changes: list[Change] = []
        trouble = ""
        for ref in refs:
            try:
                changes.append(await subscriptions.delete(owner, ref, moment))
            except (UnknownSubscriptionError, ConflictError):
                if ref == refs[-1] and not changes:
                    raise
                trouble = f"\n⚠️ {edit_conflict()}"
        deleted = [change.subscription for change in changes]
        text = gettext(
            "Deleted {subscription} from {channel}. You can undo this within an hour.",
            subscription=some_names(deleted),
            channel=mention_of(deleted[0]),
        )
        await answer(interaction, content=text + trouble, view=buttons(*undo_buttons(changes[0])))
        await self._services.open_replies.refresh(interaction)

    async def _undo_added(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Delete those added subscriptions that still exist."""
        await interaction.response.edit_message(view=None)
        ids = match["ids"].split(".")
        owned = await self._services.subscriptions.owned(owner_of(interaction))
        # If none exists any more, the ids themselves give the error
        await self.unsubscribe(interaction, *([one.id for one in owned if one.id in ids] or ids))

    async def test(self, interaction: discord.Interaction, ref: str) -> None:
        """Post the newest match as a test. Raises DeniedError if the person cannot post there themselves."""
        found = await self._services.subscriptions.get(owner_of(interaction), ref)
        await require_post(interaction, found.destination_id)
        await interaction.edit_original_response(content=await self._post_test(found, interaction.id))

    async def _test(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Post a test from a button; remove the button and add the result below the message's text."""
        found = await self._services.subscriptions.get(owner_of(interaction), match["subscription"])
        await require_post(interaction, found.destination_id)
        await interaction.response.defer()
        text = append_text(interaction.message, await self._post_test(found, interaction.id))
        await interaction.edit_original_response(content=text, view=None)

    async def _post_test(self, found: Subscription, interaction_id: int) -> str:
        """Post the newest match as a test, once for an interaction, and return the answer in words."""
        reason = None
        if found.has_picks:
            # Those of the latest day that has any
            picks = next(filter(None, (await self._services.picks.preview(found)).values()), ())
            sighting, reason = picks[0] if picks else (None, None)
        else:
            sighting = await self._services.subscriptions.newest_match(found)
        if sighting is None:
            return gettext(
                "No stored papers match {subscription}, so nothing was posted.",
                subscription=shown_name(found),
            )
        destination = await self._services.subscriptions.destination(found)
        message_id = await self._services.on_request.post_test(
            found, destination, sighting, interaction_id, reason
        )
        where = jump_url(destination, message_id)
        return gettext("Posted [a test]({url}) in {channel}.", channel=mention_of(destination), url=where)
