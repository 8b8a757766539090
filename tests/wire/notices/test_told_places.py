"""What is told of each kind of place that stops taking alerts, end to end on real sockets, over restarts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
import pytest

from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Perm
from tests.wire.support.environment import once, open_stage, restarted
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.fake_discord.state.models import Channel
    from tests.wire.support.environment import Stage

ONE, TWO = "2511.00001", "2511.00002"


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A channel with alerts; those of a thread or of another channel are subscribed by each test."""
    async with open_stage(tmp_path, monkeypatch) as opened:
        yield opened


async def hears_nothing_new(stage: Stage, *places: Channel) -> None:
    """Whatever is restarted and tried, nobody is told again."""
    before = [stage.words(place) for place in places], stage.told()
    async with restarted(stage):
        await stage.later(hours=5)
        await stage.later(hours=30)
    async with restarted(stage):
        await stage.later(hours=1)
        assert ([stage.words(place) for place in places], stage.told()) == before


async def test_embed_links(stage: Stage) -> None:
    """Words can still be written in the channel itself: it is told which permission cards need."""
    await stage.subscribe()
    stage.discord.world.forbid(stage.channel, Perm.EMBED_LINKS)
    await stage.knows(stage.channel)
    stage.list(ONE)
    await stage.round()
    [stopped] = stage.words()
    assert "allow Embed Links for me in the channel's settings, under Permissions" in stopped
    await hears_nothing_new(stage, stage.channel)
    async with restarted(stage):
        stage.discord.world.permit(stage.channel, Perm.EMBED_LINKS)
        await stage.unblocked()
        await stage.deliver()
        assert stage.words() == [stopped, "Alerts flow again here: 1 that waited follows."]
        assert stage.posted() == once(ONE)
    assert stage.told() == []


@pytest.mark.parametrize("given", ["to everyone", "to the bot"])
async def test_a_permission_of_a_role(stage: Stage, given: str) -> None:
    """Taken away in the whole server the subscriber is told, in one message; given back, alerts flow at once."""
    other = stage.discord.world.add_channel(stage.guild, "other")
    await stage.subscribe()
    await stage.subscribe("nothing", channel=other)
    everyone = stage.guild.roles[stage.guild.id]
    everyone.permissions &= ~Perm.SEND_MESSAGES
    stage.discord.world.change_role(stage.guild, everyone)
    await stage.knows(stage.channel)
    stage.list(ONE)
    await stage.round()
    [stopped] = stage.told()
    assert f"I cannot post paper alerts in <#{stage.channel.id}> and <#{other.id}>." in stopped
    await hears_nothing_new(stage, stage.channel, other)
    async with restarted(stage):
        if given == "to everyone":
            everyone.permissions |= Perm.SEND_MESSAGES
            stage.discord.world.change_role(stage.guild, everyone)
        else:
            writers = stage.discord.world.add_role(stage.guild, "writers", Perm.SEND_MESSAGES)
            stage.discord.world.give_role(stage.guild, stage.discord.world.bot, writers)
        await stage.unblocked()
        await stage.discord.until(lambda: len(stage.told()) == 2, "words of its end")
        await stage.deliver()
        assert stage.posted() == once(ONE)
        assert f"flow again in <#{stage.channel.id}> and <#{other.id}>: 1 that waited follows." in stage.told()[1]
    assert stage.words() == []


@pytest.fixture
async def thread(stage: Stage) -> Channel:
    """A thread with alerts, in a channel with alerts of its own."""
    made = stage.discord.world.add_thread(stage.channel, "reading", stage.discord.world.bot)
    await stage.noticed(lambda: stage.app.client.get_channel(made.id) is not None)
    await stage.subscribe("nothing")
    await stage.subscribe(channel=made)
    return made


@pytest.mark.parametrize(("archived", "waited"), [(False, ": 1 that waited follows."), (True, ".")])
async def test_a_locked_thread(stage: Stage, thread: Channel, *, archived: bool, waited: str) -> None:
    """The channel with alerts is told to unlock it, once; then that they flow, which they do.

    An archived one falls out of our sight: of that Discord's answers tell, and the first post that goes through.
    """
    thread.locked, thread.archived = True, archived
    stage.discord.world.changed(thread)
    await stage.noticed(lambda: locked(stage, thread) is (None if archived else True))
    stage.list(ONE)
    await stage.round()
    [stopped] = stage.words()
    assert f"I cannot post paper alerts in <#{thread.id}>. The thread is locked: unlock it" in stopped
    await hears_nothing_new(stage, stage.channel, thread)
    async with restarted(stage):
        thread.locked = thread.archived = False
        stage.discord.world.changed(thread)
        await stage.unblocked(thread)
        await stage.deliver()
        assert stage.words() == [stopped, f"Alerts flow again in <#{thread.id}>{waited}"]
        assert stage.posted(thread) == once(ONE)


def locked(stage: Stage, thread: Channel) -> bool | None:
    """Whether the bot takes a thread for locked; None when it does not see it."""
    found = stage.app.client.get_channel(thread.id)
    return found.locked if isinstance(found, discord.Thread) else None


