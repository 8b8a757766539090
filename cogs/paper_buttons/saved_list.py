"""The saved papers that a message lists: all, or those that match the query in its code block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.query import parse
from cogs.paper_buttons.shown_query import any_query_of

if TYPE_CHECKING:
    import discord

    from bot.query import Query
    from cogs.services import Services


def query_of_list(services: Services, interaction: discord.Interaction) -> Query | None:
    """Return the query that limits the list whose button was pressed; None if it has all saved papers."""
    text = any_query_of(interaction.message)
    return None if text is None else parse(text, services.catalogue_for(interaction))


async def saved_ids(services: Services, interaction: discord.Interaction, query: Query | None) -> list[str]:
    """Return a person's saved papers, newest first; of a query, those that match. Raises NotReadyError."""
    saved = await services.papers.saved.newest(interaction.user.id)
    if query is None:
        return list(saved)
    matches = await services.papers.searches.matching(query)
    return [key for key in saved if key in matches]
