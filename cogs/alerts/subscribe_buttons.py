"""The buttons under papers and searches that start a draft of a subscription, with its query filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.discord_io.interactions.abstracts import find_paper_id
from bot.discord_io.interactions.presses import selected_value
from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.custom_ids import FOLLOW_ID, MORE_LIKE_THIS_PATTERN
from bot.domain.errors import PaperboyError
from bot.domain.subscribed_sources import LISTS, announced_by, stored_sources
from bot.language.translating import gettext
from bot.query import parse
from bot.service.subscriptions.rules import clean_name
from bot.service.subscriptions.subscriptions import Draft
from cogs.paper_buttons.buttons import SUBSCRIBE
from cogs.paper_buttons.shown_query import query_of
from cogs.shared.channel_option import resolve_target
from cogs.shared.layouts import custom_ids_in

if TYPE_CHECKING:
    import discord

    from bot.domain.paper import Sighting
    from bot.query import Query
    from cogs.alerts.draft_preview import DraftHandler
    from cogs.services import Services


class SubscribeButtonsHandler:
    """Answers *Subscribe to this*, *Follow an author* and *Subscribe to more like this* with a preview.

    The draft is for the channel of the button, or in a DM for the person. Only people who can manage alerts there
    get one.
    """

    def __init__(self, services: Services, drafts: DraftHandler) -> None:
        self._services = services
        self._drafts = drafts
        services.presses.on(SUBSCRIBE, self._subscribe)
        services.presses.on(FOLLOW_ID, self._follow)
        services.presses.on(MORE_LIKE_THIS_PATTERN, self._more_like_this)

    async def _subscribe(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await reply_later(interaction)
        await self._draft(
            interaction, parse(query_of(interaction.message), self._services.catalogue_for(interaction))
        )

    async def _follow(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await reply_later(interaction)
        name = " ".join(selected_value(interaction).replace('"', " ").split())
        if not any(map(str.isalnum, name)):
            raise _no_query()
        paper = await self._paper_above(interaction)
        query = parse(f'author:"{name}"', self._services.catalogue_for(interaction))
        await self._draft(interaction, query, paper, name=clean_name(name))

    async def _more_like_this(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await reply_later(interaction)
        papers = self._services.papers
        paper_id = await find_paper_id(match["key"], papers.stored)
        sighting = await papers.stored.get(paper_id) if paper_id else None
        if sighting is None:
            raise PaperboyError(gettext("I no longer have that paper."))
        query = await papers.query_for_similar_papers(sighting)
        if query is None:
            raise _no_query()
        await self._draft(interaction, query, sighting)

    async def _draft(
        self, interaction: discord.Interaction, query: Query, paper: Sighting | None = None, *, name: str = ""
    ) -> None:
        """Open the draft; if only streams announced the `paper` it is made from, add them to its sources."""
        target = await resolve_target(interaction, None)
        catalogue = self._services.catalogue_for(interaction)
        announcing = announced_by(paper) if paper else frozenset[str]()
        streams = [spec.name for spec in catalogue.streams if spec.name in announcing]
        only_streams = streams and announcing.isdisjoint(catalogue.lists)
        draft = Draft(
            query=query,
            destination=target.destination,
            creator_id=interaction.user.id,
            name=name,
            sources=stored_sources([LISTS, *streams]) if only_streams else None,
        )
        await self._drafts.open(interaction, draft, target.problems)

    async def _paper_above(self, interaction: discord.Interaction) -> Sighting | None:
        """Return the paper whose abstract is above the menu; the button beside the menu has its key."""
        ids = custom_ids_in(interaction.message.components) if interaction.message else ()
        key = next(
            (found["key"] for button_id in ids if (found := re.fullmatch(MORE_LIKE_THIS_PATTERN, button_id))), None
        )
        papers = self._services.papers
        paper_id = await find_paper_id(key, papers.stored) if key else None
        return await papers.stored.get(paper_id) if paper_id else None


def _no_query() -> PaperboyError:
    return PaperboyError(gettext("I couldn't suggest a query. Write one with `/alerts subscribe`."))
