"""A notice is sent once for each trouble, even after restarts and crashes."""

from dataclasses import replace

import pytest

from bot.domain.alert import MessageState
from bot.service.notices.notice_kinds import Notice
from bot.service.notices.notices import Audience
from tests.support.fakes import CHANNEL, FakeNotifier
from tests.unit.service.notices.block_harness import DELETED, NO_POSTS, OTHER, BlockHarness


async def test_nobody_reached_is_tried_again_later(harness: BlockHarness):
    """A notice that reached nobody is tried again after an hour, then after two, until it reaches somebody."""
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    harness.now.forward(minutes=59)
    await harness.blocks.sweep()
    assert len(harness.notifier.told) == 1
    harness.now.forward(minutes=1)
    await harness.blocks.sweep()
    harness.now.forward(minutes=119)
    await harness.blocks.sweep()
    assert len(harness.notifier.told) == 2
    harness.notifier.tellable = True
    harness.now.forward(minutes=1)
    await harness.blocks.sweep()
    harness.now.forward(days=2)
    await harness.blocks.sweep()
    assert len(harness.notifier.told) == 3


async def test_a_crash_while_sending_sends_at_most_once(harness: BlockHarness):
    """The record is written first: after a crash in between, the notice is not sent."""

    class Dying(FakeNotifier):
        async def direct_message(self, user_id: int, text: str) -> bool:  # noqa: ARG002 - as the fake's
            raise KeyboardInterrupt

    alive = harness.notifier
    harness.notifier = Dying()
    harness.restart()
    with pytest.raises(KeyboardInterrupt):
        await harness.refuse(NO_POSTS)
    harness.notifier = alive
    harness.restart()
    harness.now.forward(days=2)
    await harness.blocks.sweep()
    assert alive.told == []


async def test_deleting_a_channel_deletes_its_records(harness: BlockHarness):
    """After thirty days, all records of a deleted channel are deleted with it."""
    topics = ("block", "threads", MessageState.DEAD)
    for topic in topics[1:]:
        await harness.notices.send(
            [f"told {topic} {CHANNEL}"], Audience(channels=(OTHER,)), Notice(topic="x", words=lambda: "Something")
        )
    await harness.refuse(DELETED, seen=True)
    harness.now.forward(days=31)
    await harness.blocks.sweep()
    assert await harness.store.destination(CHANNEL) is None
    assert [await harness.store.note(f"told {topic} {CHANNEL}") for topic in topics] == [None] * 3
    await harness.blocks.announce(CHANNEL)
    await harness.blocks.delivered(CHANNEL)


async def test_a_reported_block_of_an_earlier_version_stays_reported(harness: BlockHarness):
    """A stored block that was reported is not reported again."""
    await harness.refuse(NO_POSTS)
    where = await harness.store.destination(CHANNEL)
    assert where is not None
    assert where.block is not None
    assert where.block.told
    await harness.store.set_note(f"told block {CHANNEL}", None)
    await harness.store.set_block(CHANNEL, replace(where.block, told=True))
    await harness.blocks.sweep()
    assert len(harness.notifier.told) == 1
