"""A feed on loopback, and a reader of it."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import aiohttp
import pytest
from yarl import URL

from bot.domain.ports import StreamPart
from bot.sources.feeds.parse import MAX_BODY_BYTES
from bot.sources.feeds.settings import Feed
from bot.sources.feeds.source import FeedSource
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources.feeds import LoopbackFeeds, Post, rss

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
POSTS = [
    Post(title=f"On the matter of number {n}", link=f"https://lab.example/{n}", guid=f"guid {n}")
    for n in range(20)
]


@pytest.fixture
async def server() -> AsyncIterator[LoopbackFeeds]:
    async with LoopbackFeeds() as server:
        yield server


@pytest.fixture
def source(session: aiohttp.ClientSession, server: LoopbackFeeds) -> FeedSource:
    table = Feed(name="lab", url=f"{server.url}/feed", title="The lab")
    return FeedSource(table.spec, Fetcher(session, max_bytes=MAX_BODY_BYTES), URL(table.url))


class Reader:
    """Polls the feed, keeping the cursor."""

    def __init__(self, source: FeedSource, server: LoopbackFeeds):
        self.source = source
        self.server = server
        self.cursor: str | None = None

    async def read(
        self, posts: Sequence[Post] | bytes | None = None, now: datetime = NOW, served: datetime | None = None
    ) -> StreamPart:
        if posts is not None:
            self.server.put("feed", posts if isinstance(posts, bytes) else rss(posts))
        self.server.now = lambda: now if served is None else served
        part = await self.source.read_from(self.cursor, now)
        self.cursor = part.cursor
        return part


@pytest.fixture
def reader(source: FeedSource, server: LoopbackFeeds) -> Reader:
    return Reader(source, server)
