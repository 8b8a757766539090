"""Each item of a feed is alerted once, whatever the feed does; and readers who remember less fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from bot.domain.paper import Sighting, Signals
from bot.domain.ports import StreamPart
from bot.sources.feeds.parse import parse_feed
from bot.sources.feeds.source import FeedSource, feed_spec
from tests.unit.sources.feeds.histories import History, Reader, Server

if TYPE_CHECKING:
    from datetime import datetime

    from bot.sources.http.fetcher import Fetcher


def paperboy(server: Server) -> Reader:
    return FeedSource(feed_spec("lab", "The lab"), cast("Fetcher", server), server.url)


@pytest.mark.parametrize(
    "count", [pytest.param(100, id="some"), pytest.param(5_000, id="all", marks=pytest.mark.soak)]
)
async def test_each_item_is_alerted_once(count: int) -> None:
    """None is lost and none comes twice."""
    for seed in range(count):
        wrong = await History(seed).run(paperboy)
        assert not wrong, f"seed {seed}: {wrong}"
