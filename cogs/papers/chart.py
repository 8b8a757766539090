"""`/papers chart`, and *Chart* under a search: a chart of matches per week, of up to three queries."""

from __future__ import annotations

import asyncio
import re
from io import BytesIO
from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.replies import change_later, reply_later
from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.render.entries import SMALL_PRINT
from bot.domain.discord.limits import BUTTON_TEXT, FILE_DESCRIPTION
from bot.domain.errors import MistakeError
from bot.language.formats import decimal, short_day
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.query.query import try_parse
from bot.text.safe import clip
from cogs.paper_buttons.buttons import CHART, share_buttons, subscribe_button
from cogs.paper_buttons.shown_query import query_of, suggested_query_of
from cogs.papers.search import query_text, warnings_text
from cogs.shared.layouts import button, listing, plain, show
from cogs.shared.lines import how_many_papers, no_match_heading, no_papers_text, searched_line
from cogs.shared.no_matches import no_match_help, use_query_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.query import Query
    from bot.service.papers.trends import Trend, Week
    from cogs.services import Services
    from cogs.shared.layouts import Item

_FILE_NAME = "trend.png"
_INSTEAD_ID = "paperboy:trend-instead"
_ALTERNATIVES_ID = "paperboy:trend-apart"
_BETWEEN_SEMICOLONS = re.compile(r'(?:"[^"]*"|[^;；])+')
# Between alternatives; a comma becomes OR in the canonical form
_OR_PATTERN = r" (?:OR|(?i:vs\.?|versus)) "
_SQUARES = "🟧🟦🟩"  # in the order of the colours of the bars
_QUERY_LENGTH = 60  # characters of one of several queries


class ChartHandler:
    """Draws the chart of one query or more, and handles the buttons for it.

    If a single query matches nothing, it suggests a similar one, whose chart replaces the reply.
    """

    def __init__(self, services: Services) -> None:
        self._papers = services.papers
        self._catalogue_for = services.catalogue_for
        for custom_id in (CHART, _INSTEAD_ID, _ALTERNATIVES_ID):
            services.presses.for_all(custom_id, self._pressed)

    async def show(self, interaction: discord.Interaction, query: Query, *others: Query) -> None:
        """Show the queries, their chart and the numbers in words in the deferred reply."""
        trends = [await self._papers.trend(one) for one in (query, *others)]
        trend, head = trends[0], legend(trends) if others else trend_head(trends[0])
        if not trend.weeks:
            await show(interaction, plain(no_papers_text()))
            return
        # A button reads its query from a code block; the legend of several queries has none
        row: list[Item] = [] if others else [subscribe_button(is_main=bool(trend.matches))]
        # Not for a typed OR: who writes that may want one query
        if not others and "OR" not in query.typed.split() and (separate := alternatives(query)):
            head = f"{head}\n{gettext('To compare queries, put `;` between them.')}"
            label = pgettext("button", "Use {term}", term="; ".join(map(str, separate)))
            row.insert(0, button(clip(label, BUTTON_TEXT), _ALTERNATIVES_ID))
        parts, foot, files = list["str | Item"]([head]), "", list[discord.File]()
        if not trend.matches and not others:  # no chart
            found = await self._papers.searches.second_try(query)
            if found.query is not None:
                style = discord.ButtonStyle.primary if found.matches else discord.ButtonStyle.secondary
                row.insert(0, button(use_query_label(), _INSTEAD_ID, style))
            parts.append(no_match_help(found) if found.searched else "")
        else:
            row += share_buttons(interaction)
            if trend.is_drawable:
                files = [discord.File(BytesIO(await asyncio.to_thread(_draw, trends)), filename=_FILE_NAME)]
                description = clip(" ".join(map(alt_text, trends)), FILE_DESCRIPTION)
                parts.append(discord.ui.MediaGallery(discord.MediaGalleryItem(files[0], description=description)))
                # NOTE: below a chart of weeks
                foot = f"{SMALL_PRINT}{gettext('Faded bars show incomplete weeks.')}"
            else:
                parts.append(gettext("A chart needs at least two weeks of papers."))
        await show(interaction, listing(parts, (), foot=foot, rows=[row]), files)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Chart the query above the button, or those that its message suggests: no custom_id can hold a query."""
        catalogue = self._catalogue_for(interaction)
        query = parse(query_of(interaction.message), catalogue)
        queries = [query]
        await (reply_later if match[0] == CHART else change_later)(interaction)
        if match[0] == _INSTEAD_ID:
            queries = [parse(suggested_query_of(interaction.message), catalogue)]
        elif match[0] == _ALTERNATIVES_ID:
            queries = alternatives(query) or queries
        await self.show(interaction, *queries)


def parse_queries(text: str, catalogue: Catalogue) -> list[Query]:
    """Parse up to three queries with `;` between them, which does not part a phrase. Raises MistakeError."""
    parts = [part for part in map(str.strip, _BETWEEN_SEMICOLONS.findall(text)) if part] or [text]
    if len(parts) > len(_SQUARES):
        raise MistakeError(gettext("A chart can have at most {most} queries.", most=len(_SQUARES)))
    return [parse(part, catalogue) for part in parts]


def alternatives(query: Query) -> list[Query]:
    """Return `a` and `b` of `a, b` or `a vs b`; nothing for a query without alternatives or with more than three.

    A part of brackets or of a phrase is no query: `a (b, c)` and `"a vs b"` have none.
    """
    parts = re.split(_OR_PATTERN, query.canonical)
    found = [one for part in parts if (one := try_parse(part, query))]
    return found if 1 < len(found) == len(parts) <= len(_SQUARES) else []


def _draw(trends: Sequence[Trend]) -> bytes:
    from bot.discord_io.render.chart import Bars, bar_chart  # noqa: PLC0415 - a bot that draws nothing needs no Pillow in memory

    return bar_chart(
        [
            Bars(
                label=label,
                # A week without papers gets no bars, rather than zeros
                values=[week.matches for week in weeks if week.papers],
                is_part=not weeks[0].is_whole,
            )
            for label, *weeks in zip(bar_labels(trends[0].weeks), *(one.weeks for one in trends), strict=False)
        ]
    )


def bar_labels(weeks: Sequence[Week]) -> list[str]:
    """Return the Mondays: `3 Nov`, or `11-03` in languages whose letters the chart's font lacks."""
    labels = [short_day(week.start) for week in weeks]
    return labels if all(map(str.isascii, labels)) else [f"{week.start:%m-%d}" for week in weeks]


