"""`/papers search`: pages of the stored papers that a query matches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.presses import selected_value
from bot.discord_io.interactions.replies import change_later
from bot.discord_io.render.code_blocks import code_block
from bot.discord_io.render.entries import SMALL_PRINT
from bot.discord_io.render.paper_text import DOT
from bot.domain.ports import Order
from bot.language.formats import named_day
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import parse, with_limits_for_all
from bot.service.papers.coverage import Period
from bot.service.papers.pages import PageRequest
from bot.text.safe import clip
from cogs.paper_buttons.buttons import chart_button, share_buttons, subscribe_button
from cogs.paper_buttons.shown_query import outdated_error, query_of, suggested_query_of
from cogs.papers.lists import PAGE_SIZE, show_papers
from cogs.shared.layouts import button
from cogs.shared.lines import lines_of_matched_words, no_match_heading, no_papers_text, searched_line
from cogs.shared.no_matches import no_match_help, use_query_label
from cogs.shared.paging import page_from, page_template, page_turners

if TYPE_CHECKING:
    import re

    from bot.query import Query
    from bot.service.papers.search import SearchResult
    from cogs.services import Services
    from cogs.shared.layouts import Item

_PAGES_PREFIX = "search"
_OPTIONS_PATTERN = r"(?P<chosen>[a-z]{1,20}(?:\.[a-z]{1,20})?)"  # also the options of other versions
_INSTEAD_PREFIX = "paperboy:search-instead:"
_BRACKETED_PREFIX = "paperboy:search-bracketed:"
_SINCE_PREFIX = "paperboy:search-since:"
_PREFIXES = (_INSTEAD_PREFIX, _BRACKETED_PREFIX, _SINCE_PREFIX)
_ALL_PERIODS = "all"
_WARNINGS_LENGTH = 300  # characters; with five papers at their longest and the longest query they fit a message


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """Search options besides the query: order and period; `period` None means all papers."""

    order: Order = Order.NEWEST
    period: Period | None = None

    def __str__(self) -> str:
        """Return the options as in custom_ids: `newest` or `newest.week`."""
        return ".".join(filter(None, (self.order, self.period)))


def read_options(text: str) -> SearchOptions:
    """Read options from a custom_id. Raises PaperboyError if this version does not have them."""
    order, _, period = text.partition(".")
    if order not in set(Order) or (period and period not in set(Period)):
        raise outdated_error()
    return SearchOptions(order=Order(order), period=Period(period) if period else None)


class SearchHandler:
    """Searches and turns pages; the search options are in the custom_ids of the buttons.

    A query has up to 500 characters and a custom_id 100, so the query is read from the message itself.
    """

    def __init__(self, services: Services) -> None:
        self._catalogue_for = services.catalogue_for
        self._searches = services.papers.searches
        for pattern in (
            page_template(f"{_PAGES_PREFIX}:{_OPTIONS_PATTERN}"),
            *(f"{prefix}{_OPTIONS_PATTERN}" for prefix in _PREFIXES),
        ):
            services.presses.for_all(pattern, self._pressed)

    async def show(
        self,
        interaction: discord.Interaction,
        query: Query,
        options: SearchOptions,
        number: int = 0,
        key: str = "",
    ) -> None:
        """Show a page of matches in the deferred reply."""
        found = await self._searches.search(
            query, options.order, PageRequest(number, PAGE_SIZE, key), options.period
        )
        page = page_from(found.part)
        has_matches = bool(found.part.total)
        await show_papers(
            interaction,
            [_heading(found, page.summary("paper")), query_text(query), found.question, _no_match_text(found)],
            page.items,
            first=page.number * PAGE_SIZE + 1,
            remarks=[line and f"{SMALL_PRINT}{line}" for line in await lines_of_matched_words(query, page.items)],
            foot=searched_line(found.part.coverage),
            rows=[
                page_turners(page, f"{_PAGES_PREFIX}:{_options_of(found)}"),
                _periods(found),
                _orders(found),
                [
                    *_other_search(found),
                    subscribe_button(is_main=has_matches),
                    *([chart_button()] if has_matches else ()),  # else the chart would show nothing
                    *(share_buttons(interaction) if has_matches else ()),
                ],
            ],
        )

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Show another page, order, period or suggested query for the query in the message."""
        await change_later(interaction)
        catalogue = self._catalogue_for(interaction)
        query, options = parse(query_of(interaction.message), catalogue), match["chosen"]
        groups = match.groupdict()  # a page only for buttons that turn pages
        match match[0].split(":")[1]:
            case "search-instead":
                query = parse(suggested_query_of(interaction.message), catalogue)
            case "search-bracketed":
                query = with_limits_for_all(query) or query
            case "search-since":
                value = selected_value(interaction)
                options = options if value == _ALL_PERIODS else f"{options}.{value}"
            case _:
                pass
        await self.show(
            interaction, query, read_options(options), int(groups.get("page") or 0), groups.get("key") or ""
        )


