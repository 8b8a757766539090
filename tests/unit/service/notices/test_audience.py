"""Whom a notice of a blocked channel reaches, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.fakes import CHANNEL, OWNER, PERSON, subscribe, subscription
from tests.unit.service.notices.block_harness import DELETED, NO_EMBEDS, NO_POSTS, OTHER, THIRD

if TYPE_CHECKING:
    from tests.unit.service.notices.block_harness import BlockHarness


async def test_the_channel_itself(harness: BlockHarness) -> None:
    """Where plain words can still be written the channel itself is told, and nobody else."""
    harness.notifier.open_rooms = {CHANNEL, OTHER}
    await harness.refuse(NO_EMBEDS)
    ((place, text),) = harness.notifier.said
    assert place == CHANNEL
    assert "Allow Embed Links." in text
    assert "kept for 7 days" in text
    assert harness.notifier.told == []


async def test_another_channel(harness: BlockHarness) -> None:
    """Where nothing can be written another channel with alerts is told which one it is."""
    harness.notifier.open_rooms = {OTHER}
    await harness.refuse(NO_POSTS)
    ((place, text),) = harness.notifier.said
    assert (place, f"<#{CHANNEL}>" in text) == (OTHER, True)


async def test_who_subscribed(harness: BlockHarness) -> None:
    """Where no channel can be written to the subscribers get a direct message."""
    await harness.refuse(NO_POSTS)
    ((person, text),) = harness.notifier.told
    assert (person, f"<#{CHANNEL}>" in text) == (PERSON, True)


async def test_who_left_gets_nothing(harness: BlockHarness) -> None:
    """What goes on in a server is no business of who is there no more: its owner hears it instead."""
    harness.notifier.outsiders = {PERSON}
    await harness.refuse(NO_POSTS)
    assert [person for person, _ in harness.notifier.told] == [OWNER]
    assert await harness.reminders.collect(PERSON) == ()
    await harness.mend()
    assert [person for person, _ in harness.notifier.told] == [OWNER, OWNER]


async def test_who_left_is_not_reminded(harness: BlockHarness) -> None:
    """Neither are they when no direct message gets through; the owner is, at theirs."""
    harness.notifier.outsiders = {PERSON}
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    assert await harness.reminders.collect(PERSON) == ()
    assert len(await harness.reminders.collect(OWNER)) == 1


async def test_a_refusal_that_we_cannot_explain_goes_elsewhere(harness: BlockHarness) -> None:
    """A channel that has just refused a post would refuse words as well: they are not tried there."""
    harness.notifier.open_rooms = {CHANNEL, OTHER}
    await harness.refuse(NO_POSTS, seen=False)
    assert [place for place, _ in harness.notifier.said] == [OTHER]


async def test_people_get_their_own_channels(harness: BlockHarness) -> None:
    """Where each hears by direct message, each hears of the channels that nobody else subscribed in."""
    await subscribe(harness.store, subscription("bbbbb", channel=OTHER, creator_id=PERSON + 1))
    await subscribe(harness.store, subscription("ccccc", channel=THIRD))
    harness.notifier.problems = {CHANNEL: NO_POSTS, OTHER: NO_POSTS, THIRD: NO_POSTS}
    await harness.refuse(NO_POSTS)
    await harness.refuse(NO_POSTS, OTHER)
    (first, one), (second, other) = harness.notifier.told
    assert (first, second) == (PERSON, PERSON + 1)
    assert f"<#{CHANNEL}> and <#{THIRD}>." in one
    assert f"alerts in <#{OTHER}>." in other


async def test_a_deleted_channel_comes_with_what_to_do(harness: BlockHarness) -> None:
    """Another channel hears how to move the subscriptions, not what they are: that may be private."""
    harness.notifier.open_rooms = {OTHER}
    await harness.refuse(DELETED)
    ((place, text),) = harness.notifier.said
    assert place == OTHER
    assert "was deleted, so 1 subscription has nowhere to post" in text
    assert "diffusion" not in text
    assert "`/alerts edit`" in text


async def test_thrown_out_is_no_occasion(harness: BlockHarness) -> None:
    """Who removed the bot knows it."""
    harness.notifier.open_rooms = None
    await harness.refuse(DELETED)
    await harness.blocks.sweep()
    assert (harness.notifier.said, harness.notifier.told) == ([], [])


async def test_without_subscribers_there_is_no_audience(harness: BlockHarness) -> None:
    """What nobody asks for any more needs no words."""
    await harness.store.remove_subscription("aaaaa")
    await harness.refuse(NO_POSTS)
    assert harness.notifier.told == []
