"""The Hugging Face source against a server that keeps the real one's rules."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import SourceError
from bot.sources.http.cache import Answer
from bot.sources.http.fetcher import Fetcher, Limits, open_session
from bot.sources.huggingface.parse import parse
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources import faults
from tests.fake_sources.huggingface import LoopbackHuggingFace, Seen, make_item, make_items
from tests.support.data import body, recorded_days

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.domain.paper import SourceList
    from tests.fake_sources.faults import Fault

DAY = date(2025, 11, 12)  # a Wednesday
NOW = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
DAYS = timedelta(days=1)


@pytest.fixture
async def hf() -> AsyncIterator[LoopbackHuggingFace]:
    async with LoopbackHuggingFace() as server:
        yield server


@pytest.fixture
async def source(hf: LoopbackHuggingFace) -> AsyncIterator[HuggingFace]:
    async with open_session() as session:
        limits = Limits(total=0.5, connect=0.2, read=0.2)
        yield HuggingFace(Fetcher(session, limits=limits), hf.url, None)


def _ids(reading: SourceList) -> list[str]:
    return [sighting.paper.id for sighting in reading.sightings]


def _numbers(count: int, start: int = 1) -> list[str]:
    return [f"arxiv:2511.{start + i:05}" for i in range(count)]


# --- recorded days ------------------------------------------------------------------------------------------


async def test_every_recorded_day(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """All 163 snapshots of 87 days are read as their bodies say, in order, with nothing skipped."""
    for name, snapshots in recorded_days():
        day = date.fromisoformat(name)
        for snapshot in snapshots:
            now = datetime.strptime(snapshot.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            hf.load(day, snapshot)
            reading = await source.read(day, now)
            expected = parse(body(snapshot)).entries
            assert (reading.day, reading.skipped) == (day, 0)
            assert [s.paper for s in reading.sightings] == [entry.paper for entry in expected]
            assert [s.signals.upvotes for s in reading.sightings] == [entry.upvotes for entry in expected]
            assert {(s.signals.list_day, s.signals.first_seen) for s in reading.sightings} == {(day, now)}


async def test_recorded_days_were_open(source: HuggingFace) -> None:
    """Every recorded snapshot was saved after its list had opened by our reckoning, and most before it closed."""
    open_then = []
    for name, snapshots in recorded_days():
        day = date.fromisoformat(name)
        for snapshot in snapshots:
            now = datetime.strptime(snapshot.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            assert now >= source.opens(day)
            open_then.append(source.today(now) == day)
    assert sum(open_then) > 0.9 * len(open_then)


# --- list days ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2025, 11, 1), datetime(2025, 11, 1, 1, 30, tzinfo=UTC)),
        (date(2025, 11, 2), datetime(2025, 11, 2, 1, 30, tzinfo=UTC)),
        (date(2025, 11, 3), datetime(2025, 11, 3, 2, 30, tzinfo=UTC)),
        (date(2026, 3, 8), datetime(2026, 3, 8, 2, 30, tzinfo=UTC)),
        (date(2026, 3, 9), datetime(2026, 3, 9, 1, 30, tzinfo=UTC)),
        (date(2026, 1, 1), datetime(2026, 1, 1, 2, 30, tzinfo=UTC)),
    ],
)
def test_opening(source: HuggingFace, day: date, opens: datetime) -> None:
    """A list opens at 21:30 New York time on the eve, around both clock changes too, and is then today's."""
    assert source.opens(day) == opens
    assert source.today(opens) == day
    assert source.today(opens - timedelta(microseconds=1)) == day - DAYS


def test_the_day_of_the_clock_change_is_longer(source: HuggingFace) -> None:
    """The list of 2 November 2025 is open for 25 hours, and stays today's through the hour that comes twice."""
    first, second = source.opens(date(2025, 11, 2)), source.opens(date(2025, 11, 3))
    assert second - first == timedelta(hours=25)
    for half_hours in range(50):
        assert source.today(first + timedelta(minutes=30) * half_hours) == date(2025, 11, 2)


