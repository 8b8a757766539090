"""Polling the programme of a conference over real sockets: whole, in parts over weeks, and broken."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.domain.errors import SourceError
from bot.domain.ports import StreamPart
from bot.sources.conferences.added import KIND
from bot.sources.conferences.families import find_conference
from bot.sources.conferences.source import ConferenceSource
from bot.sources.http.fetcher import Fetcher
from bot.sources.settings.table import Resources
from tests.fake_sources import faults
from tests.fake_sources.conferences import PATH, LoopbackConferences, make_event

NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
_EVENTS = PATH.format("orals-posters")
_ABSTRACTS = PATH.format("abstracts")


@pytest.fixture
async def server() -> AsyncIterator[LoopbackConferences]:
    async with LoopbackConferences() as server:
        yield server


class Reader:
    """Polls with the cursor of the poll before; a `restart` forgets what is not in the cursor."""

    def __init__(self, session: aiohttp.ClientSession, url: str):
        self._session, self._url = session, url
        self.cursor: str | None = None
        self.part = StreamPart(announced=(), cursor="")
        self.restart()

    def restart(self):
        conference = find_conference("icml-2026")
        assert conference is not None
        spec = KIND.build(KIND.read("icml-2026"), Resources(self._session)).spec
        self.fetcher = Fetcher(self._session)
        self.source = ConferenceSource(spec, self.fetcher, conference._replace(url=f"{self._url}{_EVENTS}"))

    async def poll(self, hours: float = 0.0) -> list[str]:
        """Poll so many hours after noon; return the last words of the announced titles."""
        self.part = await self.source.read_from(self.cursor, NOON + timedelta(hours=hours))
        self.cursor = self.part.cursor
        return [one.paper.title.rpartition(" ")[2] for one in self.part.announced]


@pytest.fixture
def reader(session: aiohttp.ClientSession, server: LoopbackConferences) -> Reader:
    return Reader(session, server.url)


async def test_a_whole_programme_is_read_once_a_day(server: LoopbackConferences, reader: Reader):
    """Its papers are announced at once; a day later the server is asked only whether it changed."""
    server.put_programme(*map(make_event, range(1, 4)))
    assert await reader.poll() == ["1", "2", "3"]
    assert {one.signals.list_day for one in reader.part.announced} == {NOON.date()}
    assert reader.part.gap is None
    for hours in (0.25, 6, 23.9, 24, 25):
        assert await reader.poll(hours) == []
    assert server.requests == [_EVENTS] * 2
    assert "If-None-Match" in server.headers[1]


async def test_a_restart_announces_nothing_twice(server: LoopbackConferences, reader: Reader):
    """Announced papers are in the cursor, and changed ones are updates."""
    server.put_programme(*map(make_event, range(1, 4)))
    await reader.poll()
    server.put_programme(make_event(2, decision="Accept (oral)"), *map(make_event, (3, 4)))
    reader.restart()
    assert await reader.poll(1) == ["4"]
    assert [one.paper.decision for one in reader.part.updates] == ["oral", "poster"]


async def test_parts_over_weeks(server: LoopbackConferences, reader: Reader):
    """Each paper is announced once, in the first part that has it; a incomplete list is read every 6 hours."""
    listed, announced = list[object](), list[str]()
    for week in range(4):
        listed += map(make_event, range(week * 50, week * 50 + 50))
        server.put_programme(*listed, count=200)
        announced += await reader.poll(week * 168)
        assert bool(reader.part.gap) is (week < 3)
        assert await reader.poll(week * 168 + 5) == []
        assert await reader.poll(week * 168 + 6) == []
        assert bool(reader.part.gap) is (week < 3)
    assert announced == [str(number) for number in range(200)]
    assert server.requests == [_EVENTS] * 7


async def test_a_list_that_its_site_cut(server: LoopbackConferences, reader: Reader):
    """A count of 2,891 over 200 papers, with a next page: they are announced, and what is missing is said."""
    server.put_programme(*map(make_event, range(200)), count=2_891, next="https://eccv.ecva.net/?offset=200")
    assert len(await reader.poll()) == 200
    assert reader.part.gap is not None
    assert "ICML 2026 is not complete" in reader.part.gap
    assert "200 of 2,891 entries" in reader.part.gap


async def test_a_list_that_is_still_empty(server: LoopbackConferences, reader: Reader):
    """It is no error, and its first papers are announced later."""
    server.put_programme()
    assert await reader.poll() == []
    assert reader.part.gap is not None
    server.put_programme(make_event(1))
    assert await reader.poll(6) == ["1"]


async def test_abstracts_are_fetched_where_they_lie_elsewhere(server: LoopbackConferences, reader: Reader):
    """Only if a paper has none; a site without them is fine, one that fails is asked again."""
    server.put_programme(make_event(1, abstract=None), abstracts={"1": "Of 1"})
    server.fail(faults.AWAY["404 as HTML"])
    with pytest.raises(SourceError, match="has no programme of ICML 2026: it may not be published yet"):
        await reader.poll()
    assert await reader.poll() == ["1"]
    assert reader.part.announced[0].paper.abstract == "Of 1"
    assert server.requests == [_EVENTS, _EVENTS, _ABSTRACTS]
    server.put_programme(make_event(2, abstract=None))
    del server.files[_ABSTRACTS]
    assert await reader.poll(24) == ["2"]
    assert reader.part.announced[0].paper.abstract == ""


@pytest.mark.parametrize("fault", faults.AWAY.values(), ids=faults.AWAY)
async def test_faults(server: LoopbackConferences, reader: Reader, fault: faults.Fault):
    """Every fault in the programme or its abstracts is a SourceError; the next poll reads all."""
    server.put_programme(make_event(1, abstract=None), abstracts={"1": "Of 1"})
    with faults.hurried(reader.fetcher, fault):
        server.fail(fault)
        with pytest.raises(SourceError):
            await reader.poll()
    assert await reader.poll() == ["1"]
    assert await reader.poll(0.25) == []


@pytest.mark.parametrize(
    "body", [b'{"count": 1, "results": [{"id": 1, "uid": "', b"{}", b"[1]", b'{"count": 2, "results": [{}, 5]}']
)
async def test_a_broken_body_is_read_again(server: LoopbackConferences, reader: Reader, body: bytes):
    """Nothing of it is announced, and the next poll fetches it anew."""
    server.files[_EVENTS] = body
    with pytest.raises(SourceError):
        await reader.poll()
    server.put_programme(make_event(1))
    assert await reader.poll() == ["1"]
