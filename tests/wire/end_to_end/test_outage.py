"""Days without Hugging Face, through the real poll, match and deliver."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Fetcher, Limits, open_session
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources import faults
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item, make_items
from tests.support.fakes import FakeNotifier, subscribe, subscription
from tests.wire.support.replay import Bot, posted_papers

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.fake_sources.faults import Fault
    from tests.support.fakes import Clock

MONDAY = date(2025, 11, 10)
DAY = timedelta(days=1)
HASTY = Limits(total=0.5, connect=0.2, read=0.1)  # while nothing answers; too short for a busy machine otherwise


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.status(503), id="503"),
        pytest.param(faults.too_many(Retry_After="60"), id="429"),
        pytest.param(faults.html(), id="HTML"),
        pytest.param(faults.silence(), id="silence"),
        pytest.param(faults.status(200, b'{"error": "gone fishing"}'), id="error as 200"),
    ],
)
async def test_three_days_of_outage_are_caught_up(store: Store, now: Clock, fault: Fault) -> None:
    """What was listed while nothing could be read is posted once, when it can be again."""
    notifier = FakeNotifier(forgets_nonces=True)
    now.at = datetime(2025, 11, 10, 12, 0, tzinfo=UTC)
    async with LoopbackHuggingFace() as hf, open_session() as session:
        bot = Bot(store, HuggingFace(Fetcher(session), hf.url, None), notifier, now)
        hasty = Bot(store, HuggingFace(Fetcher(session, limits=HASTY), hf.url, None), notifier, now)
        await subscribe(store, subscription("sub01", "matter"))
        hf.put(MONDAY, make_items(5))
        assert (await bot.poller.poll()).learned
        hf.break_down(fault)
        for number in range(1, 4):
            now.forward(days=1)
            hf.put(MONDAY + number * DAY, make_items(4, start=100 * number))
            with pytest.raises(SourceError):
                await hasty.run()
        assert notifier.history == []
        hf.recover()
        now.forward(days=1)
        for _ in range(3):
            await bot.run()
    papers = [paper for _, paper in posted_papers(notifier)]
    assert sorted(papers) == [f"2511.{100 * day + n:05}" for day in (1, 2, 3) for n in range(4)]


async def test_a_paper_on_two_lists_is_posted_once(store: Store, now: Clock) -> None:
    """A paper that comes back on another day's list, or climbs on its own, is not posted again."""
    notifier = FakeNotifier(forgets_nonces=True)
    now.at = datetime(2025, 11, 10, 12, 0, tzinfo=UTC)
    async with LoopbackHuggingFace() as hf, open_session() as session:
        bot = Bot(store, HuggingFace(Fetcher(session), hf.url, None), notifier, now)
        await bot.poller.poll()
        await subscribe(store, subscription("sub01", "matter upvotes:>=5"))
        for number, upvotes in enumerate((3, 9, 12, 40)):
            hf.put(MONDAY + number * DAY, [make_item("2510.00001", upvotes=upvotes)])
            await bot.run()
            now.forward(days=1)
    assert posted_papers(notifier) == [(2_000, "2510.00001")]


async def test_an_empty_weekend_is_no_trouble(store: Store, now: Clock) -> None:
    """Friday's, no, no and Monday's papers are posted, and the source counts as well all the time."""
    notifier = FakeNotifier(forgets_nonces=True)
    now.at = datetime(2025, 11, 6, 12, 0, tzinfo=UTC)
    async with LoopbackHuggingFace() as hf, open_session() as session:
        bot = Bot(store, HuggingFace(Fetcher(session), hf.url, None), notifier, now)
        await bot.poller.poll()
        await subscribe(store, subscription("sub01", "matter"))
        hf.put(date(2025, 11, 7), make_items(3))
        for _ in range(5):
            if now.at.date() == MONDAY:
                hf.put(MONDAY, make_items(2, start=50))
            await bot.run()
            assert bot.poller.state.trouble(now()) is None
            now.forward(days=1)
    assert len(posted_papers(notifier)) == 5