async def test_a_list_that_has_not_opened(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A list of tomorrow is an error without a request."""
    with pytest.raises(SourceError, match="has not opened"):
        await source.read(DAY + DAYS, NOW)
    assert hf.requests == []


async def test_a_clock_that_is_ahead(source: HuggingFace) -> None:
    """A day that is in the future for Hugging Face is an error in Hugging Face's own words."""
    future = datetime.now(UTC) + timedelta(days=3)
    with pytest.raises(SourceError, match=r"400 \(Bad Request\): \"date\" must be less than or equal to today"):
        await source.read(source.today(future), future)


async def test_an_empty_weekend(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """Saturday and Sunday are empty lists between Friday's and Monday's."""
    friday = date(2025, 10, 31)
    hf.put(friday, make_items(5))
    hf.put(friday + 3 * DAYS, make_items(5, start=100))
    readings = [await source.read(friday + n * DAYS, NOW) for n in range(4)]
    assert [len(reading.sightings) for reading in readings] == [5, 0, 0, 5]
    assert [reading.skipped for reading in readings] == [0, 0, 0, 0]


async def test_rank_is_unknown_for_six_hours(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """The place in the list is told from six hours after its opening on, counted from 1."""
    hf.put(DAY, make_items(3))
    late = source.opens(DAY) + timedelta(hours=6)
    early = await source.read(DAY, late - timedelta(seconds=1))
    ranked = await source.read(DAY, late)
    assert [s.signals.rank for s in early.sightings] == [None, None, None]
    assert [s.signals.rank for s in ranked.sightings] == [1, 2, 3]


async def test_a_paper_on_two_days(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A paper that stands on two lists is read on both under one identity."""
    hf.put(DAY - DAYS, [*make_items(4), make_item("2510.00001", upvotes=3)])
    hf.put(DAY, [*make_items(4, start=100), make_item("2510.00001", upvotes=9)])
    for day, upvotes in ((DAY - DAYS, 3), (DAY, 9)):
        reading = await source.read(day, NOW)
        (twice,) = (s for s in reading.sightings if s.paper.number == "2510.00001")
        assert (twice.signals.list_day, twice.signals.upvotes) == (day, upvotes)


# --- pages --------------------------------------------------------------------------------------------------


async def test_one_page_is_one_request(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A usual day costs a single request with the highest limit that is allowed."""
    hf.put(DAY, make_items(99))
    assert _ids(await source.read(DAY, NOW)) == _numbers(99)
    assert [dict(seen.query) for seen in hf.requests] == [{"date": "2025-11-12", "p": "0", "limit": "100"}]


@pytest.mark.parametrize("count", [100, 101, 130, 200, 345])
async def test_several_pages(hf: LoopbackHuggingFace, source: HuggingFace, count: int) -> None:
    """A long list comes whole and in order, each paper once."""
    hf.put(DAY, make_items(count))
    reading = await source.read(DAY, NOW)
    assert _ids(reading) == _numbers(count)
    assert [s.signals.rank for s in reading.sightings] == list(range(1, count + 1))
    assert all(seen.status == 200 for seen in hf.requests)


async def test_a_paper_that_slips_to_a_page_already_read(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A paper that overtakes another between two pages is not lost, and the overtaken one not doubled."""
    items = make_items(130)
    hf.put(DAY, items)

    def overtake(seen: Seen) -> None:
        if seen.query["p"] == "1":
            items[110]["paper"]["upvotes"] = 500
            hf.put(DAY, items)

    hf.before_answer = overtake
    reading = await source.read(DAY, NOW)
    assert sorted(_ids(reading)) == _numbers(130)
    assert _ids(reading)[0] == "arxiv:2511.00111"
    assert reading.sightings[0].signals.upvotes == 500


async def test_a_paper_that_goes_while_the_list_is_read(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A withdrawn paper moves the others up a page; none of those is lost, and the read one is kept."""
    items = make_items(130)
    hf.put(DAY, items)

    def withdraw(seen: Seen) -> None:
        if seen.query["p"] == "1":
            hf.put(DAY, items[1:])

    hf.before_answer = withdraw
    assert sorted(_ids(await source.read(DAY, NOW))) == _numbers(130)


async def test_a_list_that_never_settles(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A list that changes with every request is read a bounded number of times."""
    hf.put(DAY, make_items(130))

    def grow(_seen: Seen) -> None:
        hf.put(DAY, make_items(len(hf.days[DAY]) + 1))

    hf.before_answer = grow
    assert len((await source.read(DAY, NOW)).sightings) >= 130
    assert len(hf.requests) <= 8


async def test_a_server_that_repeats_its_page(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A server that ignores `p` and always names a next page ends after two requests a pass."""
    page = json.dumps(make_items(20)).encode()
    hf.break_down(faults.status(200, page, headers={"Link": '</next>; rel="next"'}))
    assert _ids(await source.read(DAY, NOW)) == _numbers(20)
    assert len(hf.requests) == 4


async def test_a_list_without_end(
    hf: LoopbackHuggingFace, source: HuggingFace, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a list of thousands the first thousand are read, and the log says that the rest was not."""
    hf.put(DAY, make_items(5_000))
    assert len((await source.read(DAY, NOW)).sightings) == 1_000
    assert "more than 10 pages" in caplog.text


async def test_a_page_of_broken_items(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A page on which nothing can be read does not end the list; what was skipped is counted once."""
    broken = [make_item("?", upvotes=1_000) for _ in range(100)]
    hf.put(DAY, broken + make_items(30))
    reading = await source.read(DAY, NOW)
    assert _ids(reading) == _numbers(30)
    assert reading.skipped == 100


async def test_a_second_page_that_fails(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """Half a list is no list: the day counts as not read, and comes whole the next time."""
    hf.put(DAY, make_items(130))

    def fail_once(seen: Seen) -> None:
        if seen.query["p"] == "1":
            hf.before_answer = None
            hf.fail(faults.status(500))

    hf.before_answer = fail_once
    with pytest.raises(SourceError, match="500"):
        await source.read(DAY, NOW)
    assert len((await source.read(DAY, NOW)).sightings) == 130


async def test_pages_that_have_not_changed() -> None:
    """With ETags the passes over several pages cost no second body, and the list is the same."""
    async with LoopbackHuggingFace(etags=True) as hf, open_session() as session:
        hf.put(DAY, make_items(130))
        source = HuggingFace(Fetcher(session), hf.url, None)
        first, second = [await source.read(DAY, NOW) for _ in range(2)]
        assert first == second
        assert [seen.status for seen in hf.requests] == [200, 200] + [304] * 6


# --- trouble ------------------------------------------------------------------------------------------------

FAULTS = [
    pytest.param(faults.too_many(Retry_After="7"), id="429"),
    pytest.param(faults.status(500), id="500"),
    pytest.param(faults.html(), id="HTML"),
    pytest.param(faults.huge(50), id="50 MB"),
    pytest.param(faults.gzip_bomb(), id="gzip bomb"),
    pytest.param(faults.silence(), id="silence"),
    pytest.param(faults.drip(0.05), id="slow drip"),
    pytest.param(faults.dropped(), id="dropped"),
    pytest.param(faults.status(200, b'[{"paper": {"id": "2511.0'), id="truncated JSON"),
    pytest.param(faults.status(200, b"[" * 100_000), id="deep JSON"),
    pytest.param(faults.status(200, b'{"error": "gone fishing"}'), id="error as 200"),
    pytest.param(faults.redirect("https://evil.example/"), id="redirect"),
]


@pytest.mark.parametrize("fault", FAULTS)
async def test_faults_pass(hf: LoopbackHuggingFace, source: HuggingFace, fault: Fault) -> None:
    """Whatever goes wrong is one SourceError, and the next reading is as good as ever."""
    hf.put(DAY, make_items(3))
    hf.fail(fault)
    with pytest.raises(SourceError):
        await source.read(DAY, NOW)
    assert _ids(await source.read(DAY, NOW)) == _numbers(3)


async def test_three_days_of_outage(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """After three days without an answer each day's list is read under its own date."""
    days = [DAY - 2 * DAYS, DAY - DAYS, DAY]
    hf.break_down(faults.status(503))
    for day in days:
        with pytest.raises(SourceError, match="503"):
            await source.read(day, source.opens(day) + timedelta(hours=8))
        hf.put(day, make_items(4, start=1 + 10 * days.index(day)))
    hf.recover()
    caught_up = [await source.read(day, NOW) for day in days]
    assert [_ids(reading) for reading in caught_up] == [_numbers(4, 1), _numbers(4, 11), _numbers(4, 21)]
    assert [reading.day for reading in caught_up] == days


async def test_broken_items_are_counted(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A broken item in the list costs itself alone."""
    hf.put(DAY, [*make_items(3), make_item("no number", upvotes=2)])
    reading = await source.read(DAY, NOW)
    assert (_ids(reading), reading.skipped) == (_numbers(3), 1)


async def test_a_server_that_ignores_the_date(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """The same list for two weekdays is an error, never papers under a wrong date or a day thought empty."""
    hf.put(DAY, make_items(10))
    hf.put(DAY - DAYS, make_items(10, start=100))
    hf.ignores_dates = True
    await source.read(DAY, NOW)
    with pytest.raises(SourceError, match="same list for 2025-11-11 and 2025-11-12"):
        await source.read(DAY - DAYS, NOW)
    hf.ignores_dates = False
    assert _ids(await source.read(DAY - DAYS, NOW)) == _numbers(10, 100)
    assert _ids(await source.read(DAY, NOW)) == _numbers(10)


async def test_a_weekend_that_repeats_friday(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A weekend that shows Friday's list once more, as pages without a date do, is an empty weekend."""
    friday = date(2025, 10, 31)
    hf.put(friday, make_items(10))
    hf.put(friday + DAYS, make_items(10))
    counts = [len((await source.read(friday + n * DAYS, NOW)).sightings) for n in (0, 1, 0, 1)]
    assert counts == [10, 0, 10, 0]


async def test_the_token_goes_along() -> None:
    """A token is sent as a bearer, without the line break of its file; without one nothing is."""
    async with LoopbackHuggingFace() as hf, open_session() as session:
        await HuggingFace(Fetcher(session), f"{hf.url}/", "hf_secret\n").read(DAY, NOW)
        await HuggingFace(Fetcher(session), hf.url, None).read(DAY, NOW)
        assert hf.requests[0].headers["Authorization"] == "Bearer hf_secret"
        assert "Authorization" not in hf.requests[1].headers


class _InstantFetcher(Fetcher):
    """Has its answer ready, so that nothing but the parsing can take turns with other work."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    async def get(self, *_args: object, **_options: object) -> Answer:
        return Answer(body=self._text)


async def test_the_loop_goes_on_while_a_body_is_parsed() -> None:
    """Parsing happens off the event loop: other work gets its turn meanwhile."""
    turns = 0

    async def work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    source = HuggingFace(_InstantFetcher(json.dumps(make_items(50)).encode()), "http://127.0.0.1", None)
    working = asyncio.create_task(work())
    assert len((await source.read(DAY, NOW)).sightings) == 50
    working.cancel()
    assert turns > 0
