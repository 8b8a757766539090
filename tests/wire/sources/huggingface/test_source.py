"""List days of Hugging Face, and its faults."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.settings import SPEC
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources import faults
from tests.fake_sources.faults import Fault
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_items
from tests.wire.sources.huggingface.lists import DAY, DAYS, NOW, ids, numbers

FAULTS = {
    **faults.AWAY,
    "truncated JSON": faults.status(200, b'[{"paper": {"id": "2511.0'),
    "deep JSON": faults.status(200, b"[" * 100_000),
    "error as 200": faults.status(200, b'{"error": "gone fishing"}'),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_faults_pass(hf: LoopbackHuggingFace, source: HuggingFace, fault: Fault):
    """Each fault is one SourceError, and the next poll works."""
    hf.put(DAY, make_items(3))
    hf.fail(fault)
    with pytest.raises(SourceError), faults.hurried(source._fetcher, fault):
        await source.read(DAY, NOW)
    assert ids(await source.read(DAY, NOW)) == numbers(3)


async def test_a_server_that_ignores_the_date(hf: LoopbackHuggingFace, source: HuggingFace):
    """One list for two weekdays is an error, never papers under a wrong date or an empty day."""
    hf.put(DAY, make_items(10))
    hf.put(DAY - DAYS, make_items(10, start=100))
    hf.ignores_dates = True
    await source.read(DAY, NOW)
    with pytest.raises(SourceError, match="same list for 2025-11-11 and 2025-11-12"):
        await source.read(DAY - DAYS, NOW)
    hf.ignores_dates = False
    assert ids(await source.read(DAY - DAYS, NOW)) == numbers(10, 100)
    assert ids(await source.read(DAY, NOW)) == numbers(10)


async def test_a_few_papers_on_two_lists_are_normal(hf: LoopbackHuggingFace, source: HuggingFace):
    """Each is read, with all of its papers."""
    hf.put(DAY, make_items(10))
    hf.put(DAY - DAYS, make_items(10, start=8))
    counts = [len((await source.read(DAY - n * DAYS, NOW)).sightings) for n in (0, 1)]
    assert counts == [10, 10]


async def test_a_weekend_that_repeats_friday(hf: LoopbackHuggingFace, source: HuggingFace):
    """A weekend that shows Friday's list once more, as pages without a date do, is an empty weekend."""
    friday = date(2025, 10, 31)
    hf.put(friday, make_items(10))
    hf.put(friday + DAYS, make_items(10))
    counts = [len((await source.read(friday + n * DAYS, NOW)).sightings) for n in (0, 1, 0, 1)]
    assert counts == [10, 0, 10, 0]


async def test_the_token_goes_along():
    """A token is sent as a bearer token without line break; without one there is no header."""
    async with LoopbackHuggingFace() as hf, open_session() as session:
        await HuggingFace(SPEC, Fetcher(session), f"{hf.url}/", "hf_secret\n").read(DAY, NOW)
        await HuggingFace(SPEC, Fetcher(session), hf.url, None).read(DAY, NOW)
        assert hf.requests[0].headers["Authorization"] == "Bearer hf_secret"
        assert "Authorization" not in hf.requests[1].headers


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2025, 11, 2), datetime(2025, 11, 2, 1, 30, tzinfo=UTC)),
        (date(2025, 11, 3), datetime(2025, 11, 3, 2, 30, tzinfo=UTC)),
        (date(2026, 3, 9), datetime(2026, 3, 9, 1, 30, tzinfo=UTC)),
    ],
)
def test_opening(source: HuggingFace, day: date, opens: datetime):
    """A list opens at 21:30 New York time on the eve, around both clock changes too, and is then today's."""
    assert source.opens(day) == opens
    assert source.today(opens) == day
    assert source.today(opens - timedelta(microseconds=1)) == day - DAYS


async def test_a_list_that_has_not_opened(hf: LoopbackHuggingFace, source: HuggingFace):
    """A list of tomorrow is an error without a request."""
    with pytest.raises(SourceError, match="has not opened"):
        await source.read(DAY + DAYS, NOW)
    assert hf.requests == []


async def test_a_clock_that_is_ahead(source: HuggingFace):
    """A day that is in the future for Hugging Face is an error in Hugging Face's own words."""
    future = datetime.now(UTC) + timedelta(days=3)
    with pytest.raises(SourceError, match=r"400 \(Bad Request\): \"date\" must be less than or equal to today"):
        await source.read(source.today(future), future)


async def test_rank_is_unknown_for_six_hours(hf: LoopbackHuggingFace, source: HuggingFace):
    """The place in the list is told from six hours after its opening on, counted from 1."""
    hf.put(DAY, make_items(3))
    late = source.opens(DAY) + timedelta(hours=6)
    early = await source.read(DAY, late - timedelta(seconds=1))
    ranked = await source.read(DAY, late)
    assert [s.signals.rank for s in early.sightings] == [None, None, None]
    assert [s.signals.rank for s in ranked.sightings] == [1, 2, 3]
