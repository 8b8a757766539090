"""`/papers search`: the stored papers that a query matches, in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

import discord

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.render.code import code_block
from bot.discord_io.render.entries import SMALL
from bot.discord_io.render.paper_text import DOT
from bot.domain.errors import PaperboyError
from bot.domain.ports import Order
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.text.safe import clip
from cogs.papers.lists import PAGE
from cogs.reading.buttons import share_buttons, subscribe_button, trend_button
from cogs.reading.quoting import query_in
from cogs.shared.layouts import show
from cogs.shared.lines import covered
from cogs.shared.paging import page_from, page_template, page_turners, put_off
from cogs.shared.second_try import offered, second_try_text, take_label

if TYPE_CHECKING:
    import re

    from bot.domain.ports.catalogue import Catalogue
    from bot.query import Query
    from bot.service.papers.search import Found, Searches
    from cogs.papers.lists import PaperLists
    from cogs.shared.layouts import Item

_PAGES = "search"
_TEMPLATE = page_template(rf"{_PAGES}:(?P<order>{'|'.join(Order)})")
_INSTEAD = "paperboy:search-instead:"
_WARNINGS = 300  # characters; with five papers at their longest and the longest query they fit a message


class SearchHandler:
    """Searches and turns pages. A page's buttons stand under the query: nothing is remembered.

    A query has up to 500 characters and a custom_id 100, so that the query is read from the message itself.
    `item_class` and `instead_class` are for `Client.add_dynamic_items`.
    """

    def __init__(self, searches: Searches, catalogue: Catalogue, lists: PaperLists) -> None:
        self._catalogue = catalogue
        self._searches = searches
        self._lists = lists
        self.item_class = on_press(_TEMPLATE, self._turn_page)
        self.instead_class = on_press(rf"{_INSTEAD}(?P<order>{'|'.join(Order)})", self._take)

    async def show(
        self, interaction: discord.Interaction, query: Query, order: Order = Order.NEWEST, number: int = 0
    ) -> None:
        """A page of what was found, into the answer that was deferred before."""
        found = await self._searches.search(query, order, number, PAGE)
        page = page_from(found.part, number)
        instead = self._instead(found)  # the main button where it is
        layout = await self._lists.draw(
            [_heading(found, page.told("paper")), _query_text(query), _nothing(found)],
            page.items,
            first=page.number * PAGE + 1,
            # NOTE: {papers} is, for instance, `1,601 papers, listed from 1 Oct 2025 to 30 Jan 2026`
            foot=gettext("Searched: {papers}.", papers=covered(found.part.coverage)),
            rows=[
                page_turners(page, f"{_PAGES}:{found.order}", self.item_class),
                self._orders(found),
                [
                    *instead,
                    subscribe_button(is_main=not instead),
                    *_trend(found),
                    *share_buttons(interaction),
                ],
            ],
        )
        await show(interaction, layout)

    def _orders(self, found: Found) -> list[Item]:
        """Buttons to the other orders."""
        if found.part.total < 2:  # noqa: PLR2004 - one paper has no order
            return []
        return [
            self.item_class(discord.ui.Button(label=_button(other), custom_id=f"paperboy:{_PAGES}:{other}:0"))
            for other in Order
            if other is not found.order
        ]

    def _instead(self, found: Found) -> list[Item]:
        """A button to the query that is offered in place of one that finds nothing."""
        if found.second_try is None or not found.second_try.query:
            return []
        custom_id = f"{_INSTEAD}{found.order}"
        style = discord.ButtonStyle.primary
        return [self.instead_class(discord.ui.Button(label=take_label(), style=style, custom_id=custom_id))]

    async def _take(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """The query that is offered under the present one; found again, as a message may hold much."""
        await put_off(interaction)
        query = parse(query_above(interaction.message), self._catalogue)
        found = await self._searches.second_try(query)
        await self.show(interaction, found.query or query, Order(match["order"]))

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await put_off(interaction)
        query = parse(query_above(interaction.message), self._catalogue)
        await self.show(interaction, query, Order(match["order"]), int(match["page"]))


def search_button(label: str) -> discord.ui.Button[Any]:
    """Searches for the query that a message shows at its beginning, in place of what it shows now."""
    return discord.ui.Button(label=label, custom_id=f"paperboy:{_PAGES}:{Order.NEWEST}:0")


def query_above(message: discord.Message | None) -> str:
    """The query that the buttons of a message stand under. Raises PaperboyError when it is not there."""
    query = query_in(message)
    if query is None:
        raise PaperboyError(
            gettext("I cannot tell any more what was searched for here: use `/papers search` again.")
        )
    return query


def _trend(found: Found) -> list[Item]:
    """A button to the chart of the same query; none where it would show nothing."""
    return [trend_button()] if found.part.total else []


def _heading(found: Found, told: str) -> str:
    if not found.part.total:
        return f"### {gettext('No paper matches')}"
    facts = [told, *([_in_words(found.order)] if found.part.total > 1 else [])]
    return f"### {gettext('Papers that match')}\n{SMALL}{DOT.join(facts)}"


def _button(order: Order) -> str:
    match order:
        case Order.NEWEST:
            return pgettext("button", "Newest first")
        case Order.UPVOTED:
            return pgettext("button", "Most upvoted first")
        case Order.BEST:
            return pgettext("button", "Best match first")
        case _:
            assert_never(order)


def _in_words(order: Order) -> str:
    match order:
        case Order.NEWEST:
            return pgettext("list", "newest first")
        case Order.UPVOTED:
            return pgettext("list", "most upvoted first")
        case Order.BEST:
            return pgettext("list", "best match first")
        case _:
            assert_never(order)


def _query_text(query: Query) -> str:
    """The query, at the beginning, where it is found again, and what to mind of it."""
    warnings = clip("\n".join(f"⚠️ {warning}" for warning in query.warnings), _WARNINGS)
    return "\n".join(filter(None, (code_block(query.canonical), warnings)))


def _nothing(found: Found) -> str:
    """What to try when nothing matches; "" when something does."""
    if found.part.total:
        return ""
    if found.second_try is None or not found.second_try.papers:
        return gettext("I have no papers stored yet: `/paperboy status` tells whether papers are being read.")
    another = offered(found.second_try)
    lines = [gettext("Nothing found."), second_try_text(found.second_try), *(another or ())]
    return "\n".join(filter(None, lines))
