"""How much is planned, by how many posts may be under way."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.domain.alert import MessageState
from bot.service.deliver.deliverer import Deliverer, DeliveryPolicy
from bot.service.trusted_time import TrustedTime
from tests.support.fakes import CHANNEL, FakeNotifier, PlainRenderer, subscribe, subscription
from tests.unit.service.deliver.harness import DeliveryHarness

if TYPE_CHECKING:
    from bot.domain.alert import Payload
    from bot.domain.ports import Store, Turn
    from bot.domain.subscription import Destination
    from tests.support.fakes import Clock

_SLOTS = 16


@dataclass
class Slow(FakeNotifier):
    """Posts as often as it is let: each post takes one `leave`."""

    leave: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    @override
    async def post(
        self, destination: Destination, payload: Payload, nonce: str, turn: Turn | None = None, /
    ) -> int:
        await self.leave.acquire()
        return await super().post(destination, payload, nonce, turn)


@pytest.fixture
def slow() -> Slow:
    """A Discord that takes its time."""
    return Slow()


def worker(harness: DeliveryHarness, slow: Slow) -> Deliverer:
    """Delivery that posts some messages at once."""
    return Deliverer(
        store=harness.store,
        notifier=slow,
        renderer=PlainRenderer(),
        blocks=harness.blocks,
        now=harness.now,
        rng=random.Random(7),
        trusted=TrustedTime(harness.now, harness.now),
        policy=DeliveryPolicy(concurrency=_SLOTS),
    )


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
    delivery = worker(harness, slow)
    await delivery.step()
    some = await planned(store)
    assert _SLOTS <= some < 2 * _SLOTS
    await delivery.step()
    assert await planned(store) == some
    await delivery.drain(0)


async def test_a_post_that_ends_has_nothing_planned_for_it_alone(store: Store, now: Clock, slow: Slow) -> None:
    """While nearly all slots are in use what becomes due waits until an eighth of them is free."""
    harness = await owed(store, now, range(_SLOTS - 1))
    delivery = worker(harness, slow)
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
