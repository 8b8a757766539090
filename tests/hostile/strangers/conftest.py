"""A server on loopback to which every IP address leads, and the fetcher for addresses that people gave."""

from collections.abc import AsyncIterator

import pytest
from yarl import URL

from bot.sources.http.public_addresses import StrangersFetcher, open_strangers_fetcher
from tests.fake_sources.feeds import LoopbackFeeds, Post, rss
from tests.fake_sources.internet import PUBLIC, FakeInternet


@pytest.fixture
async def server() -> AsyncIterator[LoopbackFeeds]:
    async with LoopbackFeeds() as server:
        server.put("", rss([Post()]))
        yield server


@pytest.fixture
async def internet(server: LoopbackFeeds, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeInternet]:
    internet = FakeInternet(int(URL(server.url).port or 0))
    internet.name("feed.example", [PUBLIC])
    with internet.connecting(monkeypatch):
        yield internet


@pytest.fixture
async def fetcher() -> AsyncIterator[StrangersFetcher]:
    async with open_strangers_fetcher() as fetcher:
        yield fetcher


@pytest.fixture
async def trusting() -> AsyncIterator[StrangersFetcher]:
    """The control: a host allowed private addresses."""
    async with open_strangers_fetcher(allow_private=True) as fetcher:
        yield fetcher


@pytest.fixture(autouse=True)
def _proxies(monkeypatch: pytest.MonkeyPatch):
    """A proxy that the host's environment names."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.9:3128")
