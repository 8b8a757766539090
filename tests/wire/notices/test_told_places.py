"""What is told of each kind of place that stops taking alerts, end to end on real sockets, over restarts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
import pytest

from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Perm
from tests.wire.support.harness import once, open_harness, restarted
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.fake_discord.state.models import Channel
    from tests.wire.support.harness import Harness

ONE, TWO = "2511.00001", "2511.00002"


@pytest.fixture
async def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Harness]:
    """A channel with alerts; those of a thread or of another channel are subscribed by each test."""
    async with open_harness(tmp_path, monkeypatch) as opened:
        yield opened


async def hears_nothing_new(harness: Harness, *places: Channel) -> None:
    """Whatever is restarted and tried, nobody is told again."""
    before = [harness.words(place) for place in places], harness.told()
    async with restarted(harness):
        await harness.later(hours=5)
        await harness.later(hours=30)
    async with restarted(harness):
        await harness.later(hours=1)
        assert ([harness.words(place) for place in places], harness.told()) == before


async def test_embed_links(harness: Harness) -> None:
    """Words can still be written in the channel itself: it is told which permission cards need."""
    await harness.subscribe()
    harness.discord.world.forbid(harness.channel, Perm.EMBED_LINKS)
    await harness.knows(harness.channel)
    harness.list(ONE)
    await harness.round()
    [stopped] = harness.words()
    assert "allow Embed Links for me in the channel's settings, under Permissions" in stopped
    await hears_nothing_new(harness, harness.channel)
    async with restarted(harness):
        harness.discord.world.permit(harness.channel, Perm.EMBED_LINKS)
        await harness.unblocked()
        await harness.deliver()
        assert harness.words() == [stopped, "Alerts flow again here: 1 that waited follows."]
        assert harness.posted() == once(ONE)
    assert harness.told() == []


@pytest.mark.parametrize("given", ["to everyone", "to the bot"])
async def test_a_permission_of_a_role(harness: Harness, given: str) -> None:
    """Taken away in the whole server the subscriber is told, in one message; given back, alerts flow at once."""
    other = harness.discord.world.add_channel(harness.guild, "other")
    await harness.subscribe()
    await harness.subscribe("nothing", channel=other)
    everyone = harness.guild.roles[harness.guild.id]
    everyone.permissions &= ~Perm.SEND_MESSAGES
    harness.discord.world.change_role(harness.guild, everyone)
    await harness.knows(harness.channel)
    harness.list(ONE)
    await harness.round()
    [stopped] = harness.told()
    assert f"I cannot post paper alerts in <#{harness.channel.id}> and <#{other.id}>." in stopped
    await hears_nothing_new(harness, harness.channel, other)
    async with restarted(harness):
        if given == "to everyone":
            everyone.permissions |= Perm.SEND_MESSAGES
            harness.discord.world.change_role(harness.guild, everyone)
        else:
            writers = harness.discord.world.add_role(harness.guild, "writers", Perm.SEND_MESSAGES)
            harness.discord.world.give_role(harness.guild, harness.discord.world.bot, writers)
        await harness.unblocked()
        await harness.discord.until(lambda: len(harness.told()) == 2, "words of its end")
        await harness.deliver()
        assert harness.posted() == once(ONE)
        assert (
            f"flow again in <#{harness.channel.id}> and <#{other.id}>: 1 that waited follows." in harness.told()[1]
        )
    assert harness.words() == []


@pytest.fixture
async def thread(harness: Harness) -> Channel:
    """A thread with alerts, in a channel with alerts of its own."""
    made = harness.discord.world.add_thread(harness.channel, "reading", harness.discord.world.bot)
    await harness.noticed(lambda: harness.app.client.get_channel(made.id) is not None)
    await harness.subscribe("nothing")
    await harness.subscribe(channel=made)
    return made


@pytest.mark.parametrize(("archived", "waited"), [(False, ": 1 that waited follows."), (True, ".")])
async def test_a_locked_thread(harness: Harness, thread: Channel, *, archived: bool, waited: str) -> None:
    """The channel with alerts is told to unlock it, once; then that they flow, which they do.

    An archived one falls out of our sight: of that Discord's answers tell, and the first post that goes through.
    """
    thread.locked, thread.archived = True, archived
    harness.discord.world.changed(thread)
    await harness.noticed(lambda: locked(harness, thread) is (None if archived else True))
    harness.list(ONE)
    await harness.round()
    [stopped] = harness.words()
    assert f"I cannot post paper alerts in <#{thread.id}>. The thread is locked: unlock it" in stopped
    await hears_nothing_new(harness, harness.channel, thread)
    async with restarted(harness):
        thread.locked = thread.archived = False
        harness.discord.world.changed(thread)
        await harness.unblocked(thread)
        await harness.deliver()
        assert harness.words() == [stopped, f"Alerts flow again in <#{thread.id}>{waited}"]
        assert harness.posted(thread) == once(ONE)


def locked(harness: Harness, thread: Channel) -> bool | None:
    """Whether the bot takes a thread for locked; None when it does not see it."""
    found = harness.app.client.get_channel(thread.id)
    return found.locked if isinstance(found, discord.Thread) else None


async def test_what_else_happens_to_threads(harness: Harness, thread: Channel) -> None:
    """A new name, or a thread that has no alerts, is no reason to try again where Discord refuses."""
    harness.discord.faults.arm(*CREATE, refuse(403, 50013), times=None, channel_id=thread.id)
    harness.list(ONE)
    await harness.round()
    refused = len(harness.discord.journal.bodies(*CREATE))
    other = harness.discord.world.add_thread(harness.channel, "chat", harness.discord.world.bot)
    other.locked = True
    harness.discord.world.changed(other)
    await harness.knows(thread)
    await harness.noticed(lambda: locked(harness, other) is True)
    await harness.deliver()
    assert await harness.block(thread) is not None
    assert len(harness.discord.journal.bodies(*CREATE)) == refused


@pytest.mark.parametrize(
    ("code", "step"),
    [
        pytest.param(50083, "is archived and I may not open it again: unarchive it", id="archived"),
        pytest.param(50001, "in a private thread, mention me, which adds me.", id="private"),
        pytest.param(160006, "as many active threads as Discord allows: close some.", id="too many"),
    ],
)
async def test_a_thread_that_stays_shut(harness: Harness, thread: Channel, code: int, step: str) -> None:
    """What the gateway cannot tell is told from Discord's answer; its end after the first post."""
    armed = harness.discord.faults.arm(*CREATE, refuse(403, code), times=None, channel_id=thread.id)
    harness.list(ONE)
    await harness.round()
    [stopped] = harness.words()
    assert step in stopped
    await hears_nothing_new(harness, harness.channel, thread)
    harness.discord.faults.disarm(armed)
    async with restarted(harness):
        await harness.later(hours=2)
        assert harness.posted(thread) == once(ONE)
        assert harness.words() == [stopped, f"Alerts flow again in <#{thread.id}>."]


