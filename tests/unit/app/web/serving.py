"""A feed served on loopback."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.app.web.feeds import FeedPage
from bot.app.web.listener import serve_web
from bot.domain.ports import Observer, Store
from bot.service.deliver.feeds import Feed, Feeds
from bot.settings.model import Web
from tests.support.fakes import CHANNEL, Clock, subscribe, subscription
from tests.unit.app.monitoring.test_http import free_port


@dataclass
class Served:
    """The feed of a channel, its service, and a client of the listener."""

    feeds: Feeds
    feed: Feed
    page: FeedPage
    client: aiohttp.ClientSession
    port: int

    async def get(
        self, ending: str = "atom", method: str = "GET", **headers: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Ask for the feed; the body is as it was sent."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        path = f"/feeds/{self.feed.secret}.{ending}"
        async with self.client.request(method, path, headers=names) as answer:
            return answer.status, answer.headers, await answer.read()


@asynccontextmanager
async def served(store: Store, now: Clock, **settings: str) -> AsyncGenerator[Served]:
    """Serve a feed of a channel that has a subscription."""
    await subscribe(store, subscription())
    port = free_port()
    web = Web.model_validate({"port": port, **settings})
    feeds = Feeds(store, now, web.address)
    feed = await feeds.open(CHANNEL, None, "en")
    page = FeedPage(feeds)
    pages = {("GET", "feeds"): page.answer}
    address = f"http://127.0.0.1:{port}"
    async with (
        serve_web(web, pages, Observer()),
        aiohttp.ClientSession(address, auto_decompress=False, headers={"Accept-Encoding": "identity"}) as client,
    ):
        yield Served(feeds, feed, page, client, port)
