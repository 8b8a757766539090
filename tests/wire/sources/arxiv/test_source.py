"""arXiv over real sockets: announcement after announcement."""

import aiohttp
import pytest

from bot.domain.errors import SourceError
from tests.fake_sources import faults
from tests.fake_sources.arxiv import LoopbackArxiv
from tests.wire.sources.arxiv.reading import DAYS, MONDAY, Reader, item


async def test_an_announcement_is_read_once(reader: Reader):
    """New and cross-listed papers are announced, replaced ones are updates; the same feed again is nothing."""
    kinds = ("new", "cross", "replace", "replace-cross")
    reader.server.announce(MONDAY, [item(n, MONDAY, kind=kind) for n, kind in enumerate(kinds)])
    assert await reader.poll() == ["2611.00000", "2611.00001"]
    (part,) = reader.parts
    assert [sighting.paper.number for sighting in part.updates] == ["2611.00002", "2611.00003"]
    assert {sighting.signals.list_day for sighting in part.announced} == {MONDAY}
    before = reader.cursor
    assert await reader.poll() == []
    assert reader.cursor == before
    assert len(reader.server.requests) == 2
    assert "If-None-Match" in reader.server.headers[1]


async def test_a_day_that_is_not_acceptable(reader: Reader):
    """Since September 2026 arXiv says so for hours to whoever names what is wanted: it is asked for anything.

    Where that is not acceptable either, it is asked again at the next poll, and nothing is lost.
    """
    reader.server.announce(MONDAY, [item(0, MONDAY)])
    page = b"<html><head><title>406 Not Acceptable</title></head><body><h1>Not Acceptable</h1></body></html>"
    reader.server.fail(faults.status(406, page, kind="text/html"))
    with pytest.raises(SourceError, match=r"406 \(Not Acceptable\); a running bot retries by itself"):
        await reader.poll()
    assert await reader.poll() == ["2611.00000"]
    assert {headers["Accept"] for headers in reader.server.headers} == {"*/*"}


async def test_the_next_day_is_the_next_feed(reader: Reader):
    """Over a weekend with empty feeds no day is missed and the API is not used."""
    reader.announce(0, 4)
    assert await reader.poll() == ["2611.00004"]
    for day in (MONDAY + 5 * DAYS, MONDAY + 6 * DAYS):
        reader.server.day = day
        assert await reader.poll() == []
        assert reader.day == day
    reader.announce(7)
    assert await reader.poll() == ["2611.00007"]
    assert all(request.startswith("/rss/cs.LG") for request in reader.server.requests)


async def test_a_large_day_is_read_whole(session: aiohttp.ClientSession, server: LoopbackArxiv):
    """A day of 1,900 new and 900 cross-listed papers is fetched in several feeds."""
    reader = Reader(session, server, "cs.LG", "stat.ML")
    new = [item(n, MONDAY) for n in range(1_900)]
    crossed = [item(n, MONDAY, kind="cross", categories=("stat.ML",)) for n in range(2_000, 2_900)]
    server.announce(MONDAY, [*new, *crossed])
    assert len(await reader.poll()) == 2_800
    assert reader.day == MONDAY
    assert [request.partition("?")[0] for request in server.requests] == [
        "/rss/cs.LG+stat.ML",
        "/rss/cs.LG",
        "/rss/stat.ML",
    ]
    assert await reader.poll() == []


async def test_an_older_copy_moves_nothing_back(reader: Reader):
    """A cache that gives yesterday's feed is ignored."""
    reader.announce(0, 1)
    assert await reader.poll() == ["2611.00001"]
    before = reader.cursor
    reader.server.day = MONDAY
    assert await reader.poll() == []
    assert reader.cursor == before


async def test_the_first_reading_may_be_on_a_weekend(reader: Reader):
    """After a first poll on a weekend, Monday's papers are new."""
    saturday = MONDAY + 5 * DAYS
    reader.server.day = saturday
    assert await reader.poll() == []
    assert reader.day == saturday
    reader.announce(7)
    assert await reader.poll() == ["2611.00007"]


async def test_two_feeds_of_two_days(session: aiohttp.ClientSession, server: LoopbackArxiv):
    """With midnight between two requests only the later day counts, and it is polled again."""
    reader = Reader(session, server, "cs.LG", "stat.ML")
    tuesday = MONDAY + DAYS
    server.announce(MONDAY, [item(n, MONDAY) for n in range(2_000)])
    server.announce(tuesday, [item(3_000, tuesday), item(3_001, tuesday, categories=("stat.ML",))])

    real = server.answer

    async def at_midnight(request: object) -> object:
        if len(server.requests) == 3:
            server.day = tuesday
        return await real(request)  # pyright: ignore[reportArgumentType] - a request

    server.answer = at_midnight  # pyright: ignore[reportAttributeAccessIssue] - a test's own
    assert await reader.poll() == ["2611.03001"]
    assert reader.day == MONDAY
    server.answer = real
    assert await reader.poll() == ["2611.03000"]
    assert reader.day == tuesday