def trend_head(trend: Trend) -> str:
    """Return the heading: the number of matches, the query, and how many papers were searched.

    The query is in a code block, where buttons find it, followed by its warnings.
    """
    heading = no_match_heading() if not trend.matches else f"### {matches_text(trend)}"
    return f"{heading}\n{query_text(trend.query)}\n{SMALL_PRINT}{searched_line(trend.coverage)}"


def legend(trends: Sequence[Trend]) -> str:
    """Return a line for each query: its colour, its matches and their share; then the warnings."""
    lines = [
        f"{square} {inline_code(_short_query(trend))} · {matches_text(trend)}"
        for square, trend in zip(_SQUARES, trends, strict=False)
    ]
    warnings = warnings_text(*(trend.query for trend in trends))
    return "\n".join((*lines, *filter(None, [warnings]), f"{SMALL_PRINT}{searched_line(trends[0].coverage)}"))


def matches_text(trend: Trend) -> str:
    """Return the matches and their share: `41 papers · 3.1% of all papers`."""
    percent = 100 * trend.matches / max(trend.coverage.papers, 1)
    share = gettext("{percent}% of all papers", percent=decimal(percent, 2 if 0 < percent < 1 else 1))
    return f"{how_many_papers(trend.matches)} · {share}"


def alt_text(trend: Trend) -> str:
    """Describe every week with stored papers for people who cannot see the picture."""
    bars = "; ".join(
        # NOTE: a bar of a chart in words: so many of the papers of the week of that day matched
        gettext(
            "{day}: {matches} of {papers}",
            day=short_day(week.start),
            matches=week.matches,
            papers=week.papers,
        )
        for week in trend.weeks
        if week.papers
    )
    return gettext("Matches per week for {query}. {bars}.", query=_short_query(trend), bars=bars)


def _short_query(trend: Trend) -> str:
    return clip(trend.query.canonical, _QUERY_LENGTH)
