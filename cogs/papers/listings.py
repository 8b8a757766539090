"""Lists of papers by day and by upvotes: `/papers today` and `/papers trending`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.replies import change_later
from bot.discord_io.render.entries import SMALL_PRINT
from bot.discord_io.render.paper_text import DOT
from bot.language.formats import named_day
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.papers.coverage import Period
from bot.service.papers.pages import PageRequest
from cogs.paper_buttons.buttons import share_buttons
from cogs.papers.lists import PAGE_SIZE, show_papers
from cogs.shared.layouts import plain, show
from cogs.shared.lines import no_papers_text, searched_line
from cogs.shared.paging import page_from, page_template, page_turners

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    import discord

    from bot.service.papers.papers import Listing
    from cogs.services import Services

_TODAY, _TRENDING = "today", "trending"


class TodayAndTrendingHandler:
    """Shows both lists in pages; `number` and `key` are those of a `PageRequest`."""

    def __init__(self, services: Services) -> None:
        self._papers = services.papers
        for prefix in (_TODAY, rf"{_TRENDING}:(?P<period>week|month)"):
            services.presses.for_all(page_template(prefix), self._turn)

    async def today(self, interaction: discord.Interaction, number: int = 0, key: str = "") -> None:
        """Show a page of today's list, or of the latest list while that is empty, in the deferred reply."""
        listing = await self._papers.stored.today(PageRequest(number, PAGE_SIZE, key))
        if listing.day is None:
            await show(interaction, plain(no_papers_text()))
            return
        page = page_from(listing.part)
        # NOTE: {day} is a weekday with its date
        head = gettext("Papers from {day}", day=named_day(listing.day))
        await show_papers(
            interaction,
            [f"### {head}\n{SMALL_PRINT}{DOT.join([page.summary('paper'), *_facts(listing)])}"],
            page.items,
            first=page.number * PAGE_SIZE + 1,
            with_days=False,
            rows=[page_turners(page, _TODAY), share_buttons(interaction)],
        )

    async def trending(
        self, interaction: discord.Interaction, period: Period, number: int = 0, key: str = ""
    ) -> None:
        """Show a page of the most upvoted papers in the deferred reply."""
        part = await self._papers.searches.ranking(period, PageRequest(number, PAGE_SIZE, key))
        if not part.total:
            text = ngettext(
                "No papers in the last {number} day. See `/paperboy status`.",
                "No papers in the last {number} days. See `/paperboy status`.",
                period.days,
            )
            await show(interaction, plain(text))
            return
        page = page_from(part)
        head = ngettext(
            "Most upvoted of the last {number} day", "Most upvoted of the last {number} days", period.days
        )

        await show_papers(
            interaction,
            [f"### {head}\n{SMALL_PRINT}{page.summary('paper')}"],
            page.items,
            first=page.number * PAGE_SIZE + 1,
            foot=searched_line(part.coverage),
            rows=[page_turners(page, f"{_TRENDING}:{period}"), share_buttons(interaction)],
        )

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await change_later(interaction)
        number, key, period = int(match["page"]), match["key"] or "", match.groupdict().get("period")
        if period:
            await self.trending(interaction, Period(period), number, key)
        else:
            await self.today(interaction, number, key)


def _facts(listing: Listing) -> Iterator[str]:
    """Yield the order of today's list, or that it is empty if this is an older one."""
    if listing.is_open:
        yield pgettext("button", "Most upvoted first")
    elif listing.is_latest:
        # NOTE: in a line of facts at the head of a list of papers
        yield gettext("today's list is still empty")
