"""Scenes that need weeks of papers: trends, and a query that is too broad."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit
from tools.gallery.recorded import sightings
from tools.gallery.scenes.scene import Scene

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

_WEEKS = 12


async def _trends(stage: Stage) -> None:
    await _remember(stage)
    shown = await stage.run("papers trends", query='"reinforcement learning"')
    await stage.take(
        "trends",
        shown,
        "A bar chart of matches in thirteen weeks, and the numbers in words.",
        "`/papers trends`: matches per week (recorded papers).",
        light=True,
    )
    await stage.you.click(shown.response, label="Share here")
    await stage.take(
        "shared",
        stage.here.last_message,
        "The same chart as a post, with a button to subscribe.",
        "*Share here* posts a reply to the channel.",
    )


async def _broad(stage: Stage) -> None:
    await _remember(stage)
    await stage.take(
        "subscribe-broad",
        await stage.run("alerts subscribe", query="model, learning, training, data"),
        "A preview with a warning that the query matches most papers.",
        "A query that is too broad (recorded papers) …",
    )


async def _remember(stage: Stage) -> None:
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


TRENDS = Scene(name="trends", play=_trends, recorded=True)
BROAD = Scene(name="broad", play=_broad, recorded=True)
