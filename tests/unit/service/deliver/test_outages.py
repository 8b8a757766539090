"""Outages of the store during a post, and lost claims."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import HistoryUnreadableError, StoreError
from bot.domain.ports import Store
from bot.service.deliver.deliverer import Deliverer
from tests.support.fakes import settle
from tests.support.meanwhile import Through
from tests.unit.service.deliver.harness import DeliveryHarness, SlowNotifier


class Outage(Through):
    """A store that fails from the first call of a verb until `back`; `tried` counts the calls."""

    def __init__(self, store: Store, verb: str):
        super().__init__(store)
        self._verb = verb
        self.begun = asyncio.Event()
        self.back = False
        self.tried = 0

    def __getattr__(self, name: str) -> object:
        real = super().__getattr__(name)
        if name == self._verb:
            self.begun.set()
        if not self.begun.is_set() or self.back:
            return real

        async def fail(*_args: object, **_options: object) -> object:
            self.tried += 1
            raise StoreError("The database cannot be reached.")

        return fail


async def begun(harness: DeliveryHarness, verb: str = "mark_sent") -> tuple[Outage, Deliverer]:
    """Begin a post during which the store fails twice."""
    outage = Outage(harness.store, verb)
    await harness.add_alerts()
    deliverer = harness.worker(store=outage)
    with suppress(StoreError):  # it may be away before all is read that the step wants to know
        await deliverer.step()
    async with asyncio.timeout(30):
        while outage.tried < 2:  # noqa: ASYNC110 - the store has nothing to tell
            await asyncio.sleep(0.01)
    return outage, deliverer


@pytest.mark.parametrize("lease_ends", [False, True])
async def test_a_result_is_kept_until_the_store_takes_it(harness: DeliveryHarness, *, lease_ends: bool):
    """The result of a post is written after the outage, without a second post, even if the lease ended."""
    harness.notifier.forgets_nonces = True
    harness.notifier.finds.extend([HistoryUnreadableError("Read Message History is missing.")] * 9)
    outage, deliverer = await begun(harness)
    if lease_ends:
        harness.now.forward(minutes=5)
    outage.back = True
    await deliverer.drain(30)
    assert await harness.states() == {MessageState.SENT: 1}
    assert [call.split()[0] for call in harness.notifier.calls] == ["post"]


async def test_a_result_is_kept_after_a_cancellation(harness: DeliveryHarness):
    """A replica that gives up its shards in an outage still writes what it posted."""
    outage, deliverer = await begun(harness)
    await deliverer.drain(0)
    assert await harness.states() == {MessageState.SENDING: 1}
    outage.back = True
    async with asyncio.timeout(30):
        while await harness.states() != {MessageState.SENT: 1}:  # noqa: ASYNC110 - nobody waits for it
            await asyncio.sleep(0.01)


async def test_a_late_result_without_a_claim_is_ignored(harness: DeliveryHarness):
    """If another replica has claimed the message, it finds the post, and the late result is ignored."""
    harness.notifier.forgets_nonces = True
    outage, deliverer = await begun(harness)
    harness.now.forward(minutes=5)
    (taken,) = await harness.store.claim_due(harness.now(), timedelta(seconds=60), 1)
    outage.back = True
    await deliverer.drain(30)
    assert await harness.states() == {MessageState.SENDING: 1}
    await harness.store.retry_at(taken.key, taken.claim, harness.now(), "x", in_doubt=True)
    await settle(harness.worker(), harness.store, harness.now)
    assert await harness.states() == {MessageState.SENT: 1}
    assert len(harness.notifier.posted) == 1


@pytest.mark.parametrize("verb", ["alerts_of", "mark_sending"])
async def test_an_unsent_message_is_given_back(harness: DeliveryHarness, verb: str):
    """A message that was not sent is given back once the store works, before its lease ends."""
    outage, deliverer = await begun(harness, verb)
    outage.back = True
    await deliverer.drain(30)
    [message] = await harness.store.messages([MessageState.READY])
    assert (message.leased_until, message.in_doubt) == (None, False)
    harness.now.forward(seconds=1)
    await deliverer.step()
    await deliverer.drain(30)
    assert await harness.states() == {MessageState.SENT: 1}


async def test_a_post_is_cancelled_at_the_end_of_the_tenure(harness: DeliveryHarness):
    """A post at the end of the tenure is cancelled, in doubt; a heartbeat before that extends it."""
    notifier = SlowNotifier()
    deliverer = harness.worker(notifier)
    deliverer.tenure.extend(3600)
    await harness.add_alerts()
    await deliverer.step()
    await notifier.begun.wait()
    deliverer.tenure.extend(7200)
    await asyncio.sleep(0)
    assert await harness.states() == {MessageState.SENDING: 1}
    deliverer.tenure.extend(0)
    await deliverer.drain(30)
    [doubtful] = await harness.store.messages([MessageState.SENDING])
    assert (doubtful.leased_until, doubtful.in_doubt, notifier.posted) == (None, True, [])


async def test_nothing_is_begun_after_the_tenure(harness: DeliveryHarness):
    """After the tenure, nothing is posted until the next heartbeat."""
    await harness.add_alerts()
    deliverer = harness.worker()
    deliverer.tenure.extend(-1)
    await deliverer.step()
    assert await harness.store.messages([MessageState.READY]) == ()
    deliverer.tenure.extend(3600)
    await deliverer.step()
    deliverer.tenure.extend(-1)
    await deliverer.drain(30)
    assert harness.notifier.calls == []
    [message] = await harness.store.messages([MessageState.READY])
    assert not message.in_doubt
    deliverer.tenure.extend(3600)
    harness.now.forward(seconds=5)
    await deliverer.step()
    await deliverer.drain(30)
    assert await harness.states() == {MessageState.SENT: 1}
