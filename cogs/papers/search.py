"""`/papers search`: the stored papers that a query matches, in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.render.code import code_block, inline_code, quoted_code
from bot.domain.discord.limits import DESCRIPTION, MESSAGE_LENGTH
from bot.domain.errors import PaperboyError
from bot.domain.ports import Order
from bot.query import parse
from bot.text.safe import clip
from cogs.reading.buttons import share_buttons, subscribe_button
from cogs.shared.lines import covered, dated_line
from cogs.shared.paging import page_buttons, page_from, page_template

if TYPE_CHECKING:
    import re

    from bot.domain.paper import Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.query import Query
    from bot.service.papers.search import Found, Searches
    from cogs.shared.paging import Page

_PAGE = 10
_PAGES = "search"
_TEMPLATE = page_template(rf"{_PAGES}:(?P<order>{'|'.join(Order)})")
_FIRST = {
    Order.NEWEST: "Newest first",
    Order.UPVOTED: "Most upvoted first",
    Order.BEST: "Best match first",
}
_LOST = "I cannot tell any more what was searched for here: use `/papers search` again."


class SearchHandler:
    """Searches and turns pages. A page's buttons stand under the query: nothing is remembered.

    A query has up to 500 characters and a custom_id 100, so that the query is read from the message itself.
    `item_class` is for `Client.add_dynamic_items`.
    """

    def __init__(self, searches: Searches, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._searches = searches
        self.item_class = on_press(_TEMPLATE, self._turn_page)

    async def show(
        self, interaction: discord.Interaction, query: Query, order: Order = Order.NEWEST, number: int = 0
    ) -> None:
        """A page of what was found, into the answer that was deferred before."""
        found = await self._searches.search(query, order, number, _PAGE)
        page = page_from(found.part, number)
        warnings = "\n".join(f"⚠️ {warning}" for warning in query.warnings)
        await interaction.edit_original_response(
            content=clip(warnings, MESSAGE_LENGTH) or None,
            embed=_embed(found, page),
            view=self._buttons(interaction, found, page),
        )

    def _buttons(self, interaction: discord.Interaction, found: Found, page: Page[Sighting]) -> discord.ui.View:
        view = page_buttons(page, f"{_PAGES}:{found.order}", self.item_class)
        if found.part.total > 1:
            for other in Order:
                if other is not found.order:
                    custom_id = f"paperboy:{_PAGES}:{other}:0"
                    button = discord.ui.Button[discord.ui.View](label=_FIRST[other], custom_id=custom_id)
                    view.add_item(self.item_class(button))
        for button in (subscribe_button(), *share_buttons(interaction)):
            view.add_item(button)
        view.stop()  # who answers is registered
        return view

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        query = parse(_query_above(interaction.message), self._catalogue)
        await self.show(interaction, query, Order(match["order"]), int(match["page"]))


def _query_above(message: discord.Message | None) -> str:
    """The query that the buttons of a message stand under. Raises PaperboyError when it is not there."""
    descriptions = (embed.description or "" for embed in message.embeds) if message else ()
    query = next(filter(None, map(quoted_code, descriptions)), None)
    if query is None:
        raise PaperboyError(_LOST)
    return query


def _embed(found: Found, page: Page[Sighting]) -> discord.Embed:
    lines = [dated_line(sighting) for sighting in page.items] or [_nothing(found)]
    embed = discord.Embed(
        title=f"Papers that match: {page.position}",
        description=clip("\n".join([code_block(found.query.canonical), *lines]), DESCRIPTION),
    )
    first = f"{_FIRST[found.order]}. " if found.part.total > 1 else ""
    return embed.set_footer(text=f"{first}Searched: {covered(found.part.coverage)}.")


def _nothing(found: Found) -> str:
    if not found.part.coverage.papers:
        return "I have no papers stored yet: `/paperboy status` tells whether lists are being read."
    if found.easier:
        return f"Nothing found. This asks for less and finds some: {inline_code(found.easier)}"
    return (
        "Nothing found. Check the spelling, or try other or fewer words, or the beginning of one such as "
        "`quantiz*`: `/paperboy help` teaches the language."
    )
