"""A search for feeds on a hostile server ends soon and harms nobody."""

import asyncio
import sys

import aiohttp
import pytest

from bot.domain.errors import MistakeError, SourceError
from bot.sources.catalogue import ADDED_KINDS
from bot.sources.http.public_addresses import StrangersFetcher
from bot.sources.settings.added import AddedKinds
from bot.sources.settings.table import Resources
from tests.fake_sources import faults
from tests.fake_sources.feeds import LoopbackFeeds
from tests.fake_sources.internet import PUBLIC, FakeInternet
from tests.hostile.strangers.servers import SERVERS
from tests.wire.bounds.slices import STALL, watched

_LINK = "<link rel=alternate type=application/rss+xml {}>"
_PAGES = {
    "links": _LINK.format("href=/a title=b") * 40_000,
    "links without an end": "<link rel=alternate " * 90_000,
    "attributes": _LINK.format("a='b' " * 500 + "href=/a") * 500,
    "quotes": _LINK.format("href='" * 500) * 500,
    "a long title": _LINK.format(f"href=/a title='{'x' * 3_900}'") * 400,
    "scripts as addresses": _LINK.format("href=javascript:alert(1)") + _LINK.format("href=file:///etc/passwd"),
    "comments": "<!--" * 400_000,
    "a base elsewhere": "<base href=http://10.0.0.1/>" + _LINK.format("href=/a"),
    "entities": _LINK.format(f"href=/a title={'&amp;' * 700}") * 500,
    "markup as titles": _LINK.format("href=/a title='@everyone [x](http://e.example) \u202e'") * 3,
    "itself": _LINK.format("href=/"),
}


@pytest.mark.parametrize("name", [*SERVERS, *_PAGES])
async def test_a_look_ends_well(
    internet: FakeInternet, fetcher: StrangersFetcher, server: LoopbackFeeds, name: str
):
    """Sources or a sentence, with no other connection and no long turn."""
    for host in ("other", *(f"n{n}.feed" for n in range(9))):
        internet.name(f"{host}.example", [PUBLIC])
    fetcher._timeout = aiohttp.ClientTimeout(total=3)
    page = _PAGES.get(name)
    html = f"<!doctype html><html><head>{page}</head></html>".encode()
    server.break_down(SERVERS[name] if page is None else faults.status(200, html, kind="text/html"))
    async with aiohttp.ClientSession() as session, watched() as slices:
        kinds = AddedKinds(ADDED_KINDS, Resources(session, strangers=fetcher))
        (found,) = await asyncio.gather(kinds.find("http://feed.example/"), return_exceptions=True)
    sys.stdout.write(f"{name}: {str(found)[:200]!r}; {slices.longest(1)}\n")
    assert isinstance(found, MistakeError | SourceError | tuple)
    if isinstance(found, tuple):
        assert all(source.address.startswith("http") and len(source.title) <= 60 for source in found)
    assert len(server.requests) <= 2 * fetcher.max_requests
    assert {*internet.connected} == {(PUBLIC, 80)}
    assert slices.worst < 2 * STALL, slices.longest()