async def test_a_deleted_thread(harness: Harness, thread: Channel) -> None:
    """The channel above is told that something is gone and where to see what, not what was followed there."""
    harness.discord.world.remove_channel(thread)
    await harness.discord.until(lambda: bool(harness.words()), "words")
    [gone] = harness.words()
    assert "A channel or thread that paper alerts went to was deleted, and with it 1 subscription" in gone
    assert "matter" not in gone
    await hears_nothing_new(harness, harness.channel)


async def test_deleted_while_away(harness: Harness) -> None:
    """A channel that was deleted during the bot's absence is missed by the next look, and told once."""
    other = harness.discord.world.add_channel(harness.guild, "other")
    await harness.subscribe()
    await harness.subscribe("nothing", channel=other)
    await harness.app.close()
    harness.discord.world.remove_channel(harness.channel)
    async with restarted(harness):
        harness.list(ONE)
        await harness.round()
        [gone] = harness.words(other)
        assert "`/alerts edit`" in gone
    await hears_nothing_new(harness, other)


async def test_automod(harness: Harness) -> None:
    """When it blocks our words as well another channel is told, without the papers; not again after a restart."""
    other = harness.discord.world.add_channel(harness.guild, "other")
    await harness.subscribe()
    await harness.subscribe("nothing", channel=other)
    armed = harness.discord.faults.arm(*CREATE, refuse(400, 200000), times=None, channel_id=harness.channel.id)
    harness.list(ONE)
    await harness.round()
    [stuck] = harness.words(other)
    assert f"I could not post 1 paper in <#{harness.channel.id}>. An AutoMod rule of the server blocked" in stuck
    assert "exempt Paperboy or the channel from that rule, in Server Settings → AutoMod" in stuck
    await hears_nothing_new(harness, harness.channel, other)
    harness.discord.faults.disarm(armed)
    async with restarted(harness):
        harness.list(ONE, TWO)
        await harness.later(minutes=20)
        assert harness.posted() == once(TWO)
        assert harness.words(other) == [stuck]


async def test_paused_for_a_week(harness: Harness) -> None:
    """The channel is told how to go on or end it; after a restart not again; then that alerts come again."""
    made = await harness.subscribe(paused=True)
    await harness.round()
    await harness.later(days=6)
    assert harness.words() == []
    await harness.later(days=1)
    [silent] = harness.words()
    assert f"All paper alerts of <#{harness.channel.id}> have been paused since" in silent
    assert "`/alerts resume` lets them come again, `/alerts unsubscribe` ends them" in silent
    await hears_nothing_new(harness, harness.channel)
    async with restarted(harness):
        harness.list(ONE)
        await harness.poll()  # else the source's silence is news as well
        await harness.save(replace(made, paused=False))
        await harness.app.look()
        assert harness.words() == [silent, f"Paper alerts of <#{harness.channel.id}> come again."]


async def test_a_source_without_news(harness: Harness) -> None:
    """When it lists nothing new for longer than is normal the server is told once, and that it is back."""
    await harness.subscribe()
    harness.list()
    await harness.later(days=4)
    assert harness.words() == []
    await harness.later(days=2)
    [quiet] = harness.words()
    assert "Hugging Face has listed nothing new since <t:" in quiet
    assert "You need do nothing" in quiet
    await hears_nothing_new(harness, harness.channel)
    async with restarted(harness):
        harness.list(ONE)
        await harness.later(minutes=20)
        assert len(harness.words()) == 2
        assert "is read again" in harness.words()[1]
