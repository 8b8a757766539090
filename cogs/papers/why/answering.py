"""Asks why for a person, and answers what they may know."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.discord_io.interactions.abstracts import forgotten
from bot.discord_io.interactions.paper_keys import find_paper_id
from bot.discord_io.interactions.presses import anybody, on_press
from bot.discord_io.render.custom_ids import WHY_PATTERN, WHY_RESUME_PATTERN
from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.service.subscriptions.rules import UnknownSubscriptionError
from bot.service.subscriptions.why import Asker
from cogs.papers.asking import looked_up, readable, trouble_of
from cogs.pausing.actions import PauseHandler
from cogs.shared.guards import destinations_here, may_look_into, may_manage, may_see, owner_of, require_manager
from cogs.shared.layouts import show

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    import discord

    from cogs.services import Services
    from cogs.shared.layouts import Item


class WhyHandler:
    """Tells why a paper was posted or was not. `item_classes` are for `Client.add_dynamic_items`."""

    def __init__(self, services: Services, card_button: Callable[[str], Item]) -> None:
        self._services = services
        self._card_button = card_button
        self._pauses = PauseHandler(services, services.open_answers)
        self.item_classes = (
            on_press(WHY_PATTERN, self._pressed, anybody),
            on_press(WHY_RESUME_PATTERN, self._resume, require_manager),
        )

    async def show(self, interaction: discord.Interaction, paper_id: str, ref: str | None) -> None:
        """Into the answer that was deferred before. Raises UnknownSubscriptionError."""
        papers = self._services.papers
        answer = (await looked_up(interaction, papers.lookups, [paper_id]))[paper_id]
        asker = Asker(
            owner=owner_of(interaction),
            here=interaction.channel_id or 0,
            visible=partial(may_see, interaction),
            open_to=partial(may_look_into, interaction),
        )
        why = await self._services.diagnoses.diagnose(paper_id, asker, ref)
        trouble = sentences(trouble_of(paper_id, answer, papers.lookups, papers.days), readable(paper_id))
        from cogs.papers.why.layout import why_layout  # noqa: PLC0415 - its sentences, once somebody asks

        place = partial(_place, interaction)
        layout = why_layout(why, self._card_button, place, trouble, managed=may_manage(interaction))
        await show(interaction, layout)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """About the subscription that a test was of, or that brought the paper here; else about all."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        paper_id = await find_paper_id(match["key"], self._services.papers.stored)
        if paper_id is None:
            await interaction.edit_original_response(content=forgotten(""))
            return
        if match["tested"]:
            await self.show(interaction, paper_id, match["tested"])
            return
        here = destinations_here(interaction)
        brought = await self._services.tunings.brought(paper_id, owner_of(interaction), here)
        found = [one for one in brought if one.destination_id in here and may_see(interaction, one)]
        await self.show(interaction, paper_id, found[0].id if len(found) == 1 else None)

    async def _resume(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """What comes of it is a reply of its own, and the answer tells how things are then."""
        await interaction.response.defer()
        try:
            await self._pauses.resume(interaction, match["subscription"])
        except UnknownSubscriptionError:
            await self._show_again(interaction, match)
            raise
        await self._show_again(interaction, match)

    async def _show_again(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Draw an answer as things are now, if its paper is stored still."""
        paper_id = await find_paper_id(match["key"], self._services.papers.stored)
        if paper_id is not None:
            await self.show(interaction, paper_id, match["subscription"] if match["only"] else None)


def _place(interaction: discord.Interaction, channel_id: int) -> str:
    """A channel's mention, or words where that would show a number."""
    if owner_of(interaction).guild_id is None:
        # NOTE: stands in a sentence in place of a channel's mention, as in `Posted in #papers`
        return gettext("your direct messages")
    if interaction.guild is None or interaction.guild.get_channel_or_thread(channel_id) is None:
        # NOTE: stands in a sentence in place of a channel's mention, as in `Posted in #papers`
        return gettext("a channel that I do not see")
    return f"<#{channel_id}>"