def _orders(found: SearchResult) -> list[Item]:
    """Return buttons for the other orders."""
    if found.part.total < 2:  # noqa: PLR2004 - one paper has no order
        return []
    others = [SearchOptions(order=order, period=found.period) for order in Order if order is not found.order]
    return [button(_order_words(other.order), _first_page(other)) for other in others]


def _periods(found: SearchResult) -> list[Item]:
    """Return a menu of periods; nothing if the period makes no difference."""
    if found.period is None and found.part.total < 2:  # noqa: PLR2004 - one paper of all
        return []
    is_past_day = found.period is Period.DAY and found.day is not None  # the list shown is no longer today's
    options = [
        discord.SelectOption(
            label=_period_words(period),
            value=period or _ALL_PERIODS,
            default=period is found.period and not is_past_day,
        )
        for period in (None, *Period)
    ]
    return [discord.ui.Select(custom_id=f"{_SINCE_PREFIX}{SearchOptions(order=found.order)}", options=options)]


def _other_search(found: SearchResult) -> list[Item]:
    """Return a button for a search that finds more or fewer papers: all papers, or another query."""
    label, style = use_query_label(), discord.ButtonStyle.primary
    if found.second_try is not None and found.second_try.query:
        custom_id = f"{_INSTEAD_PREFIX}{_options_of(found)}"
        if not found.second_try.matches:
            style = discord.ButtonStyle.secondary
    elif found.part.total:
        if not with_limits_for_all(found.query):
            return []
        custom_id, style = f"{_BRACKETED_PREFIX}{_options_of(found)}", discord.ButtonStyle.secondary
    elif found.all_time:
        # NOTE: shows what a search finds among all that is stored, not only in the last days
        label, custom_id = pgettext("button", "All papers"), _first_page(SearchOptions(order=found.order))
    else:
        return []
    return [button(label, custom_id, style)]


def _first_page(options: SearchOptions) -> str:
    return f"paperboy:{_PAGES_PREFIX}:{options}:0"


def _options_of(found: SearchResult) -> SearchOptions:
    return SearchOptions(order=found.order, period=found.period)


def _heading(found: SearchResult, summary: str) -> str:
    if not found.part.total:
        return no_match_heading()
    heading = gettext("Matching papers")
    if found.period is Period.DAY and found.day:
        # NOTE: a heading; {day} is a weekday with its date
        heading = gettext("Matching papers from {day}", day=named_day(found.day))
    facts = [summary, *([_order_words(found.order)] if found.part.total > 1 else [])]
    return f"### {heading}\n{SMALL_PRINT}{DOT.join(facts)}"


def _period_words(period: Period | None) -> str:
    """Return a period's words in the menu."""
    if period is None:
        # NOTE: in a menu of how far back a search looks: all that is stored
        return pgettext("button", "All papers")
    if period is Period.DAY:
        # NOTE: in a menu of how far back a search looks: the papers of today's list
        return pgettext("button", "Today")
    # NOTE: in a menu of how far back a search looks
    return ngettext("Last {number} day", "Last {number} days", period.days)


def _order_words(order: Order) -> str:
    """Return an order's words, on a button and in a line of facts."""
    return {
        Order.NEWEST: pgettext("button", "Newest first"),
        Order.UPVOTED: pgettext("button", "Most upvoted first"),
        Order.BEST: pgettext("button", "Best match first"),
    }[order]


def query_text(query: Query) -> str:
    """Return the query in a code block, where buttons find it, and its warnings."""
    return "\n".join(filter(None, (code_block(query.canonical), warnings_text(query))))


def warnings_text(*queries: Query) -> str:
    """Return the warnings about queries, a line each."""
    return clip("\n".join(f"⚠️ {warning}" for query in queries for warning in query.warnings), _WARNINGS_LENGTH)


def _no_match_text(found: SearchResult) -> str:
    """Return advice if nothing matches, or what finds more; "" otherwise."""
    if found.part.total:
        return no_match_help(found.second_try) if found.second_try else ""
    if found.all_time:
        return gettext("Earlier matches: **{number}**", number=found.all_time)
    if found.second_try is None or not found.second_try.searched:
        return no_papers_text()
    return no_match_help(found.second_try)
