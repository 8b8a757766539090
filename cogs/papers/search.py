"""`/papers search`: the stored papers that a query matches, in pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.presses import selected
from bot.discord_io.interactions.replies import change_later
from bot.discord_io.render.code import code_block
from bot.discord_io.render.entries import SMALL
from bot.discord_io.render.paper_text import DOT
from bot.domain.ports import Order
from bot.language.formats import named_day
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import parse, with_limits_for_all
from bot.service.papers.coverage import Period
from bot.service.papers.pages import Page
from bot.text.safe import clip
from cogs.papers.lists import PAGE, show_papers
from cogs.reading.buttons import share_buttons, subscribe_button, trend_button
from cogs.reading.quoting import lost, query_of
from cogs.shared.layouts import button
from cogs.shared.lines import covered, matched_note
from cogs.shared.paging import page_from, page_template, page_turners
from cogs.shared.second_try import instead_text, take_label

if TYPE_CHECKING:
    import re

    from bot.query import Query
    from bot.service.papers.search import Found
    from cogs.services import Services
    from cogs.shared.layouts import Item

_PAGES = "search"
_CHOSEN: Final = r"(?P<chosen>[a-z]{1,20}(?:\.[a-z]{1,20})?)"  # also what another version may have offered
_INSTEAD = "paperboy:search-instead:"
_BRACKETED = "paperboy:search-bracketed:"
_SINCE = "paperboy:search-since:"
_OTHERS = (_INSTEAD, _BRACKETED, _SINCE)
_ALL = "all"
_WARNINGS = 300  # characters; with five papers at their longest and the longest query they fit a message


@dataclass(frozen=True, slots=True)
class Chosen:
    """Options of a search beside its query: the order, and the days; `period` None for all papers."""

    order: Order = Order.NEWEST
    period: Period | None = None

    def __str__(self) -> str:
        """As custom_ids have it: `newest` or `newest.week`."""
        return ".".join(filter(None, (self.order, self.period)))


def chosen(text: str) -> Chosen:
    """The reverse. Raises PaperboyError for what is no choice in this version."""
    order, _, period = text.partition(".")
    if order not in set(Order) or (period and period not in set(Period)):
        raise lost()
    return Chosen(order=Order(order), period=Period(period) if period else None)


class SearchHandler:
    """Searches and turns pages, whose buttons stand under the query; what was chosen beside it is in their ids.

    A query has up to 500 characters and a custom_id 100, so that the query is read from the message itself.
    """

    def __init__(self, services: Services) -> None:
        self._catalogue = services.catalogue
        self._searches = services.papers.searches
        for pattern in (page_template(f"{_PAGES}:{_CHOSEN}"), *(f"{one}{_CHOSEN}" for one in _OTHERS)):
            services.presses.for_all(pattern, self._pressed)

    async def show(
        self, interaction: discord.Interaction, query: Query, how: Chosen, number: int = 0, key: str = ""
    ) -> None:
        """A page of what was found, into the answer that was deferred before."""
        found = await self._searches.search(query, how.order, Page(number, PAGE, key), how.period)
        page = page_from(found.part, number)
        some = bool(found.part.total)
        await show_papers(
            interaction,
            [_heading(found, page.told("paper")), query_text(query), _nothing(found)],
            page.items,
            first=page.number * PAGE + 1,
            notes=[note and f"{SMALL}{note}" for note in (matched_note(query, one) for one in page.items)],
            # NOTE: {papers} is, for instance, `1,601 papers, listed from 1 Oct 2025 to 30 Jan 2026`
            foot=gettext("Searched: {papers}.", papers=covered(found.part.coverage)),
            rows=[
                page_turners(page, f"{_PAGES}:{_chosen_in(found)}"),
                _periods(found),
                _orders(found),
                [
                    *_instead(found),
                    subscribe_button(is_main=some),
                    *([trend_button()] if some else ()),  # else the chart would show nothing
                    *(share_buttons(interaction) if some else ()),
                ],
            ],
        )

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """The query that stands in the message, another page or order of it, or what is offered in its place."""
        await change_later(interaction)
        query, how = parse(query_of(interaction.message), self._catalogue), match["chosen"]
        page = match.groupdict()
        match match[0].split(":")[1]:
            case "search-instead":  # found again, as a message may hold much
                query = (await self._searches.second_try(query)).query or query
            case "search-bracketed":
                query = with_limits_for_all(query) or query
            case "search-since":
                value = selected(interaction)
                how = how if value == _ALL else f"{how}.{value}"
            case _:
                pass
        await self.show(interaction, query, chosen(how), int(page.get("page") or 0), page.get("key") or "")


def _orders(found: Found) -> list[Item]:
    """Buttons to the other orders."""
    if found.part.total < 2:  # noqa: PLR2004 - one paper has no order
        return []
    others = [Chosen(order=order, period=found.period) for order in Order if order is not found.order]
    return [button(_order_words(one.order)[0], _first_page(one)) for one in others]


def _periods(found: Found) -> list[Item]:
    """A menu of how far back; none where that makes no difference."""
    if found.period is None and found.part.total < 2:  # noqa: PLR2004 - one paper of all
        return []
    over = found.period is Period.DAY and found.day is not None  # what is shown is no more of today
    options = [
        discord.SelectOption(
            label=_period_words(one)[0], value=one or _ALL, default=one is found.period and not over
        )
        for one in (None, *Period)
    ]
    return [discord.ui.Select(custom_id=f"{_SINCE}{Chosen(order=found.order)}", options=options)]


def _instead(found: Found) -> list[Item]:
    """A button to what is offered in place of what finds nothing or too much: all papers, another query."""
    label, style = take_label(), discord.ButtonStyle.primary
    if found.part.total:
        if not with_limits_for_all(found.query):
            return []
        custom_id, style = f"{_BRACKETED}{_chosen_in(found)}", discord.ButtonStyle.secondary
    elif found.all_time:
        # NOTE: shows what a search finds among all that is stored, not only in the last days
        label, custom_id = pgettext("button", "All papers"), _first_page(Chosen(order=found.order))
    elif found.second_try is not None and found.second_try.query:
        custom_id = f"{_INSTEAD}{found.order}"
    else:
        return []
    return [button(label, custom_id, style)]


def search_button(label: str) -> Item:
    """Searches for the query that a message shows at its beginning, in place of what it shows now."""
    return button(label, _first_page(Chosen()))


def _first_page(how: Chosen) -> str:
    return f"paperboy:{_PAGES}:{how}:0"


def _chosen_in(found: Found) -> Chosen:
    return Chosen(order=found.order, period=found.period)


def _heading(found: Found, told: str) -> str:
    _, some, none = _period_words(found.period)
    if not found.part.total:
        return f"### {none}"
    if found.period is Period.DAY and found.day:
        # NOTE: a heading; {day} is a weekday with its date
        some = gettext("Papers of {day} that match", day=named_day(found.day))
    facts = [told, *([_order_words(found.order)[1]] if found.part.total > 1 else [])]
    return f"### {some}\n{SMALL}{DOT.join(facts)}"


def _period_words(period: Period | None) -> tuple[str, str, str]:
    """Words for a period: in the menu, over some papers, and where none matches."""
    if period is None:
        # NOTE: in a menu of how far back a search looks: all that is stored
        return pgettext("button", "Any time"), gettext("Papers that match"), gettext("No paper matches")
    if period is Period.DAY:
        return (
            # NOTE: in a menu of how far back a search looks: the papers of today's list
            pgettext("button", "Today"),
            # NOTE: a heading, over papers of today's list
            gettext("Papers of today that match"),
            # NOTE: a heading: none in today's list
            gettext("No paper of today matches"),
        )
    days = period.days
    return (
        # NOTE: in a menu of how far back a search looks
        ngettext("Last {number} day", "Last {number} days", days),
        ngettext(
            "Papers of the last {number} day that match", "Papers of the last {number} days that match", days
        ),
        ngettext("No paper of the last {number} day matches", "No paper of the last {number} days matches", days),
    )


def _order_words(order: Order) -> tuple[str, str]:
    """Words for an order: on a button, and in a line of facts."""
    return {
        Order.NEWEST: (pgettext("button", "Newest first"), pgettext("list", "newest first")),
        Order.UPVOTED: (pgettext("button", "Most upvoted first"), pgettext("list", "most upvoted first")),
        Order.BEST: (pgettext("button", "Best match first"), pgettext("list", "best match first")),
    }[order]


def query_text(query: Query) -> str:
    """The query in a code block, where buttons find it, and its warnings."""
    warnings = clip("\n".join(f"⚠️ {warning}" for warning in query.warnings), _WARNINGS)
    return "\n".join(filter(None, (code_block(query.canonical), warnings)))


def _nothing(found: Found) -> str:
    """Advice if nothing matches; "" otherwise."""
    if found.part.total:
        return ""
    if found.all_time:
        return ngettext(
            "Among all stored papers, {number} matches.",
            "Among all stored papers, {number} match.",
            found.all_time,
        )
    if found.second_try is None or not found.second_try.papers:
        return gettext("I have no papers stored yet: `/paperboy status` tells whether papers are being read.")
    help_ = instead_text(found.second_try)
    if found.requested_period is None:
        return help_
    return "\n".join((gettext("Nothing found, neither in the time that you chose nor before it."), help_))
