"""Polling bioRxiv over real sockets: all pages of each day, and missed days."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.domain.errors import SourceError
from bot.domain.ports import StreamPart
from bot.sources.biorxiv.settings import BIORXIV, MEDRXIV
from bot.sources.biorxiv.source import Biorxiv
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources import faults
from tests.fake_sources.biorxiv import LoopbackBiorxiv, make_article, make_preprint

DAY = date(2026, 11, 24)  # a Tuesday
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
_DAY = timedelta(days=1)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackBiorxiv]:
    async with LoopbackBiorxiv() as server:
        yield server


class Reader:
    """Polls part after part, keeping the cursor."""

    def __init__(self, source: Biorxiv):
        self.source = source
        self.cursor: str | None = None
        self.parts: list[StreamPart] = []

    async def poll(self, days: float = 0.0) -> list[str]:
        """Poll at noon so many days later; return the announced numbers."""
        self.parts = []
        while not self.parts or self.parts[-1].more:
            self.parts.append(await self.source.read_from(self.cursor, NOON + days * _DAY))
            self.cursor = self.parts[-1].cursor
        return [one.paper.number.rpartition(".")[2].lstrip("0") for part in self.parts for one in part.announced]


@pytest.fixture
def reader(session: aiohttp.ClientSession, server: LoopbackBiorxiv) -> Reader:
    return Reader(Biorxiv(BIORXIV, Fetcher(session), ["Neuroscience"], server.url))


def until(days: int) -> str:
    """Return the cursor of a reader that is so many days behind."""
    return f'{{"day": "{DAY - days * _DAY}"}}'


def posted(number: int, day: date = DAY, **more: Any) -> dict[str, Any]:
    return make_preprint(number, day, **more)


async def test_all_pages_are_read(server: LoopbackBiorxiv, reader: Reader):
    """All three pages of seventy preprints are read, each with its day."""
    server.post(posted(n) for n in range(1, 71))
    assert await reader.poll() == [str(n) for n in range(1, 71)]
    assert server.requests == [f"/details/biorxiv/2026-11-23/2026-11-24/{at}" for at in (0, 30, 60)]
    assert {sighting.signals.list_day for sighting in reader.parts[0].announced} == {DAY}
    assert reader.cursor == until(2)


async def test_versions(server: LoopbackBiorxiv, reader: Reader):
    """A first version is announced, in its latest version; later versions alone only update."""
    server.post(
        [
            posted(1),
            posted(2, version=2, title="Second of two"),
            posted(3, version=2, title="Second"),
            posted(3, title="First"),
            posted(4, version=3, category="zoology"),
        ]
    )
    assert await reader.poll() == ["1", "3"]
    (part,) = reader.parts
    assert [sighting.paper.title for sighting in part.announced] == ["On the matter of 1", "Second"]
    assert [sighting.paper.title for sighting in part.updates] == ["Second of two"]


async def test_subjects_are_chosen_by_us(session: aiohttp.ClientSession, server: LoopbackBiorxiv, reader: Reader):
    """Only preprints in the chosen subjects are announced, or all, also on medRxiv."""
    server.post([posted(1), posted(2, category="cell biology"), posted(3, server="medRxiv")])
    assert await reader.poll() == ["1"]
    assert await Reader(Biorxiv(BIORXIV, Fetcher(session), ["all"], server.url)).poll() == ["1", "2"]
    medrxiv = Reader(Biorxiv(MEDRXIV, Fetcher(session), ["neuroscience"], server.url))
    assert await medrxiv.poll() == ["3"]
    assert [sighting.paper.source for sighting in medrxiv.parts[0].announced] == ["medrxiv"]


async def test_published_preprints_are_updates(server: LoopbackBiorxiv, reader: Reader):
    """Once a day, preprints that were published in the last week are updates, also without a new preprint."""
    server.articles = [make_article(9, DAY)]
    server.post([posted(1)])
    await reader.poll()
    assert await reader.poll(0.01) == []
    assert server.asked_for_articles == 1
    server.articles.append(make_article(8, DAY, published_doi="NA"))
    await reader.poll(0.5)
    assert server.asked_for_articles == 2
    updates = {one.paper.number[-1]: one.paper for one in reader.parts[-1].updates}
    assert (updates["9"].published, updates["9"].journal) == ("doi:10.1038/s9", "Nature, 2026")
    assert updates["9"].title == "On the matter of 9"
    assert updates["8"].published is None


async def test_published_ones_outlast_an_error(server: LoopbackBiorxiv, reader: Reader):
    """If preprints cannot be read, what was published is not lost for the day."""
    server.articles = [make_article(9, DAY)]
    server.post([posted(1)])
    server.counted_more = 1
    with pytest.raises(SourceError):
        await reader.poll()
    server.counted_more = 0
    await reader.poll()
    assert [one.paper.number[-1] for one in reader.parts[0].updates] == ["9"]


async def test_without_articles_preprints_go_on(server: LoopbackBiorxiv, reader: Reader):
    """If the list of articles cannot be read, new preprints are announced, and it is asked for again."""
    server.post([posted(1)])
    server.articles = [make_article(9, DAY, preprint_platform="bioRxiv", preprint_doi="x")]
    assert await reader.poll() == ["1"]
    server.articles = [make_article(9, DAY)]
    await reader.poll(0.01)
    assert [one.paper.number[-1] for one in reader.parts[0].updates] == ["9"]


async def test_a_day_is_read_until_it_is_closed(server: LoopbackBiorxiv, reader: Reader):
    """Late preprints are found until the day is closed, and a poll without news costs one request."""
    server.post([posted(1)])
    await reader.poll()
    assert await reader.poll(0.01) == []
    assert len(server.requests) == 2
    server.post([posted(2)])
    assert await reader.poll(0.02) == ["1", "2"]
    server.post([posted(3), posted(4, DAY + _DAY)])
    assert {"3", "4"} <= {*await reader.poll(1)}
    server.post([posted(5)])
    assert "5" in await reader.poll(2)
    assert reader.cursor == until(0)
    assert await reader.poll(2.3), "it is read again after hours"


async def test_a_fortnight_is_caught_up(server: LoopbackBiorxiv, reader: Reader):
    """A fortnight is caught up two days at a time, each preprint once."""
    reader.cursor = until(15)
    days = [day for n in range(15) if (day := DAY - n * _DAY).weekday() < 5]
    server.post(posted(n, day) for n, day in enumerate(days, start=1))
    assert sorted(map(int, await reader.poll())) == list(range(1, len(days) + 1))
    assert len(reader.parts) == 8  # seven of two days that are closed, and the two that are open
    assert reader.cursor == until(2)
    assert not any(part.gap for part in reader.parts)


async def test_a_long_outage_is_told(server: LoopbackBiorxiv, reader: Reader):
    """Days older than thirty days are skipped."""
    server.post(posted(n, DAY - n * _DAY) for n in range(40))
    reader.cursor = until(36)
    assert len(await reader.poll()) == 31
    assert [part.gap for part in reader.parts if part.gap] == [
        "bioRxiv was not polled for more than 30 days: papers from 20 Oct to 24 Oct were skipped."
    ]


async def test_an_empty_200_is_an_outage(server: LoopbackBiorxiv, reader: Reader):
    """An empty answer with status 200 is an outage, and no day counts as read."""
    reader.cursor = until(4)
    server.fail(faults.status(200, b""))
    for why in ("empty answer", "not even for a whole week"):
        with pytest.raises(SourceError, match=why):
            await reader.poll()


async def test_a_quiet_day_is_none(server: LoopbackBiorxiv, reader: Reader):
    """Christmas has no preprints, and the week has: the day counts as read. Weekends and today may be empty."""
    server.post([posted(1, DAY - 6 * _DAY)])
    reader.cursor = until(4)
    assert await reader.poll() == []
    assert reader.cursor == until(2)
    server.items.clear()
    reader.cursor = until(4)
    assert await reader.poll(-2) == []


async def test_a_server_that_never_ends(server: LoopbackBiorxiv, reader: Reader):
    """A total that is never reached, as a page is repeated, is an error."""
    server.post([posted(1)])
    server.counted_more = 9_999
    server.repeats = True
    with pytest.raises(SourceError, match="Only 1 of 10000 of"):
        await reader.poll()


async def test_a_clock_that_went_back(reader: Reader):
    """A clock that went back is reported, and nothing is read."""
    reader.cursor = until(-1)
    with pytest.raises(SourceError, match="check the clock"):
        await reader.poll()


async def test_a_page_that_was_cut(server: LoopbackBiorxiv, reader: Reader):
    """Items that a page counts but lacks are fetched with the next page."""
    server.post(posted(n) for n in range(1, 71))
    server.given = 12
    assert await reader.poll() == [str(n) for n in range(1, 71)]


async def test_an_answer_of_other_days(server: LoopbackBiorxiv, reader: Reader):
    """An answer about other days is an error, and the cursor stays."""
    server.post([posted(1, DAY - 7 * _DAY), posted(2)])
    await reader.poll()
    server.post([posted(3, DAY + _DAY)])
    server.stale = (DAY - 7 * _DAY, DAY - 7 * _DAY)
    with pytest.raises(SourceError, match="gave preprints of 2026-11-17"):
        await reader.poll(2)
    server.stale = None
    assert await reader.poll(2) == ["2", "3"]


async def test_a_day_that_has_less_than_before(server: LoopbackBiorxiv, reader: Reader):
    """A day with thirty preprints that now has ten is retried for a day."""
    server.post([*(posted(n) for n in range(1, 31)), posted(50, DAY + _DAY)])
    await reader.poll()
    server.items, kept = server.items[20:], server.items
    with pytest.raises(SourceError, match="gave 30 preprints of 2026-11-24 before and now 10"):
        await reader.poll(2)
    server.items = kept[1:]
    assert "50" in await reader.poll(2)


async def test_what_is_counted_and_never_given(server: LoopbackBiorxiv, reader: Reader):
    """A total that is one too high is retried for a day, then reported."""
    server.post(posted(n) for n in range(1, 4))
    await reader.poll()
    server.counted_more = 1
    for days in (2, 2.5):
        with pytest.raises(SourceError, match="Only 3 of 4"):
            await reader.poll(days)
    part = await reader.source.read_from(reader.cursor, NOON + 3 * _DAY)
    assert len(part.announced) == 3
    assert "the rest was skipped" in (part.gap or "")


async def test_a_preprint_that_was_withdrawn(server: LoopbackBiorxiv, reader: Reader):
    """A day whose only preprint was withdrawn is closed."""
    server.post([posted(1), posted(2, DAY + 2 * _DAY)])
    await reader.poll()
    del server.items[0]
    assert await reader.poll(3) == ["2"]
