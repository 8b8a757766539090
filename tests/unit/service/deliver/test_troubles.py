"""Delivery with internal troubles: a full disk, a lost claim, a bug, no free slots."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest
from typing_extensions import override

from bot.domain.alert import AlertState, MessageState, Payload
from bot.domain.errors import ConflictError, StoreFatalError
from bot.domain.ports import PostPermit, Store
from bot.domain.subscription import Destination
from bot.service.deliver.deliverer import Deliverer
from tests.support.fakes import CHANNEL, Clock, FakeNotifier, settle, subscribe, subscription
from tests.support.meanwhile import Meanwhile, Through
from tests.unit.service.deliver.harness import DeliveryHarness

_SLOTS = 16


async def troubled(store: Store, now: Clock, verb: str, error: Exception) -> tuple[DeliveryHarness, Deliverer]:
    """A harness with one alert, and a deliverer whose store fails once."""
    await subscribe(store, subscription())
    harness = DeliveryHarness(store, now)
    await harness.add_alerts()

    async def fail():
        raise error

    return harness, harness.worker(store=Meanwhile(store, verb, fail))


async def test_lost_claim_is_left_alone(store: Store, now: Clock, caplog: pytest.LogCaptureFixture):
    """A worker that lost its claim stops and affects no other."""
    caplog.set_level("INFO")
    harness, worker = await troubled(store, now, "mark_sending", ConflictError("The claim was lost."))
    await worker.step()
    await worker.drain(5)
    assert harness.notifier.calls == []
    assert "taken over" in caplog.text


async def test_failed_fsync_ends_the_loop(store: Store, now: Clock):
    """A failed fsync ends the loop."""
    _, worker = await troubled(store, now, "mark_sending", StoreFatalError("The disk failed."))
    await worker.step()
    await worker.drain(5)
    with pytest.raises(StoreFatalError):
        await worker.step()


async def test_bug_in_planning_leaves_the_planned_alone(store: Store, now: Clock):
    """After a bug in planning, planned messages are still posted, and the loop gets the error."""
    harness, worker = await troubled(store, now, "sightings", ZeroDivisionError())
    await harness.deliverer._plan()
    await subscribe(store, subscription("bbbbb", channel=2001))
    await harness.add_alerts(channel=2001, key="bbbbb")
    with pytest.raises(ZeroDivisionError):
        await worker.step()
    await worker.drain(5)
    assert [place for place, _, _ in harness.notifier.history] == [CHANNEL]
    await settle(worker, store, now)
    assert [place for place, _, _ in harness.notifier.history] == [CHANNEL, 2001]


class Restless(Through):
    """A store in which a subscription changes whenever papers are read for planning."""

    def __init__(self, store: Store, key: str):
        super().__init__(store)
        self._key = key

    async def sightings(self, ids: set[str]) -> object:
        found = (await self._store.subscriptions()).by_id[self._key]
        await subscribe(self._store, replace(found, name=f"{found.name}+"))
        return await self._store.sightings(ids)


async def test_changes_of_others_delay_no_post(store: Store, now: Clock):
    """Constant changes of one subscription delay only its own posts."""
    harness = DeliveryHarness(store, now)
    for channel in (CHANNEL, 2001):
        await subscribe(store, subscription(f"{channel:05}", channel=channel))
        await harness.add_alerts(channel=channel, key=f"{channel:05}")
    harness.store = Restless(store, "02001")  # pyright: ignore[reportAttributeAccessIssue] - it delegates the rest
    worker = harness.worker()
    for _ in range(3):
        await worker.step()
        await worker.drain(5)
    assert [place for place, _, _ in harness.notifier.history] == [CHANNEL]
    assert (await store.counts()).alerts[AlertState.PENDING] == 1
    harness.store = store
    await settle(harness.worker(), store, now)
    assert [place for place, _, _ in harness.notifier.history] == [CHANNEL, 2001]


@dataclass
class Slow(FakeNotifier):
    """A notifier whose posts each wait for one `leave`."""

    leave: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    @override
    async def post(
        self, destination: Destination, payload: Payload, nonce: str, turn: PostPermit | None = None, /
    ) -> int:
        await self.leave.acquire()
        return await super().post(destination, payload, nonce, turn)


@pytest.fixture
def slow() -> Slow:
    """A slow Discord."""
    return Slow()


async def due_in(store: Store, now: Clock, channels: range) -> DeliveryHarness:
    """Add one alert for each channel."""
    harness = DeliveryHarness(store, now)
    for number in channels:
        await subscribe(store, subscription(f"s{number:04}", channel=CHANNEL + number))
        await harness.add_alerts(channel=CHANNEL + number, key=f"s{number:04}")
    return harness


async def planned(store: Store) -> int:
    """Return the number of messages planned so far."""
    return sum((await store.counts()).messages.values())


async def test_nothing_is_planned_without_a_free_slot(store: Store, now: Clock, slow: Slow):
    """Only some of many due alerts are planned; without a free slot, none is."""
    harness = await due_in(store, now, range(100))
    delivery = harness.worker(slow, concurrency=_SLOTS)
    await delivery.step()
    some = await planned(store)
    assert _SLOTS <= some < 2 * _SLOTS
    await delivery.step()
    assert await planned(store) == some
    await delivery.drain(0)


async def test_planning_waits_for_an_eighth_of_the_slots(store: Store, now: Clock, slow: Slow):
    """Due alerts are planned once an eighth of the slots is free."""
    harness = await due_in(store, now, range(_SLOTS - 1))
    delivery = harness.worker(slow, concurrency=_SLOTS)
    await delivery.step()
    assert await planned(store) == _SLOTS - 1
    await due_in(store, now, range(_SLOTS, _SLOTS + 1))
    await delivery.step()
    assert await planned(store) == _SLOTS - 1
    slow.leave.release()
    await delivery.wake.wait()
    assert (await store.counts()).messages[MessageState.SENT] == 1
    await delivery.step()
    assert await planned(store) == _SLOTS
    await delivery.drain(0)
