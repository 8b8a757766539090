"""Failures of a source or the store: what is read again, and what is reported."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import SourceError, StoreError
from bot.domain.ports import PollCommit, Store
from bot.service.poll.poller import Poller
from tests.support.fakes import DAY, Clock, FakeSource, sighting, subscribe, subscription
from tests.support.meanwhile import Through
from tests.unit.service.poll.learning import learned

YESTERDAY = DAY - timedelta(days=1)


async def test_learning_that_failed_starts_again(poller: Poller, source: FakeSource, store: Store):
    """A first week that could not be read whole is stored without alerts on the next poll."""
    await subscribe(store, subscription())
    source.days[DAY - timedelta(days=3)] = [sighting(title="Diffusion", day=DAY - timedelta(days=3))]
    source.faults[DAY - timedelta(days=3)].append(SourceError("It is down."))
    assert (await poller.poll()).failure is not None
    assert await store.position("huggingface") is None
    assert (await poller.poll()).alerts == ()


async def test_position_never_passes_a_day_that_failed(
    poller: Poller, source: FakeSource, store: Store, now: Clock
):
    """A failed day is read again by the next poll, and later days are not delayed."""
    await learned(poller, source)
    await subscribe(store, subscription())
    now.forward(days=3)
    source.faults[DAY + timedelta(days=1)].append(SourceError("It answered 500."))
    source.days[DAY + timedelta(days=1)] = [sighting(title="Diffusion", day=DAY + timedelta(days=1))]
    source.days[now().date()] = [sighting("2511.00009", title="Diffusion", day=now().date())]
    assert (await poller.poll()).failure is not None
    assert await store.position("huggingface") == DAY
    assert len(await store.due_alerts(now(), 10)) == 1
    assert len((await poller.poll()).alerts) == 1
    assert await store.position("huggingface") == DAY + timedelta(days=2)


async def test_rate_limit_ends_the_poll_at_once(poller: Poller, source: FakeSource, now: Clock):
    """A source with a Retry-After is not asked again in the same poll."""
    await learned(poller, source)
    now.forward(days=3)
    source.faults[DAY].append(SourceError("Too many requests.", retry_after=60))
    assert (await poller.poll()).failure is not None
    assert source.reads[-1] == DAY


async def test_unreadable_days_do_not_starve_today(poller: Poller, source: FakeSource, store: Store, now: Clock):
    """Today's and yesterday's lists are read however many older ones fail."""
    await learned(poller, source)
    await subscribe(store, subscription())
    now.forward(days=6)
    for n in range(4):
        source.faults[DAY + timedelta(days=n)].extend([SourceError("It answered 500.")] * 9)
    source.days[now().date()] = [sighting(title="Diffusion", day=now().date())]
    assert (await poller.poll()).failure is not None
    assert len(await store.due_alerts(now(), 10)) == 1
    assert (poller.state.last_new, poller.state.failing_since) == (now(), now())
    assert len(source.reads) == 4
    assert await store.position("huggingface") == YESTERDAY


async def test_slow_learning_loses_nothing_of_the_days_it_takes(
    poller: Poller, source: FakeSource, store: Store, now: Clock
):
    """While an old list fails, papers of days after the first poll's cause alerts, older ones never."""
    await subscribe(store, subscription())
    bad = DAY - timedelta(days=4)
    source.faults[bad].extend([SourceError("It answered 500.")] * 2)
    source.days[DAY] = [sighting("2511.00001", title="Diffusion")]
    assert (await poller.poll()).failure is not None
    now.forward(days=1)
    source.days[now().date()] = [sighting("2511.00002", title="Diffusion", day=now().date())]
    assert (await poller.poll()).failure is not None
    assert [a.paper_id for a in await store.due_alerts(now(), 10)] == ["arxiv:2511.00002"]
    source.days[bad] = [sighting("2511.00003", title="Diffusion", day=bad)]
    assert (await poller.poll()).alerts == ()
    assert await store.position("huggingface") == now().date() - timedelta(days=1)


async def test_store_that_cannot_write_is_trouble_too(store: Store, source: FakeSource, now: Clock):
    """Failures of the store for an hour are reported like those of a source, without what is for the host."""

    class Full(Through):
        async def commit_poll(self, _commit: PollCommit) -> object:
            raise StoreError("No space is left on the disk: make some.")

    full: Any = Full(store)
    poller = Poller(full, source, now)
    for _ in range(3):
        with pytest.raises(StoreError):
            await poller.poll()
        now.forward(minutes=31)
    trouble = poller.state.trouble(now()) or ""
    assert "database" in trouble
    assert "No space is left" not in trouble
