"""`/papers trends`: a chart of how often a query matched, week by week."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code import code_block
from bot.domain.discord.limits import FILE_DESCRIPTION, MESSAGE_LENGTH
from bot.text.phrases import short_day
from bot.text.safe import clip
from cogs.reading.buttons import share_buttons, subscribe_button
from cogs.shared.lines import covered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.query import Query
    from bot.service.papers.trends import Trend, Trends, Week

_NOTHING = "I have no papers stored yet: `/paperboy status` tells whether lists are being read."


async def show_trend(interaction: discord.Interaction, trends: Trends, query: Query) -> None:
    """The chart with its numbers in words, into the answer that was deferred before."""
    trend = await trends.trend(query)
    if not trend.weeks:
        await interaction.edit_original_response(content=_NOTHING)
        return
    if not trend.matches:
        await interaction.edit_original_response(content=trend_text(trend))  # an empty chart shows nothing
        return
    picture = await asyncio.to_thread(_drawn, trend.weeks)
    file = discord.File(
        BytesIO(picture), filename="trend.png", description=clip(alt_text(trend), FILE_DESCRIPTION)
    )
    view = discord.ui.View(timeout=None)
    for button in (subscribe_button(), *share_buttons(interaction)):
        view.add_item(button)
    view.stop()  # who answers is registered
    await interaction.edit_original_response(content=trend_text(trend), attachments=[file], view=view)


def _drawn(weeks: Sequence[Week]) -> bytes:
    from bot.discord_io.render.chart import Bar, bar_chart  # noqa: PLC0415 - a bot that draws nothing needs no Pillow in memory

    return bar_chart(
        [
            Bar(
                label=short_day(week.start),
                value=week.matches if week.papers else None,
                is_part=not week.is_whole,
            )
            for week in weeks
        ]
    )


def trend_text(trend: Trend) -> str:
    """The query, and what the chart shows, in words."""
    lines = [code_block(trend.query.canonical), *(_of_the_chart(trend) if trend.matches else [_none(trend)])]
    lines += [f"⚠️ {warning}" for warning in trend.query.warnings]
    return clip("\n".join(lines), MESSAGE_LENGTH)


def _of_the_chart(trend: Trend) -> Iterator[str]:
    yield f"**{trend.matches:,}** of {covered(trend.coverage)}, matched. The days under the bars are Mondays."
    if whole := [week for week in trend.weeks if week.is_whole and week.papers]:
        busiest = max(whole, key=lambda week: week.matches)
        mean = sum(week.matches for week in whole) / len(whole)
        yield (
            f"In whole weeks {mean:.1f} on average; most in the week of {short_day(busiest.start)}: "
            f"**{busiest.matches}** of {busiest.papers}."
        )
    if any(not week.is_whole for week in trend.weeks):
        yield "Dim bars are weeks of which I have stored a part so far."


def _none(trend: Trend) -> str:
    return (
        f"No paper matched, so there is nothing to draw. Searched: {covered(trend.coverage)}. "
        "`/papers search` with the same query tells what to try instead."
    )


def alt_text(trend: Trend) -> str:
    """The same for those who do not see the picture: every bar."""
    bars = "; ".join(
        f"{short_day(week.start)}: {week.matches} of {week.papers}"
        if week.papers
        else f"{short_day(week.start)}: no lists"
        for week in trend.weeks
    )
    return f"Bar chart of matching papers by week. {bars}."
