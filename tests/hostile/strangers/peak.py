"""Poll strangers' servers, and write as JSON how far each raised this process's peak memory, in MB."""

import asyncio
import json
import sys
from datetime import UTC, datetime

import aiohttp
import pytest
from yarl import URL

from bot.sources.feeds.settings import Feed
from bot.sources.feeds.source import FeedSource
from bot.sources.http.public_addresses import MAX_AT_ONCE, open_strangers_fetcher
from tests.fake_sources.feeds import LoopbackFeeds
from tests.fake_sources.internet import PUBLIC, FakeInternet
from tests.hostile.slow.bodies.peak import raised
from tests.hostile.strangers.servers import SERVERS

_HOSTS = [f"n{number}.feed.example" for number in range(2 * MAX_AT_ONCE)]


async def main():
    """Measure each server alone, then the endless one at as many hosts as are read at once."""
    peaks: dict[str, float] = {}
    async with LoopbackFeeds() as server, open_strangers_fetcher() as fetcher:
        fetcher._timeout = aiohttp.ClientTimeout(total=5)
        internet = FakeInternet(int(URL(server.url).port or 0))
        for host in ("feed.example", "other.example", *_HOSTS):
            internet.name(host, [PUBLIC])

        async def poll(host: str):
            source = FeedSource(
                Feed(name="s", url=f"http://{host}/", title="S").spec, fetcher, URL(f"http://{host}/")
            )
            await asyncio.gather(source.read_from(None, datetime.now(UTC)), return_exceptions=True)

        with internet.connecting(pytest.MonkeyPatch()):
            for name, fault in SERVERS.items():
                server.break_down(fault)
                with raised(peaks, name):
                    await poll("feed.example")
            server.break_down(SERVERS["without an end"])
            with raised(peaks, "all at once"):
                await asyncio.gather(*map(poll, _HOSTS))
    json.dump(peaks, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main())
