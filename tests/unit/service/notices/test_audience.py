"""Recipients of a notice about a blocked channel."""

from tests.support.fakes import CHANNEL, OWNER, PERSON, subscribe, subscription
from tests.unit.service.notices.block_harness import NO_POSTS, OTHER, THIRD, BlockHarness


async def test_who_left_is_not_reminded(harness: BlockHarness):
    """Members who cannot see the channel get no message or reminder; the owner gets one."""
    harness.notifier.outsiders = {PERSON}
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    assert await harness.reminders.collect(PERSON) == ()
    assert len(await harness.reminders.collect(OWNER)) == 1


async def test_an_unexplained_refusal_is_reported_elsewhere(harness: BlockHarness):
    """A channel that has just refused a post is not tried for the notice."""
    harness.notifier.open_rooms = {CHANNEL, OTHER}
    await harness.refuse(NO_POSTS, seen=False)
    assert [place for place, _ in harness.notifier.said] == [OTHER]


async def test_people_get_their_own_channels(harness: BlockHarness):
    """In direct messages, each person's notice names only the channels that nobody else subscribed."""
    await subscribe(harness.store, subscription("bbbbb", channel=OTHER, creator_id=PERSON + 1))
    await subscribe(harness.store, subscription("ccccc", channel=THIRD))
    harness.notifier.problems = {CHANNEL: NO_POSTS, OTHER: NO_POSTS, THIRD: NO_POSTS}
    await harness.refuse(NO_POSTS)
    await harness.refuse(NO_POSTS, OTHER)
    (first, one), (second, other) = harness.notifier.told
    assert (first, second) == (PERSON, PERSON + 1)
    assert f"<#{CHANNEL}> and <#{THIRD}>." in one
    assert f"alerts in <#{OTHER}>." in other
