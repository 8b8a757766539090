"""Lists of papers by day and by upvotes: `/papers today` and `/papers trending`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.presses import on_press
from bot.service.papers.trending import Period
from cogs.shared.lines import covered, dated_line, paper_line
from cogs.shared.paging import page_buttons, page_from, page_of, page_template

if TYPE_CHECKING:
    import re

    from bot.domain.paper import Sighting
    from bot.service.papers.papers import Listing, Papers
    from bot.service.papers.trending import Ranking, Rankings
    from cogs.shared.paging import Page

_PAGE = 10
_TODAY, _TRENDING = "today", "trending"
_NOTHING = (
    "I have not read any papers yet. The first poll comes soon after the start: `/paperboy status` tells more."
)
_SETTLED = "Upvotes are read for about a week after a paper was listed."


class Listings:
    """Shows lists in pages. `item_classes` are for `Client.add_dynamic_items`."""

    def __init__(self, papers: Papers, rankings: Rankings) -> None:
        self._papers = papers
        self._rankings = rankings
        self._today_pages = on_press(page_template(_TODAY), self._turn_today)
        self._trending_pages = on_press(page_template(rf"{_TRENDING}:(?P<period>week|month)"), self._turn_trending)
        self.item_classes = (self._today_pages, self._trending_pages)

    async def today(self, interaction: discord.Interaction, number: int = 0) -> None:
        """A page of the open list day, into the answer that was deferred before."""
        listing = await self._papers.today()
        if listing.day is None:
            await interaction.edit_original_response(content=_NOTHING, embed=None, view=None)
            return
        page = page_of(listing.sightings, number, _PAGE)
        embed = discord.Embed(title=_day_title(listing, page), description="\n".join(map(paper_line, page.items)))
        await interaction.edit_original_response(embed=embed, view=page_buttons(page, _TODAY, self._today_pages))

    async def trending(self, interaction: discord.Interaction, period: Period, number: int = 0) -> None:
        """A page of the most upvoted papers, into the answer that was deferred before."""
        ranking = await self._rankings.ranking(period, number, _PAGE)
        if not ranking.part.total:
            await interaction.edit_original_response(content=_none_of(period), embed=None, view=None)
            return
        page = page_from(ranking.part, number)
        view = page_buttons(page, f"{_TRENDING}:{period}", self._trending_pages)
        await interaction.edit_original_response(embed=_ranking_embed(ranking, page), view=view)

    async def _turn_today(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        await self.today(interaction, int(match["page"]))

    async def _turn_trending(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        await self.trending(interaction, Period(match["period"]), int(match["page"]))


def _day_title(listing: Listing, page: Page[object]) -> str:
    day = f"{listing.day:%A %d %B}"
    if listing.is_open:
        return f"Papers of {day}, still open: {page.position}"
    return f"Nothing is listed today so far. Papers of {day}: {page.position}"


def _ranking_embed(ranking: Ranking, page: Page[Sighting]) -> discord.Embed:
    embed = discord.Embed(
        title=f"Most upvoted of the last {ranking.period.days} days: {page.position}",
        description="\n".join(map(dated_line, page.items)),
    )
    return embed.set_footer(text=f"Of {covered(ranking.part.coverage)}. {_SETTLED}")


def _none_of(period: Period) -> str:
    return (
        f"I have stored no papers of the last {period.days} days: `/papers today` shows the latest list, "
        "`/paperboy status` tells whether lists are being read."
    )
