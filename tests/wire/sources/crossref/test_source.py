"""Polling a preprint server through Crossref over real sockets."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import aiohttp
import pytest

from bot.domain.errors import SourceError
from bot.sources.crossref.settings import Preprints as Table
from bot.sources.crossref.source import Preprints
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources import faults
from tests.fake_sources.crossref import LoopbackCrossref, make_work
from tests.wire.sources.reading import Reader

DAY = date(2026, 11, 24)
SPEC = Table().spec
_DAY = timedelta(days=1)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackCrossref]:
    async with LoopbackCrossref() as server:
        yield server


@pytest.fixture
def reader(session: aiohttp.ClientSession, server: LoopbackCrossref) -> Reader:
    return Reader(Preprints(SPEC, Fetcher(session), "10.26434", server.url))


async def test_each_preprint_once(server: LoopbackCrossref, reader: Reader):
    """Preprints of this prefix are announced once, also one that Crossref shows a day late."""
    server.register([make_work(1, DAY), make_work(2, DAY - _DAY), make_work(3, DAY, DOI="10.31234/osf.io/abcde")])
    assert await reader.poll() == [1, 2]
    assert await reader.poll(0.1) == []
    assert len(server.requests) == 2
    server.register([make_work(4, DAY), make_work(5, DAY + _DAY)])
    assert await reader.poll(1) == [4, 5]
    assert {sighting.signals.list_day for sighting in reader.parts[0].announced} == {DAY, DAY + _DAY}


async def test_new_versions_are_no_papers(server: LoopbackCrossref, reader: Reader):
    """A version with a DOI of its own is the same paper: an update."""
    await reader.poll()
    server.register(
        [make_work(1, DAY, version="/v1"), make_work(1, DAY, version="/v2"), make_work(2, DAY, version="-v3")]
    )
    assert await reader.poll(0.1) == [1]
    assert [one.paper.id for one in reader.parts[0].updates] == [
        "doi:10.26434/chemrxiv-2026-00001",
        "doi:10.26434/chemrxiv-2026-00002",
    ]


async def test_published_preprints_are_updates(server: LoopbackCrossref, reader: Reader):
    """Once a day, preprints that have an article since are updates; if that fails, new ones are announced."""
    await reader.poll()
    server.published = [make_work(7, DAY - 90 * _DAY, relation={"is-preprint-of": [{"id": "10.1021/jacs.1"}]})]
    server.fail(faults.status(400))
    server.register([make_work(1, DAY + _DAY)])
    assert await reader.poll(1) == [1]
    assert not reader.parts[-1].updates
    await reader.poll(2)
    assert [one.paper.published for one in reader.parts[-1].updates] == ["doi:10.1021/jacs.1"]
    await reader.poll(2.1)
    assert not reader.parts[-1].updates


async def test_pages_are_fetched_until_nothing_is_missing(server: LoopbackCrossref, reader: Reader):
    """A late preprint far below the newest ones is found; otherwise one page is enough."""
    server.register(make_work(n, DAY) for n in range(250))
    assert await reader.poll() == [*range(100)], "a first poll gives a hundred"
    assert len(server.requests) == 3
    assert await reader.poll(0.1) == []
    assert len(server.requests) == 4
    server.register([make_work(999, DAY - _DAY)])
    assert await reader.poll(0.2) == [999]
    assert len(server.requests) == 7


async def test_a_withdrawn_preprint_hides_none_for_long(server: LoopbackCrossref, reader: Reader):
    """A late preprint on page 2 comes a day later if a withdrawn one makes the count seem right."""
    server.register(make_work(n, DAY) for n in range(150))
    await reader.poll()
    server.works.pop()
    server.register([make_work(999, DAY - _DAY)])
    assert await reader.poll(0.1) == []
    assert await reader.poll(1) == [999]


async def test_an_outage_is_caught_up(server: LoopbackCrossref, reader: Reader):
    """Ten days are caught up day by day; of more than thirty it is said what was skipped."""
    await reader.poll()
    server.register(make_work(n, DAY + n * _DAY) for n in range(1, 80))
    assert await reader.poll(10) == [*range(1, 11)]
    assert len(reader.parts) == 10
    assert await reader.poll(60) == [*range(30, 61)]
    assert [part.gap for part in reader.parts if part.gap] == [
        "ChemRxiv was not polled for more than 30 days: papers from 05 Dec to 23 Dec were skipped."
    ]
    assert reader.cursor is not None
    assert len(reader.cursor) < 200


async def test_a_list_that_ends_early(server: LoopbackCrossref, reader: Reader):
    """Fewer works than counted are an error, and the next poll gives all."""
    server.register([make_work(1, DAY)])
    server.counted_more = 2
    with pytest.raises(SourceError, match="Only 1 of 3 of ChemRxiv's preprints from 2026-11-23 to 2026-11-24"):
        await reader.poll()
    server.counted_more = 0
    assert await reader.poll() == [1]


@pytest.mark.parametrize("fault", sorted(faults.AWAY))
async def test_an_outage_is_an_error(
    server: LoopbackCrossref, session: aiohttp.ClientSession, reader: Reader, fault: str
):
    """Every faulty answer leaves the cursor, and the next poll returns everything."""
    await reader.poll()
    server.register([make_work(1, DAY)])
    fetcher = Fetcher(session)
    reader.source = Preprints(SPEC, fetcher, "10.26434", server.url)
    server.break_down(faults.AWAY[fault])
    with faults.hurried(fetcher, faults.AWAY[fault]), pytest.raises(SourceError):
        await reader.poll(0.1)
    server.recover()
    assert await reader.poll(0.2) == [1]
