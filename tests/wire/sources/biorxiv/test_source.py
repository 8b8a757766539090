"""bioRxiv over real sockets: day by day, all pages, and what an outage missed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.errors import SourceError
from bot.sources.biorxiv.settings import BIORXIV, MEDRXIV
from bot.sources.biorxiv.source import Biorxiv
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources import faults
from tests.fake_sources.biorxiv import LoopbackBiorxiv, make_preprint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import aiohttp

    from bot.domain.ports import StreamPart

DAY = date(2026, 11, 24)  # a Tuesday
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
_DAY = timedelta(days=1)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackBiorxiv]:
    async with LoopbackBiorxiv() as server:
        yield server


@pytest.fixture
def source(session: aiohttp.ClientSession, server: LoopbackBiorxiv) -> Biorxiv:
    return Biorxiv(BIORXIV, Fetcher(session), ["Neuroscience"], server.url)


async def read(source: Biorxiv, cursor: str | None, now: datetime) -> tuple[list[str], str, list[StreamPart]]:
    """(numbers that were announced, the cursor, all parts) of one poll."""
    found: list[str] = []
    parts: list[StreamPart] = []
    while not parts or parts[-1].more:
        parts.append(await source.read_from(cursor, now))
        cursor = parts[-1].cursor
        found += [sighting.paper.number.rpartition(".")[2].lstrip("0") for sighting in parts[-1].announced]
    return found, cursor or "", parts


def until(day: date) -> str:
    """The cursor of who has read all up to a day."""
    return f'{{"day": "{day}"}}'


def posted(number: int, day: date = DAY, **more: Any) -> dict[str, Any]:
    return make_preprint(number, day, **more)


async def test_all_pages_are_read(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """Seventy preprints are three pages; each is of the day on which it was posted."""
    server.post(posted(n) for n in range(1, 71))
    found, cursor, (part,) = await read(source, None, NOON)
    assert found == [str(n) for n in range(1, 71)]
    assert server.requests == [f"/details/biorxiv/2026-11-23/2026-11-24/{at}" for at in (0, 30, 60)]
    assert {sighting.signals.list_day for sighting in part.announced} == {DAY}
    assert cursor == until(DAY - 2 * _DAY)


async def test_versions(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """Version 1 announces, in its latest version if that came at once; later ones alone only update."""
    server.post(
        [
            posted(1),
            posted(2, version=2, title="Second of two"),
            posted(3, version=2, title="Second"),
            posted(3, title="First"),
            posted(4, version=3, category="zoology"),
        ]
    )
    found, _, (part,) = await read(source, None, NOON)
    assert found == ["1", "3"]
    assert [sighting.paper.title for sighting in part.announced] == ["On the matter of 1", "Second"]
    assert [sighting.paper.title for sighting in part.updates] == ["Second of two"]


async def test_subjects_are_chosen_by_us(
    session: aiohttp.ClientSession, server: LoopbackBiorxiv, source: Biorxiv
) -> None:
    """Only those that were asked for; `all` is every one. medRxiv is the other server."""
    server.post([posted(1), posted(2, category="cell biology"), posted(3, server="medRxiv")])
    assert (await read(source, None, NOON))[0] == ["1"]
    everything = Biorxiv(BIORXIV, Fetcher(session), ["all"], server.url)
    assert (await read(everything, None, NOON))[0] == ["1", "2"]
    medrxiv = Biorxiv(MEDRXIV, Fetcher(session), ["neuroscience"], server.url)
    (part,) = (await read(medrxiv, None, NOON))[2]
    assert [sighting.paper.source for sighting in part.announced] == ["medrxiv"]


async def test_a_day_is_read_until_it_is_closed(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """What is posted late on a day, or becomes visible on the next, is found; nothing new costs one request."""
    server.post([posted(1)])
    _, cursor, _ = await read(source, None, NOON)
    assert (await read(source, cursor, NOON + timedelta(minutes=15)))[0] == []
    assert len(server.requests) == 2
    server.post([posted(2)])
    found, cursor, _ = await read(source, cursor, NOON + timedelta(minutes=30))
    assert found == ["1", "2"]
    server.post([posted(3), posted(4, DAY + _DAY)])
    found, cursor, _ = await read(source, cursor, NOON + timedelta(days=1))
    assert {"3", "4"} <= set(found)
    server.post([posted(5)])
    found, cursor, _ = await read(source, cursor, NOON + timedelta(days=2))
    assert "5" in found
    assert cursor == until(DAY)
    assert (await read(source, cursor, NOON + timedelta(days=2, hours=7)))[0], "it is read again after hours"


async def test_a_fortnight_is_caught_up(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """Two days at a time, each with its own cursor; every preprint once, weekends without any included."""
    cursor = until(DAY - 15 * _DAY)
    days = [day for n in range(15) if (day := DAY - n * _DAY).weekday() < 5]
    server.post(posted(n, day) for n, day in enumerate(days, start=1))
    found, cursor, parts = await read(source, cursor, NOON)
    assert sorted(map(int, found)) == list(range(1, len(days) + 1))
    assert len(parts) == 8  # seven of two days that are closed, and the two that are open
    assert cursor == until(DAY - 2 * _DAY)
    assert not any(part.gap for part in parts)


async def test_a_long_outage_is_told(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """What is older than thirty days is not looked at."""
    server.post(posted(n, DAY - n * _DAY) for n in range(40))
    found, _, parts = await read(source, until(DAY - 36 * _DAY), NOON)
    assert len(found) == 31
    assert parts[0].gap == (
        "bioRxiv was not read for more than 30 days: what appeared from 20 Oct to 24 Oct was not looked at."
    )
    assert not any(part.gap for part in parts[1:])


async def test_an_empty_200_is_an_outage(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """Whether the body is empty or says that nothing was posted for a week; nothing counts as read."""
    cursor = until(DAY - 4 * _DAY)
    server.fail(faults.status(200, b""))
    with pytest.raises(SourceError, match="nothing at all"):
        await read(source, cursor, NOON)
    with pytest.raises(SourceError, match="nor of a whole week"):
        await read(source, cursor, NOON)


async def test_a_quiet_day_is_none(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """Christmas has no preprints, and the week has: the day counts as read. Weekends and today may be empty."""
    server.post([posted(1, DAY - 6 * _DAY)])
    found, cursor, _ = await read(source, until(DAY - 4 * _DAY), NOON)
    assert found == []
    assert cursor == until(DAY - 2 * _DAY)
    sunday = datetime(2026, 11, 22, 12, tzinfo=UTC)
    server.items.clear()
    assert (await read(source, until(date(2026, 11, 20)), sunday))[0] == []


async def test_a_server_that_never_ends(
    session: aiohttp.ClientSession, server: LoopbackBiorxiv, source: Biorxiv
) -> None:
    """A total that is never reached is given up."""
    server.post([posted(1)])
    server.break_down(
        faults.status(200, (await _body(session, server)).replace(b'"total": "1"', b'"total": "9999"'))
    )
    with pytest.raises(SourceError, match="which cannot be"):
        await read(source, None, NOON)


async def _body(session: aiohttp.ClientSession, server: LoopbackBiorxiv) -> bytes:
    async with session.get(f"{server.url}/details/biorxiv/2026-11-23/2026-11-24/0") as response:
        return await response.read()


async def test_a_clock_that_went_back(source: Biorxiv) -> None:
    """It is said, and nothing is read."""
    with pytest.raises(SourceError, match="check the clock"):
        await source.read_from(until(DAY + _DAY), NOON)


async def test_a_page_that_was_cut(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """What a page counts and does not hold is asked for: nothing is passed over."""
    server.post(posted(n) for n in range(1, 71))
    server.given = 12
    found, _, _ = await read(source, None, NOON)
    assert found == [str(n) for n in range(1, 71)]


async def test_an_answer_of_other_days(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """A cache that gives last week's page is no answer, and the cursor stays."""
    server.post([posted(1, DAY - 7 * _DAY), posted(2)])
    _, cursor, _ = await read(source, None, NOON)
    server.post([posted(3, DAY + _DAY)])
    server.stale = (DAY - 7 * _DAY, DAY - 7 * _DAY)
    with pytest.raises(SourceError, match="gave preprints of 2026-11-17"):
        await read(source, cursor, NOON + 2 * _DAY)
    server.stale = None
    found, _, _ = await read(source, cursor, NOON + 2 * _DAY)
    assert found == ["2", "3"]


