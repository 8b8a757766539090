"""Notices when a thread's alerts stop and are back, over restarts, on real sockets."""

import discord
import pytest

from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Channel
from tests.wire.notices.rounds import gets_no_more_notices
from tests.wire.support.harness import Harness, once, restarted

ONE = "2511.00001"


@pytest.fixture
async def thread(harness: Harness) -> Channel:
    """A thread with alerts, in a channel with alerts of its own."""
    made = harness.world.add_thread(harness.channel, "reading", harness.world.bot)
    await harness.noticed(lambda: harness.app.client.get_channel(made.id) is not None)
    await harness.subscribe("nothing")
    await harness.subscribe(channel=made)
    return made


@pytest.mark.parametrize("archived", [False, True])
async def test_a_locked_thread(harness: Harness, thread: Channel, *, archived: bool):
    """The channel with alerts is told to unlock it, once; then that they flow, which they do.

    An archived one falls out of our sight: of that Discord's answers tell, and the first post that goes through.
    """
    thread.locked, thread.archived = True, archived
    harness.world.changed(thread)
    await harness.noticed(lambda: locked(harness, thread) is (None if archived else True))
    await harness.round(ONE)
    [stopped] = harness.words()
    assert f"in <#{thread.id}>. The thread is locked" in stopped
    await gets_no_more_notices(harness, harness.channel, thread)
    async with restarted(harness):
        thread.locked = thread.archived = False
        harness.world.changed(thread)
        await harness.unblocked(thread)
        await harness.deliver()
        assert harness.words() == [stopped, f"<#{thread.id}>: Alerts are back."]
        assert harness.posted(thread) == once(ONE)


def locked(harness: Harness, thread: Channel) -> bool | None:
    """Return True if the bot takes a thread for locked; None if it does not see it."""
    found = harness.app.client.get_channel(thread.id)
    return found.locked if isinstance(found, discord.Thread) else None


@pytest.mark.parametrize(
    ("code", "step"),
    [
        pytest.param(50083, "is locked or archived. Unlock or reopen it", id="archived"),
        pytest.param(50001, "mention me there.", id="private"),
        pytest.param(160006, "too many active threads. Close some.", id="too many"),
    ],
)
async def test_a_thread_that_stays_shut(harness: Harness, thread: Channel, code: int, step: str):
    """A trouble that the gateway does not report is known from Discord's answer, its end from the first post."""
    armed = harness.arm(refuse(403, code), times=None, channel_id=thread.id)
    await harness.round(ONE)
    [stopped] = harness.words()
    assert step in stopped
    await gets_no_more_notices(harness, harness.channel, thread)
    harness.discord.faults.disarm(armed)
    async with restarted(harness):
        await harness.later(hours=2)
        assert harness.posted(thread) == once(ONE)
        assert harness.words() == [stopped, f"<#{thread.id}>: Alerts are back."]


async def test_a_deleted_thread(harness: Harness, thread: Channel):
    """The channel above is told that something is gone and where to see what, not what was followed there."""
    harness.world.remove_channel(thread)
    await harness.discord.until(lambda: bool(harness.words()), "words")
    [gone] = harness.words()
    assert "was deleted, so 1 subscription has nowhere to post" in gone
    assert "matter" not in gone
    await gets_no_more_notices(harness, harness.channel)
