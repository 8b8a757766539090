"""Blocked destinations: blocked, reported once, tried again, and deleted at last."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from bot.domain.alert import MessageState
from bot.domain.discord.ids import Shard
from bot.domain.errors import RefusedError
from bot.domain.subscription import BlockCause
from bot.service.deliver.blocked_destinations import Blocks
from tests.support.fakes import CHANNEL
from tests.support.makers import blocks_of
from tests.support.meanwhile import Meanwhile
from tests.unit.service.deliver.harness import DeliveryHarness


async def test_known_problem_spares_the_request(harness: DeliveryHarness):
    """A problem that the gateway has reported saves the request."""
    await harness.add_alerts()
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await harness.run()
    harness.now.forward(hours=2)
    await harness.blocks.sweep()
    await harness.run()
    assert harness.notifier.calls == []
    del harness.notifier.problems[CHANNEL]
    await harness.blocks.sweep({1000})
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_channels_without_alerts_or_of_other_replicas_are_left_alone(harness: DeliveryHarness):
    """A deleted channel without alerts, and channels of another replica, are left alone."""
    gone = RefusedError("Gone.", gone=True)
    await harness.blocks.block_channel(CHANNEL + 1, gone)
    elsewhere = blocks_of(harness.store, harness.notifier, harness.now, shard=Shard(id=1, count=2))
    await elsewhere.block_channel(CHANNEL, gone)
    await elsewhere.block_servers({1000}, gone)
    assert await harness.store.destinations(blocked=True) == ()
    await harness.blocks.block_channel(CHANNEL, gone)
    await elsewhere.sweep()
    await elsewhere.sweep({1000})
    assert len(await harness.store.destinations(blocked=True)) == 1


async def test_another_trouble_starts_afresh(harness: DeliveryHarness):
    """A channel that was blocked for weeks and then deleted is kept thirty days from its deletion."""
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await harness.add_alerts()
    await harness.run()
    harness.now.forward(days=40)
    harness.notifier.problems[CHANNEL] = RefusedError(
        "The channel was deleted. Subscribe in another one.", gone=True
    )
    await harness.blocks.sweep()
    await harness.blocks.sweep()
    where = await harness.store.destination(CHANNEL)
    assert where
    assert where.block
    assert (where.block.cause, where.block.since) == (BlockCause.GONE, harness.now())


async def test_a_new_block_long_after_another_is_reported(harness: DeliveryHarness):
    """A new block long after an earlier one is reported."""
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Send Messages.")
    await harness.add_alerts()
    await harness.run()
    harness.notifier.problems.clear()
    await harness.blocks.sweep()
    harness.now.forward(days=60)
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Send Messages.")
    await harness.run()
    where = await harness.store.destination(CHANNEL)
    assert where
    assert where.block
    assert where.block.since == harness.now()
    assert ["can't" in text for _, text in harness.notifier.told] == [True, False, True]


GONE = RefusedError("The channel was deleted. Subscribe in another one.", gone=True)
NO_POSTS = RefusedError("Allow Send Messages.")


async def cause(harness: DeliveryHarness) -> BlockCause | None:
    where = await harness.store.destination(CHANNEL)
    assert where
    return where.block.cause if where.block else None


def beside(
    harness: DeliveryHarness, verb: str, what: Callable[[Blocks], Awaitable[object]], after: int = 0
) -> Any:
    """The store, with a change of its blocks just before a verb."""
    store = Meanwhile(harness.store, verb, lambda: what(harness.blocks), after=after)
    return DeliveryHarness(cast("Any", store), harness.now), store


async def test_a_channel_that_is_deleted_during_a_post_is_gone(harness: DeliveryHarness):
    """A channel deleted during a post that lacks a permission is blocked as deleted."""
    await harness.add_alerts()
    worker, store = beside(harness, "mark_sending", lambda blocks: blocks.block_channel(CHANNEL, GONE))
    worker.notifier.script.append(NO_POSTS)
    await worker.run()
    assert store.is_done
    assert await cause(harness) is BlockCause.GONE
    assert await harness.states() == {MessageState.READY: 1}


async def test_a_server_that_is_left_while_a_block_is_lifted_is_left(harness: DeliveryHarness):
    """A server that removes the bot while a block is lifted is blocked as left."""
    worker, store = beside(harness, "set_block", lambda blocks: blocks.block_servers({1000}, GONE), after=2)
    worker.notifier.problems[CHANNEL] = NO_POSTS
    await worker.add_alerts()
    await worker.run()
    worker.notifier.problems.clear()
    await worker.blocks.sweep({1000})
    assert store.is_done
    assert await cause(harness) is BlockCause.GONE


async def test_a_block_lifted_during_its_notice_stays_lifted(harness: DeliveryHarness):
    """A test post that succeeds during the notice of the block lifts the block for good."""
    worker, store = beside(harness, "set_block", lambda blocks: blocks.unblock(CHANNEL), after=1)
    await worker.add_alerts()
    worker.notifier.script.append(NO_POSTS)
    await worker.run()
    assert store.is_done
    assert await cause(harness) is None


async def test_a_channel_that_returns_while_it_is_deleted_is_kept(harness: DeliveryHarness):
    """A channel that takes a post in the moment of its deletion from the store is kept."""
    await harness.blocks.block_channel(CHANNEL, GONE)
    worker, store = beside(harness, "forget_destination", lambda blocks: blocks.unblock(CHANNEL))
    worker.notifier.problems[CHANNEL] = GONE
    harness.now.forward(days=31)
    await worker.blocks.sweep()
    assert store.is_done
    assert await cause(harness) is None
    assert len((await harness.store.subscriptions()).subscriptions) == 1


async def test_a_server_that_is_left_while_a_post_is_refused_is_left(harness: DeliveryHarness):
    """A server left while a post is refused is blocked as left, and no permission is asked for."""

    async def refused(blocks: Blocks):
        where = await harness.store.destination(CHANNEL)
        assert where
        await blocks.block(where, NO_POSTS)

    worker, store = beside(harness, "set_block", refused)
    await worker.blocks.block_servers({1000}, GONE)
    assert store.is_done
    assert await cause(harness) is BlockCause.GONE
