"""Asks why for a person, and answers what they may know."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.discord_io.interactions.abstracts import find_paper_id, forgotten
from bot.discord_io.interactions.presses import anybody, on_press
from bot.discord_io.render.custom_ids import WHY_PATTERN
from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.service.subscriptions.why import Asker
from cogs.papers.asking import looked_up, readable, trouble_of
from cogs.papers.why.layout import why_layout
from cogs.shared.guards import destinations_here, may_look_into, may_manage, owner_of
from cogs.shared.layouts import show

if TYPE_CHECKING:
    import re

    import discord

    from cogs.services import Services


class WhyHandler:
    """Tells why a paper was posted or was not. `item_classes` are for `Client.add_dynamic_items`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.item_classes = (on_press(WHY_PATTERN, self._pressed, anybody),)

    async def show(self, interaction: discord.Interaction, paper_id: str, ref: str | None) -> None:
        """Into the answer that was deferred before. Raises UnknownSubscriptionError."""
        papers = self._services.papers
        answer = (await looked_up(interaction, papers, [paper_id]))[paper_id]
        asker = Asker(
            owner=owner_of(interaction),
            here=interaction.channel_id or 0,
            open_to=partial(may_look_into, interaction),
        )
        why = await self._services.diagnoses.diagnose(paper_id, asker, ref)
        trouble = sentences(trouble_of(paper_id, answer, papers), readable(paper_id))

        place = partial(_place, interaction)
        layout = why_layout(why, place, trouble, managed=may_manage(interaction))
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
        found = [
            one for one in brought if one.destination_id in here and may_look_into(interaction, one.destination_id)
        ]
        await self.show(interaction, paper_id, found[0].id if len(found) == 1 else None)


def _place(interaction: discord.Interaction, channel_id: int) -> str:
    """A channel's mention, or words where that would show a number."""
    if owner_of(interaction).guild_id is None:
        # NOTE: stands in a sentence in place of a channel's mention, as in `Posted in #papers`
        return gettext("your direct messages")
    if interaction.guild is None or interaction.guild.get_channel_or_thread(channel_id) is None:
        # NOTE: stands in a sentence in place of a channel's mention, as in `Posted in #papers`
        return gettext("a channel that I do not see")
    return f"<#{channel_id}>"
