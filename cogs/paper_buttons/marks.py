"""*Like*, *Not for me* and *Save* under an abstract or a card that one person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.discord_io.interactions.abstracts import find_sighting
from bot.discord_io.interactions.replies import answer_with
from bot.discord_io.render.buttons import with_marks
from bot.discord_io.render.custom_ids import MARK_PATTERN
from cogs.shared.guards import owner_of

if TYPE_CHECKING:
    import re

    from bot.domain.alert import Payload
    from cogs.services import Services


class MarkHandler:
    """Stores likes and saved papers from buttons. A second press takes a mark back."""

    def __init__(self, services: Services) -> None:
        self._likes = services.likes
        self._saved = services.papers.saved
        self._papers = services.papers.stored
        services.presses.for_all(MARK_PATTERN, self._pressed)

    async def answer(self, interaction: discord.Interaction, paper_id: str, payload: Payload) -> None:
        """Send a payload about a paper as the deferred answer, with the person's marks of the paper."""
        like = (await self._likes.of_person(owner_of(interaction))).get(paper_id)
        marks = {"like:yes" if like.liked else "like:no"} if like else set[str]()
        if paper_id in await self._saved.newest(interaction.user.id):
            marks.add("save")
        await answer_with(interaction, {**payload, "components": with_marks(payload["components"], marks)})

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        message, person, owner = interaction.message, interaction.user, owner_of(interaction)
        sighting = await find_sighting(interaction, match["key"], self._papers)
        if message is None or sighting is None:
            return
        paper_id = sighting.paper.id
        if match["mark"] == "save":
            await self._saved.toggle(person.id, paper_id)
        else:
            roles = (  # stored with the like: a channel can count only the likes of people with a role
                [one.id for one in person.roles] if owner.guild_id and isinstance(person, discord.Member) else []
            )
            await self._likes.toggle(owner, paper_id, liked=match["mark"] == "like:yes", roles=roles)
        rows: list[Any] = [row.to_dict() for row in message.components]
        await self.answer(interaction, paper_id, {"components": rows})
