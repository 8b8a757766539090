"""Notices of blocked channels: which channels they name, and their end."""

from dataclasses import replace
from typing import Any

from bot.domain.ports import Store
from tests.support.fakes import CHANNEL, Clock, subscribe, subscription
from tests.support.meanwhile import Meanwhile
from tests.unit.service.notices.block_harness import NO_POSTS, OTHER, THIRD, BlockHarness


async def test_trials_become_rarer(harness: BlockHarness):
    """A block whose end cannot be seen is tried again after five minutes, then after twice as long."""
    tries: list[int] = []
    await harness.refuse(NO_POSTS, seen=False)
    for minute in range(40):
        await harness.blocks.sweep()
        if not await harness.blocked():
            tries.append(minute)
            await harness.refuse(NO_POSTS, seen=False)
        harness.now.forward(minutes=1)
    assert tries == [0, 5, 15, 35]


async def test_a_failed_trial_keeps_the_age_of_the_block(harness: BlockHarness):
    """A block that returns after a failed trial keeps its age."""
    await harness.refuse(NO_POSTS, seen=False)
    began = harness.now()
    harness.now.forward(hours=3)
    await harness.blocks.sweep()
    await harness.refuse(NO_POSTS, seen=False)
    where = await harness.store.destination(CHANNEL)
    assert where is not None
    assert where.block is not None
    assert where.block.since == began


async def test_more_than_ten_channels_are_counted(harness: BlockHarness):
    """A notice names ten channels and the number of further ones."""
    for number in range(12):
        await subscribe(harness.store, subscription(f"x{number:04}", channel=5000 + number))
        harness.notifier.problems[5000 + number] = NO_POSTS
    await harness.refuse(NO_POSTS)
    ((_, text),) = harness.notifier.told
    assert text.count("<#") == 10
    assert "and 3 more. Allow" in text


async def test_the_end_is_not_reported_of_a_paused_channel(harness: BlockHarness):
    """Alerts of a channel that can be posted in, but is paused, are not back."""
    await harness.refuse(NO_POSTS)
    for one in (await harness.store.subscriptions()).at(CHANNEL):
        await subscribe(harness.store, replace(one, paused=True))
    await harness.mend()
    assert len(harness.notifier.told) == 1


async def test_the_end_names_all_recovered_channels(harness: BlockHarness):
    """The notice of the end also names recovered channels without alerts; a new trouble is reported again."""
    await subscribe(harness.store, subscription("ccccc", channel=THIRD))
    harness.notifier.problems = {CHANNEL: NO_POSTS, OTHER: NO_POSTS, THIRD: NO_POSTS}
    await harness.refuse(NO_POSTS)
    harness.notifier.problems.pop(OTHER)
    await harness.mend()
    assert [text for _, text in harness.notifier.told[1:]] == [f"<#{CHANNEL}> and <#{OTHER}>: Alerts are back."]
    await harness.refuse(NO_POSTS, OTHER)
    assert f"alerts in <#{OTHER}> and <#" not in harness.notifier.told[-1][1]
    assert f"can't post paper alerts in <#{OTHER}>." in harness.notifier.told[-1][1]


async def test_a_new_block_right_after_another_has_its_own_end(store: Store, now: Clock):
    """If a post is refused right after a successful one, no end of the trouble is reported."""
    shared: Any = Meanwhile(store, "destination", lambda: room.refuse(NO_POSTS, seen=False))
    again, shared._what = shared._what, None
    room = BlockHarness(shared, now)
    await subscribe(store, subscription())
    await room.refuse(NO_POSTS, seen=False)
    now.forward(minutes=10)
    await room.blocks.sweep()
    shared._what = again
    await room.blocks.delivered(CHANNEL)
    assert shared.is_done
    assert await room.blocked()
    assert ["can't" in text for _, text in room.notifier.told] == [True]
    await room.blocks.unblock(CHANNEL)
    assert ["can't" in text for _, text in room.notifier.told] == [True, False]
