"""`/papers trends`, and *Trend* under a search: a chart of matches per week."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.replies import change_later, reply_later
from bot.discord_io.render.entries import SMALL
from bot.domain.discord.limits import FILE_DESCRIPTION
from bot.language.formats import decimal, full_day, sentences, short_day
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.text.safe import clip
from cogs.papers.search import query_text, search_button
from cogs.reading.buttons import TREND, share_buttons, subscribe_button
from cogs.reading.quoting import query_of
from cogs.shared.layouts import button, listing, plain, show
from cogs.shared.lines import how_many_papers, no_match_heading, no_papers_text, searched_line
from cogs.shared.second_try import no_match_help, use_query_label

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.query import Query
    from bot.service.papers.trends import Trend, Week
    from cogs.services import Services
    from cogs.shared.layouts import Item

_PICTURE: Final = "trend.png"
_INSTEAD: Final = "paperboy:trend-instead"


class TrendHandler:
    """Draws the chart of a query, and handles the buttons for it.

    If nothing matches, it suggests a similar query with matches, whose chart replaces the reply.
    """

    def __init__(self, services: Services) -> None:
        self._papers = services.papers
        self._catalogue = services.catalogue
        services.presses.for_all(TREND, self._pressed)
        services.presses.for_all(_INSTEAD, self._pressed)

    async def show(self, interaction: discord.Interaction, query: Query) -> None:
        """Show the query, its chart and the numbers in words in the deferred reply."""
        trend = await self._papers.trend(query)
        head, share = trend_head(trend, query), share_buttons(interaction)
        if not trend.weeks:
            await show(interaction, plain(no_papers_text()))
        elif not trend.matches:  # no chart
            found = await self._papers.searches.second_try(query)
            buttons: list[Item] = [subscribe_button(is_main=False)]
            if found.query is not None:
                style = discord.ButtonStyle.primary
                buttons.insert(0, button(use_query_label(), _INSTEAD, style))
            texts = [head, no_match_help(found) if found.papers else ""]
            await show(interaction, listing(texts, (), rows=[buttons]))
        elif not trend.is_drawable:
            papers = search_button(pgettext("button", "Show"))
            rows = [[papers, subscribe_button(), *share]]
            await show(interaction, listing([head, too_few_weeks(trend)], (), rows=rows))
        else:
            file = discord.File(BytesIO(await asyncio.to_thread(_drawn, trend.weeks)), filename=_PICTURE)
            picture = discord.MediaGalleryItem(file, description=clip(alt_text(trend), FILE_DESCRIPTION))
            # NOTE: below a chart of weeks
            foot = gettext("Dim bars are incomplete weeks; the average skips them.")
            shown: list[str | Item] = [head, discord.ui.MediaGallery(picture), numbers_text(trend.weeks)]
            layout = listing(shown, (), foot=f"{SMALL}{foot}", rows=[[subscribe_button(), *share]])
            await show(interaction, layout, [file])

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Chart the query above the button, or the suggested one, which is computed again as no id can hold it."""
        query = parse(query_of(interaction.message), self._catalogue)
        if match[0] == TREND:
            await reply_later(interaction)
        else:
            await change_later(interaction)
            query = (await self._papers.searches.second_try(query)).query or query
        await self.show(interaction, query)


def _drawn(weeks: Sequence[Week]) -> bytes:
    from bot.discord_io.render.chart import Bar, bar_chart  # noqa: PLC0415 - a bot that draws nothing needs no Pillow in memory

    return bar_chart(
        [
            Bar(label=label, value=week.matches if week.papers else None, is_part=not week.is_whole)
            for label, week in zip(bar_labels(weeks), weeks, strict=True)
        ]
    )


def too_few_weeks(trend: Trend) -> str:
    """Say that there are too few weeks for a chart, and since when papers are stored."""
    first = trend.coverage.first
    if first is None:
        return ""
    return gettext(
        "Too few weeks for a chart: papers are stored since {day}.",
        day=full_day(first),
    )


def bar_labels(weeks: Sequence[Week]) -> list[str]:
    """Return the Mondays: `3 Nov`, or `11-03` in languages whose letters the chart's font lacks."""
    labels = [short_day(week.start) for week in weeks]
    return labels if all(map(str.isascii, labels)) else [f"{week.start:%m-%d}" for week in weeks]


def trend_head(trend: Trend, query: Query) -> str:
    """Return the heading: the number of matches, the query, and how many papers were searched.

    The query is in a code block, where buttons find it, followed by its warnings.
    """
    heading = no_match_heading() if not trend.matches else f"### {how_many_papers(trend.matches)}"
    return f"{heading}\n{query_text(query)}\n{SMALL}{searched_line(trend.coverage)}"


def numbers_text(weeks: Sequence[Week]) -> str:
    """Return the chart in words: the complete weeks, then the current week."""
    whole = [week for week in weeks if week.is_whole and week.papers]
    complete, current = "", ""
    if whole:
        busiest = max(whole, key=lambda week: week.matches)
        mean = sum(week.matches for week in whole) / len(whole)
        complete = gettext(
            "{mean} a week on average; at most **{matches}** of {papers} papers (week of {day}).",
            mean=f"**{decimal(mean, 1)}**",
            day=short_day(busiest.start),
            matches=busiest.matches,
            papers=busiest.papers,
        )
    if weeks and weeks[-1].papers and not weeks[-1].is_whole:
        current = gettext(
            "**{matches}** of this week's {papers} papers so far.",
            matches=weeks[-1].matches,
            papers=weeks[-1].papers,
        )
    return sentences(complete, current)


def alt_text(trend: Trend) -> str:
    """Describe every bar for people who cannot see the picture."""
    bars = "; ".join(
        # NOTE: a bar of a chart in words: so many of the papers of the week of that day matched
        gettext(
            "{day}: {matches} of {papers}",
            day=short_day(week.start),
            matches=week.matches,
            papers=week.papers,
        )
        for week in trend.weeks
    )
    return gettext("Matches per week. {bars}.", bars=bars)
