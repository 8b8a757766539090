"""From what somebody reads to a draft of a subscription, with its query filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.paper_keys import find_paper_id
from bot.discord_io.interactions.presses import on_press, selected
from bot.discord_io.render.custom_ids import FOLLOW, MORE_PATTERN
from bot.domain.errors import PaperboyError
from bot.language.translating import gettext
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.targets import resolve_target
from cogs.reading.buttons import SUBSCRIBE
from cogs.reading.quoting import query_of
from cogs.shared.guards import require_manager

if TYPE_CHECKING:
    import re

    import discord

    from bot.query import Query
    from cogs.alerts.drafts import DraftHandler
    from cogs.services import Services


class OfferHandler:
    """Answers *Subscribe to this*, *Follow an author* and *Subscribe to more like this* with a dry run.

    It is for the channel where the button was pressed, or in a DM for the person, and for those alone who may
    manage alerts there; others are told who may. `item_classes` are for `Client.add_dynamic_items`.
    """

    def __init__(self, services: Services, drafts: DraftHandler) -> None:
        self._services = services
        self._drafts = drafts
        self.item_classes = (
            on_press(SUBSCRIBE, self._subscribe),
            on_press(FOLLOW, self._follow),
            on_press(MORE_PATTERN, self._more),
        )

    async def _subscribe(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await _begin(interaction)
        await self._draft(interaction, parse(query_of(interaction.message), self._services.catalogue))

    async def _follow(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await _begin(interaction)
        name = " ".join("".join(selected(interaction)[:1]).replace('"', " ").split())
        if not name:
            raise PaperboyError(
                gettext(
                    "I cannot look for that name: `/alerts subscribe` takes a query such as {example}.",
                    example='`author:"Yann LeCun"`',
                )
            )
        await self._draft(interaction, parse(f'author:"{name}"', self._services.catalogue))

    async def _more(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await _begin(interaction)
        papers = self._services.papers
        paper_id = await find_paper_id(match["key"], papers.stored)
        sighting = await papers.stored.get(paper_id) if paper_id else None
        if sighting is None:
            raise PaperboyError(
                gettext("I do not keep that paper any more: `/alerts subscribe` takes a query of your own.")
            )
        query = await papers.more_like.query(sighting.paper)
        if query is None:
            raise PaperboyError(
                gettext(
                    "I find no words in that paper that tell it from others: `/alerts subscribe` takes a query of "
                    "your own."
                )
            )
        await self._draft(interaction, query)

    async def _draft(self, interaction: discord.Interaction, query: Query) -> None:
        target = await resolve_target(interaction, None)
        draft = Draft(query=query, destination=target.destination, creator_id=interaction.user.id)
        await self._drafts.open(interaction, draft, target.problems)


async def _begin(interaction: discord.Interaction) -> None:
    """Put the answer off, in a reply of its own; raises DeniedError for who may not subscribe."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await require_manager(interaction)