async def test_a_day_that_has_less_than_before(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """A day of which thirty were read and now ten come is not closed, until it has said so for a day."""
    server.post([*(posted(n) for n in range(1, 31)), posted(50, DAY + _DAY)])
    _, cursor, _ = await read(source, None, NOON)
    server.items, kept = server.items[20:], server.items
    with pytest.raises(SourceError, match="gave 30 preprints of 2026-11-24 before and now 10"):
        await read(source, cursor, NOON + 2 * _DAY)
    server.items = kept[1:]
    found, _, _ = await read(source, cursor, NOON + 2 * _DAY)
    assert "50" in found


async def test_what_is_counted_and_never_given(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """A total that is one too high is asked about for a day; then the rest is read, and that is told."""
    server.post(posted(n) for n in range(1, 4))
    _, cursor, _ = await read(source, None, NOON)
    server.counted_more = 1
    for hours in (48, 60):
        with pytest.raises(SourceError, match="3 of 4 were given"):
            await source.read_from(cursor, NOON + timedelta(hours=hours))
    part = await source.read_from(cursor, NOON + 3 * _DAY)
    assert len(part.announced) == 3
    assert part.gap is not None
    assert "the rest was not looked at" in part.gap


async def test_a_preprint_that_was_withdrawn(server: LoopbackBiorxiv, source: Biorxiv) -> None:
    """A day that had one and has none now is a quiet day: it is closed, and the next days are read."""
    server.post([posted(1), posted(2, DAY + 2 * _DAY)])
    _, cursor, _ = await read(source, None, NOON)
    del server.items[0]
    found, _, _ = await read(source, cursor, NOON + 3 * _DAY)
    assert found == ["2"]
