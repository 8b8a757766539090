"""Delivery when its own house is in trouble: a full disk, a lost claim, a bug, no free hands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError, StoreFatalError
from tests.support.fakes import CHANNEL, FakeNotifier, settle, subscribe, subscription
from tests.support.meanwhile import Meanwhile
from tests.unit.service.deliver.harness import DeliveryHarness

if TYPE_CHECKING:
    from bot.domain.alert import Payload
    from bot.domain.ports import PostPermit, Store
    from bot.domain.subscription import Destination
    from bot.service.deliver.deliverer import Deliverer
    from tests.support.fakes import Clock

_SLOTS = 16


async def troubled(store: Store, now: Clock, verb: str, error: Exception) -> tuple[DeliveryHarness, Deliverer]:
    """A harness with one alert to post, and a worker whose store fails once."""
    await subscribe(store, subscription())
    harness = DeliveryHarness(store, now)
    await harness.add_alerts()

    async def fail() -> None:
        raise error

    return harness, harness.worker(store=Meanwhile(store, verb, fail))


async def test_lost_claim_is_left_alone(store: Store, now: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """Who lost its claim does nothing more and disturbs nobody."""
    caplog.set_level("INFO")
    harness, worker = await troubled(store, now, "mark_sending", ConflictError("The claim was lost."))
    await worker.step()
    await worker.drain(5)
    assert harness.notifier.calls == []
    assert "taken over" in caplog.text


async def test_failed_fsync_ends_the_loop(store: Store, now: Clock) -> None:
    """What may have been lost by the disk is not built upon."""
    _, worker = await troubled(store, now, "mark_sending", StoreFatalError("The disk failed."))
    await worker.step()
    await worker.drain(5)
    with pytest.raises(StoreFatalError):
        await worker.step()


async def test_bug_in_planning_leaves_the_planned_alone(store: Store, now: Clock) -> None:
    """What was planned before goes out although nothing new can be planned; the loop hears why and tries again."""
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


class Restless:
    """A store in which other people change a subscription whenever papers are read to be planned."""

    def __init__(self, store: Store, key: str) -> None:
        self._store = store
        self._key = key

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def sightings(self, ids: set[str]) -> object:
        found = (await self._store.subscriptions()).by_id[self._key]
        await subscribe(self._store, replace(found, name=f"{found.name}+"))
        return await self._store.sightings(ids)


async def test_other_peoples_changes_hold_no_post_up(store: Store, now: Clock) -> None:
    """Somebody who changes a subscription all the time hinders the posts of that one alone."""
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
    """Posts as often as it is let: each post takes one `leave`."""

    leave: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    @override
    async def post(
        self, destination: Destination, payload: Payload, nonce: str, turn: PostPermit | None = None, /
    ) -> int:
        await self.leave.acquire()
        return await super().post(destination, payload, nonce, turn)


@pytest.fixture
def slow() -> Slow:
    """A Discord that takes its time."""
    return Slow()


async def owed(store: Store, now: Clock, channels: range) -> DeliveryHarness:
    """One alert for each of these channels."""
    harness = DeliveryHarness(store, now)
    for number in channels:
        await subscribe(store, subscription(f"s{number:04}", channel=CHANNEL + number))
        await harness.add_alerts(channel=CHANNEL + number, key=f"s{number:04}")
    return harness


async def planned(store: Store) -> int:
    """How many messages were ever planned."""
    return sum((await store.counts()).messages.values())


async def test_what_no_slot_is_free_for_is_left_as_it_is(store: Store, now: Clock, slow: Slow) -> None:
    """Of much that is due only some is planned, and each further step with no free slot plans nothing."""
    harness = await owed(store, now, range(100))
    delivery = harness.worker(slow, concurrency=_SLOTS)
    await delivery.step()
    some = await planned(store)
    assert _SLOTS <= some < 2 * _SLOTS
    await delivery.step()
    assert await planned(store) == some
    await delivery.drain(0)


async def test_a_post_that_ends_has_nothing_planned_for_it_alone(store: Store, now: Clock, slow: Slow) -> None:
    """While nearly all slots are in use what becomes due waits until an eighth of them is free."""
    harness = await owed(store, now, range(_SLOTS - 1))
    delivery = harness.worker(slow, concurrency=_SLOTS)
    await delivery.step()
    assert await planned(store) == _SLOTS - 1
    await owed(store, now, range(_SLOTS, _SLOTS + 1))
    await delivery.step()
    assert await planned(store) == _SLOTS - 1
    slow.leave.release()
    await delivery.wake.wait()
    assert (await store.counts()).messages[MessageState.SENT] == 1
    await delivery.step()
    assert await planned(store) == _SLOTS
    await delivery.drain(0)
