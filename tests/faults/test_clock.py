"""A machine's clock that is set, or wrong: alerts may come late by it, but are neither lost nor posted twice."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.preferences import Preferences
from bot.domain.subscription import Mode
from bot.service.retention import forget_old
from tests.fake_discord.faults import Fault, hang, refuse, reset
from tests.fake_discord.state.models import Kind as Places
from tests.fake_discord.state.models import Perm
from tests.support.makers import add_alerts
from tests.wire.support.harness import Harness, once

ONE, TWO = "2511.00001", "2511.00002"
OPEN_THREAD = ("POST", "/channels/{channel_id}/messages/{message_id}/threads")


@pytest.mark.parametrize("hours", [-3, 3])
@pytest.mark.parametrize(
    "fault",
    [pytest.param(reset(accepted=True), id="accepted"), pytest.param(reset(), id="not accepted")],
)
async def test_clock_set_while_in_doubt(harness: Harness, fault: Fault, hours: int):
    """Set by hours between an attempt and the next, each paper is posted once, by then at the latest."""
    await harness.subscribe()
    harness.arm(fault)
    await harness.round(ONE)
    harness.now.forward(hours=hours)
    await harness.round(ONE, TWO)
    for _ in range(4):
        await harness.later(hours=1)
    assert harness.posted() == once(ONE, TWO)


async def test_clock_that_stood_still(harness: Harness):
    """When the machine slept or its clock was set back by as much, Discord's own time tells that minutes went by.

    It may have forgotten the nonce, so the history is read although our clock says that it is too soon for that.
    """
    await harness.subscribe()
    harness.arm(reset(accepted=True))
    await harness.round(ONE)
    harness.discord.clock.shift(600)
    await harness.round()
    harness.now.forward(seconds=5)
    await harness.round()
    assert harness.discord.posting.repeated == 0
    assert harness.posted() == once(ONE)


async def test_clock_years_ahead(harness: Harness):
    """Two years ahead nothing is forgotten by the wrong date, and no list counts as read that there is not yet.

    Set right, the bot goes on: what was posted is not posted again, what is new is posted.
    """
    await harness.subscribe()
    await harness.round(ONE)
    true = harness.now().date()
    harness.papers.today = lambda: true  # its clock is right
    harness.now.forward(days=730)
    assert await forget_old(harness.store, harness.app.clock) == 0
    assert not await harness.poll()
    harness.now.forward(days=-730)
    await harness.later(ONE, TWO, hours=1)
    assert harness.posted() == once(ONE, TWO)


async def test_clock_weeks_behind(harness: Harness):
    """Weeks behind, the lists of that time are not taken for news; the trouble says to check the clock."""
    await harness.subscribe()
    await harness.round(ONE)
    await harness.later(days=2)
    harness.now.forward(days=-40)
    harness.list(TWO)
    assert not await harness.poll()
    assert "check the clock" in (harness.app.pollers[0].state.last_error or "")
    await harness.deliver()
    harness.now.forward(days=40)
    await harness.later(hours=1)
    assert harness.posted() == once(ONE)


async def test_clock_years_behind_when_it_is_posted(harness: Harness):
    """A post made by a clock two years behind keeps its real age once the clock is right.

    It is not forgotten, and so not posted again, and the thread that could not be opened is.
    """
    await harness.subscribe()
    await harness.store.set_preferences(harness.channel.id, Preferences(thread_per_alert=True), due={})
    harness.list(ONE)
    await harness.poll()
    await harness.hear_the_time()
    broken = harness.discord.faults.arm(*OPEN_THREAD, refuse(503), times=None)
    harness.now.forward(days=-730)
    await harness.store.shorten_waits(harness.now(), timedelta(0))  # what is due is due by any clock
    await harness.deliver()
    assert harness.posted() == once(ONE)
    harness.discord.faults.disarm(broken)
    harness.now.forward(days=730)
    await harness.hear_the_time()
    assert await forget_old(harness.store, harness.app.clock) == 0
    await harness.later(ONE, TWO, hours=1)
    await harness.app.update_cards()
    assert harness.posted() == once(ONE, TWO)
    assert len([place for place in harness.world.channels.values() if place.parent]) == 2


async def test_post_that_hangs_over_a_step(harness: Harness):
    """A clock that is set while a post is under way neither loses its lease nor posts it twice."""
    await harness.subscribe()
    armed = harness.arm(hang(accepted=True))
    harness.list(ONE)
    await harness.poll()
    await harness.app.deliverer.step()
    await harness.discord.until(lambda: armed.struck == 1, "a post that hangs")
    harness.now.at += timedelta(hours=-2)
    await harness.app.deliverer.drain(5)
    for _ in range(4):
        await harness.later(hours=1)
    assert harness.posted() == once(ONE)


@pytest.mark.parametrize("forgetful", [False, True])
async def test_a_pause_while_a_forum_post_is_under_way(harness: Harness, *, forgetful: bool):
    """Paused for minutes within a post, which a forum has no nonces for, the bot does not begin it again.

    The negative control forgets what it has in work, and posts the paper twice.
    """
    forum = harness.world.add_channel(harness.guild, "posts", Places.FORUM)
    await harness.noticed(lambda: harness.app.client.get_channel(forum.id) is not None)
    await harness.subscribe(channel=forum)
    slow = harness.discord.faults.arm(
        "POST", "/channels/{channel_id}/threads", Fault(delay=1.0 if forgetful else 0.3)
    )
    harness.list(ONE)
    await harness.poll()
    await harness.app.deliverer.step()
    begun = harness.discord.journal
    await harness.noticed(lambda: bool(begun.calls("POST", "/channels/{channel_id}/threads")))
    running = list(harness.app.deliverer._running.values())
    if forgetful:
        harness.app.deliverer._running.clear()
    harness.now.forward(minutes=5)
    harness.discord.clock.shift(300)
    await harness.app.deliverer.step()
    await asyncio.gather(*running)
    await harness.round()
    assert slow.struck == 1
    made = [place for place in harness.world.channels.values() if place.parent is forum]
    assert len(made) == (2 if forgetful else 1)


async def test_clock_a_year_ahead_destroys_nothing_that_waits(harness: Harness):
    """Alerts that wait for a permission, and the subscriptions of a server that removed us, outlive a wrong date.

    Neither a year nor two months are believed without Discord's clock.
    """
    other = harness.world.add_guild("Another")
    there = harness.world.add_channel(other, "papers")
    await harness.noticed(lambda: harness.app.client.get_channel(there.id) is not None)
    await harness.subscribe()
    await harness.subscribe(channel=there)
    harness.world.forbid(harness.channel, Perm.SEND_MESSAGES)
    harness.world.kick(other)
    await harness.blocked(there)
    await harness.knows(harness.channel)
    await harness.round(ONE)
    for days in (60, 305):
        harness.now.forward(days=days)
        await harness.hear_the_time()
        await harness.app.sweep()
    harness.world.permit(harness.channel, Perm.SEND_MESSAGES)
    await harness.unblocked()
    await harness.deliver()
    assert harness.posted() == once(ONE)
    assert len((await harness.store.subscriptions()).subscriptions) == 2


async def test_clock_years_behind_when_it_matches(harness: Harness):
    """An alert held by a clock two years behind has not waited for years once the clock is right."""
    harness.list(ONE)
    await harness.poll()
    made = await harness.subscribe()
    await harness.forbid(Perm.SEND_MESSAGES)
    harness.now.forward(days=-730)
    await add_alerts(harness.store, [f"arxiv:{ONE}"], harness.now(), channel=harness.channel.id, keys=(made.id,))
    await harness.deliver()
    assert await harness.block()
    harness.now.forward(days=730)
    await harness.hear_the_time()
    harness.world.permit(harness.channel, Perm.SEND_MESSAGES)
    await harness.unblocked()
    await harness.deliver()
    assert harness.posted() == once(ONE)


async def test_clock_behind_when_a_server_removed_us(harness: Harness):
    """A clock that was months behind at that moment, and is set right, makes no thirty days of it."""
    await harness.subscribe()
    harness.now.forward(days=-60)
    harness.world.kick(harness.guild)
    await harness.blocked()
    harness.now.forward(days=60)
    await harness.later(hours=1)
    await harness.hear_the_time()
    await harness.later(hours=1)
    assert len((await harness.store.subscriptions()).subscriptions) == 1


async def test_waits_of_a_clock_that_was_ahead(harness: Harness):
    """A year ahead, a post is to be tried again, a weekly digest to come, in a year: set right, both come now."""
    other = harness.world.add_channel(harness.guild, "weekly")
    await harness.noticed(lambda: harness.app.client.get_channel(other.id) is not None)
    await harness.subscribe()
    await harness.subscribe(channel=other, mode=Mode.WEEKLY)
    harness.list(ONE)
    harness.now.forward(days=365)
    harness.list(ONE)
    await harness.poll()
    harness.arm(reset())
    await harness.deliver()
    harness.now.forward(days=-365)
    await harness.hear_the_time()
    await harness.later(minutes=5)
    assert (harness.posted(), harness.posted(other)) == (once(ONE), once(ONE))
