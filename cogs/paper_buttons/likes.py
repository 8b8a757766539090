"""*Like* and *Not for me* under an abstract or a card that one person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.discord_io.interactions.abstracts import find_sighting
from bot.discord_io.interactions.replies import answer_with
from bot.discord_io.render.buttons import with_opinion
from bot.discord_io.render.custom_ids import LIKE_PATTERN
from cogs.shared.guards import owner_of

if TYPE_CHECKING:
    import re

    from bot.domain.alert import Payload
    from cogs.services import Services


class LikeHandler:
    """Stores likes from buttons. A second press takes a like back."""

    def __init__(self, services: Services) -> None:
        self._likes = services.likes
        self._papers = services.papers.stored
        services.presses.for_all(LIKE_PATTERN, self._pressed)

    async def answer(self, interaction: discord.Interaction, paper_id: str, payload: Payload) -> None:
        """Send a payload about a paper as the deferred answer, with what the person thinks of the paper."""
        opinion = await self._likes.opinion(owner_of(interaction), paper_id)
        await answer_with(interaction, {**payload, "components": with_opinion(payload["components"], opinion)})

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        message, person, owner = interaction.message, interaction.user, owner_of(interaction)
        sighting = await find_sighting(interaction, match["key"], self._papers)
        if message is None or sighting is None:
            return
        opinion = await self._likes.toggle(
            owner,
            sighting.paper.id,
            liked=match["opinion"] == "yes",
            roles=[role.id for role in person.roles]
            if owner.guild_id and isinstance(person, discord.Member)
            else (),
        )
        rows: list[Any] = [row.to_dict() for row in message.components]
        await answer_with(interaction, {"components": with_opinion(rows, opinion)})
