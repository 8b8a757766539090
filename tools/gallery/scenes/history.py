"""Scenes that need weeks of papers: a chart, and a query that is too broad."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit
from tools.gallery.recorded import sightings
from tools.gallery.scenes.scene import Scene

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

_WEEKS = 12


async def _chart(stage: Stage) -> None:
    await store_weeks(stage)
    shown = await stage.run("papers chart", query='"reinforcement learning"; diffusion')
    await stage.take(
        "chart",
        shown,
        "A bar chart of the matches of two queries in thirteen weeks, with its legend.",
        "`/papers chart`: matches per week (recorded papers).",
        light=True,
    )
    await stage.you.click(shown.response, label="Share here")
    await stage.take(
        "shared",
        stage.here.last_message,
        "The same chart as a post, with its legend.",
        "*Share here* posts a reply to the channel.",
    )


async def _broad(stage: Stage) -> None:
    await store_weeks(stage)
    await stage.take(
        "subscribe-broad",
        await stage.run("alerts subscribe", query="model, learning, training, data"),
        "A preview with a warning that the query matches most papers.",
        "A query that is too broad (recorded papers) …",
    )


async def store_weeks(stage: Stage) -> None:
    """Store the lists of the last weeks, as if the bot had polled them."""
    last = stage.clock.at.date()
    first = last - timedelta(days=7 * _WEEKS + last.weekday())
    cache = await stage.store.subscriptions()
    await stage.store.commit_poll(
        PollCommit(
            source=stage.feed.spec.name,
            at=stage.clock.at,
            sightings=sightings(first, last, stage.clock.at),
            subscriptions_version=cache.version,
        )
    )


CHART = Scene(name="chart", play=_chart, recorded=True)
BROAD = Scene(name="broad", play=_broad, recorded=True)