async def test_what_else_happens_to_threads(stage: Stage, thread: Channel) -> None:
    """A new name, or a thread that has no alerts, is no reason to try again where Discord refuses."""
    stage.discord.faults.arm(*CREATE, refuse(403, 50013), times=None, channel_id=thread.id)
    stage.list(ONE)
    await stage.round()
    refused = len(stage.discord.journal.bodies(*CREATE))
    other = stage.discord.world.add_thread(stage.channel, "chat", stage.discord.world.bot)
    other.locked = True
    stage.discord.world.changed(other)
    await stage.knows(thread)
    await stage.noticed(lambda: locked(stage, other) is True)
    await stage.deliver()
    assert await stage.block(thread) is not None
    assert len(stage.discord.journal.bodies(*CREATE)) == refused


@pytest.mark.parametrize(
    ("code", "step"),
    [
        pytest.param(50083, "is archived and I may not open it again: unarchive it", id="archived"),
        pytest.param(50001, "in a private thread, mention me, which adds me.", id="private"),
        pytest.param(160006, "as many active threads as Discord allows: close some.", id="too many"),
    ],
)
async def test_a_thread_that_stays_shut(stage: Stage, thread: Channel, code: int, step: str) -> None:
    """What the gateway cannot tell is told from Discord's answer; its end after the first post."""
    armed = stage.discord.faults.arm(*CREATE, refuse(403, code), times=None, channel_id=thread.id)
    stage.list(ONE)
    await stage.round()
    [stopped] = stage.words()
    assert step in stopped
    await hears_nothing_new(stage, stage.channel, thread)
    stage.discord.faults.disarm(armed)
    async with restarted(stage):
        await stage.later(hours=2)
        assert stage.posted(thread) == once(ONE)
        assert stage.words() == [stopped, f"Alerts flow again in <#{thread.id}>."]


async def test_a_deleted_thread(stage: Stage, thread: Channel) -> None:
    """The channel above is told that something is gone and where to see what, not what was followed there."""
    stage.discord.world.remove_channel(thread)
    await stage.discord.until(lambda: bool(stage.words()), "words")
    [gone] = stage.words()
    assert "A channel or thread that paper alerts went to was deleted, and with it 1 subscription" in gone
    assert "matter" not in gone
    await hears_nothing_new(stage, stage.channel)


async def test_deleted_while_away(stage: Stage) -> None:
    """A channel that was deleted during the bot's absence is missed by the next look, and told once."""
    other = stage.discord.world.add_channel(stage.guild, "other")
    await stage.subscribe()
    await stage.subscribe("nothing", channel=other)
    await stage.app.close()
    stage.discord.world.remove_channel(stage.channel)
    async with restarted(stage):
        stage.list(ONE)
        await stage.round()
        [gone] = stage.words(other)
        assert "`/alerts edit`" in gone
    await hears_nothing_new(stage, other)


async def test_automod(stage: Stage) -> None:
    """When it blocks our words as well another channel is told, without the papers; not again after a restart."""
    other = stage.discord.world.add_channel(stage.guild, "other")
    await stage.subscribe()
    await stage.subscribe("nothing", channel=other)
    armed = stage.discord.faults.arm(*CREATE, refuse(400, 200000), times=None, channel_id=stage.channel.id)
    stage.list(ONE)
    await stage.round()
    [stuck] = stage.words(other)
    assert f"I could not post 1 paper in <#{stage.channel.id}>. An AutoMod rule of the server blocked" in stuck
    assert "exempt Paperboy or the channel from that rule, in Server Settings → AutoMod" in stuck
    await hears_nothing_new(stage, stage.channel, other)
    stage.discord.faults.disarm(armed)
    async with restarted(stage):
        stage.list(ONE, TWO)
        await stage.later(minutes=20)
        assert stage.posted() == once(TWO)
        assert stage.words(other) == [stuck]


async def test_paused_for_a_week(stage: Stage) -> None:
    """The channel is told how to go on or end it; after a restart not again; then that alerts come again."""
    made = await stage.subscribe(paused=True)
    await stage.round()
    await stage.later(days=6)
    assert stage.words() == []
    await stage.later(days=1)
    [silent] = stage.words()
    assert f"All paper alerts of <#{stage.channel.id}> have been paused since" in silent
    assert "`/alerts resume` lets them come again, `/alerts unsubscribe` ends them" in silent
    await hears_nothing_new(stage, stage.channel)
    async with restarted(stage):
        stage.list(ONE)
        await stage.poll()  # else the source's silence is news as well
        await stage.save(replace(made, paused=False))
        await stage.app.look()
        assert stage.words() == [silent, f"Paper alerts of <#{stage.channel.id}> come again."]


async def test_a_source_without_news(stage: Stage) -> None:
    """When it lists nothing new for longer than is normal the server is told once, and that it is back."""
    await stage.subscribe()
    stage.list()
    await stage.later(days=4)
    assert stage.words() == []
    await stage.later(days=2)
    [quiet] = stage.words()
    assert "Hugging Face has listed nothing new since <t:" in quiet
    assert "You need do nothing" in quiet
    await hears_nothing_new(stage, stage.channel)
    async with restarted(stage):
        stage.list(ONE)
        await stage.later(minutes=20)
        assert len(stage.words()) == 2
        assert "is read again" in stage.words()[1]
