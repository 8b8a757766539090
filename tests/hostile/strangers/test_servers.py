"""A poll of a hostile server ends soon, with papers or an error, and harms nobody."""

import asyncio
import json
import subprocess
import sys
import time
from datetime import UTC, datetime

import aiohttp
import pytest
from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.ports import StreamPart
from bot.sources.feeds.settings import Feed
from bot.sources.feeds.source import FeedSource
from bot.sources.http.public_addresses import StrangersFetcher
from bot.sources.http.responses import MAX_WAIT
from tests.fake_sources import faults
from tests.fake_sources.feeds import LoopbackFeeds
from tests.fake_sources.internet import PUBLIC, FakeInternet
from tests.hostile.strangers.servers import SERVERS
from tests.support.paths import ROOT
from tests.wire.bounds.slices import STALL, watched

_NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
_ENDLESS = ("silence", "drip", "headers that drip", "informed without an end")
_SPEC = Feed(name="s", url="http://feed.example/", title="S").spec
_MOST = 100  # MB, of which most is for parsing
_SOON = 20.0  # seconds, on a busy machine


@pytest.mark.parametrize("name", SERVERS)
async def test_a_poll_ends_well(
    internet: FakeInternet, fetcher: StrangersFetcher, server: LoopbackFeeds, name: str
):
    """Few requests, to no other address, a short sentence if it fails, no long wait, and no long turn."""
    for host in ("other", *(f"n{n}.feed" for n in range(9))):
        internet.name(f"{host}.example", [PUBLIC])
    if name in _ENDLESS:
        fetcher._timeout = aiohttp.ClientTimeout(total=0.5)
    source = FeedSource(
        Feed(name="s", url="http://feed.example/", title="S").spec, fetcher, URL("http://feed.example/")
    )
    server.break_down(SERVERS[name])
    began = time.monotonic()
    async with watched() as slices:
        (found,) = await asyncio.gather(source.read_from(None, _NOW), return_exceptions=True)
    if isinstance(found, SourceError):
        text = str(found)
        assert "\n" not in text
        assert len(text) < 500
        assert not {"10.0.0.1", "secret"} & {*text.split()}
        assert 0 <= (found.retry_after or 0) <= MAX_WAIT
    else:
        assert isinstance(found, StreamPart)
        text = f"{len(found.announced)} papers"
        assert len(found.cursor) < 2_000_000
        assert "root:" not in repr(found)
    sys.stdout.write(f"{name}: {text}; {slices.longest(2)}\n")
    assert time.monotonic() - began < _SOON
    assert len(server.requests) <= fetcher.max_requests
    assert {*internet.connected} == {(PUBLIC, 80)}
    assert slices.worst < 2 * STALL, slices.longest()


def test_there_are_enough():
    """As many as were promised."""
    assert len(SERVERS) >= 40


async def test_what_is_unchanged_is_not_sent_again(
    internet: FakeInternet, fetcher: StrangersFetcher, server: LoopbackFeeds
):
    """304 is honoured, also where another host redirects to the feed."""
    internet.name("moved.example", [PUBLIC])
    source = FeedSource(_SPEC, fetcher, URL("http://moved.example/"))
    cursor: str | None = None
    for _ in range(2):
        server.fail(faults.redirect("http://feed.example/"))
        part = await source.read_from(cursor, _NOW)
        cursor = part.cursor
    assert (len(part.announced), "If-None-Match" in server.headers[-1], len(server.requests)) == (0, True, 4)


def test_memory_is_bounded():
    """No answer takes much memory, nor do as many as are read at once."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.strangers.peak"], cwd=ROOT, capture_output=True, check=True
    )
    peaks: dict[str, float] = json.loads(done.stdout)
    assert peaks.keys() == {*SERVERS, "all at once"}
    sys.stdout.write(f"{sorted(peaks.items(), key=lambda item: -item[1])[:9]}\n")
    assert max(peaks.values()) < _MOST, peaks
