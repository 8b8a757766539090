"""What people at Discord are told when alerts stop and when they flow again, across restarts, on real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fake_discord.faults import refuse, reset
from tests.fake_discord.state.models import Perm
from tests.fake_sources import faults
from tests.wire.support.environment import once, open_stage, restarted
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.fake_discord.state.models import Channel
    from tests.wire.support.environment import Stage

ONE, TWO, THREE = "2511.00001", "2511.00002", "2511.00003"


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A server with a second channel that has alerts of its own."""
    async with open_stage(tmp_path, monkeypatch) as opened:
        await opened.subscribe()
        await opened.subscribe("nothing", channel=opened.discord.world.add_channel(opened.guild, "other"))
        yield opened


def other(stage: Stage) -> Channel:
    return next(channel for channel in stage.guild.channels.values() if channel.name == "other")


async def test_a_permission_removed_and_restored(stage: Stage) -> None:
    """Another channel is told once, a restart in between tells nothing; then that alerts flow, and they do."""
    stage.discord.world.forbid(stage.channel, Perm.SEND_MESSAGES)
    await stage.knows(stage.channel)
    stage.list(ONE)
    await stage.round()
    [stopped] = stage.words(other(stage))
    assert f"I cannot post paper alerts in <#{stage.channel.id}>." in stopped
    assert "allow Send Messages" in stopped
    async with restarted(stage):
        stage.list(ONE, TWO, THREE)
        await stage.later(hours=5)
        await stage.later(hours=1)
        assert stage.words(other(stage)) == [stopped]
        stage.discord.world.permit(stage.channel, Perm.SEND_MESSAGES)
        await stage.unblocked()
        await stage.deliver()
        flows = f"Alerts flow again in <#{stage.channel.id}>: 3 that waited follow."
        assert stage.words(other(stage)) == [stopped, flows]
        assert stage.posted() == once(ONE, TWO, THREE)
    assert stage.told() == []


async def test_a_restart_within_a_trial(stage: Stage) -> None:
    """A block that was lifted for a trial is known after a restart: its return is not told again, its end is."""
    armed = stage.discord.faults.arm(*CREATE, refuse(403, 50013), times=None, channel_id=stage.channel.id)
    stage.list(ONE)
    await stage.round()
    [stopped] = stage.words(other(stage))
    stage.now.forward(hours=2)
    await stage.app.blocks.sweep()
    assert await stage.block() is None
    async with restarted(stage):
        await stage.deliver()
        assert await stage.block() is not None
        assert stage.words(other(stage)) == [stopped]
        stage.discord.faults.disarm(armed)
        await stage.later(hours=2)
        assert stage.posted() == once(ONE)
        assert stage.words(other(stage)) == [stopped, f"Alerts flow again in <#{stage.channel.id}>."]


async def test_a_channel_deleted(stage: Stage) -> None:
    """The other channel hears of it as it happens, with what to do."""
    stage.discord.world.remove_channel(stage.channel)
    await stage.discord.until(lambda: bool(stage.words(other(stage))), "words")
    [said] = stage.words(other(stage))
    assert "was deleted" in said
    assert "`/alerts edit`" in said


async def test_kicked_and_invited_back(stage: Stage) -> None:
    """Back again it speaks only where alerts had waited, after the first of them."""
    stage.discord.world.kick(stage.guild)
    await stage.blocked()
    stage.list(ONE, TWO, THREE)
    await stage.later(hours=3)
    stage.discord.world.invite(stage.guild)
    await stage.unblocked()
    await stage.unblocked(other(stage))
    await stage.deliver()
    assert stage.posted() == once(ONE, TWO, THREE)
    assert stage.words() == ["I am back: 2 papers that waited here follow."]
    assert stage.words(other(stage)) == []


async def test_only_insiders_are_told(stage: Stage) -> None:
    """Where no channel takes words: neither who may not see the channel any more, nor who left the server."""
    world, places = stage.discord.world, (stage.channel, other(stage))
    guest = world.add_member(stage.guild, "Guest")
    await stage.subscribe(creator_id=guest.id)
    world.hide(stage.channel, guest)
    await close(stage, *places)
    stage.list(ONE)
    await stage.round()
    assert [len(stage.told()), stage.told(guest), stage.told(stage.guild.owner)] == [1, [], []]
    for place in places:
        world.permit(place, Perm.SEND_MESSAGES)
    await stage.discord.until(lambda: len(stage.told()) == 2, "words of its end")
    heard = stage.told()
    for user in (stage.admin, guest):
        del stage.guild.members[user.id]
    await close(stage, *places)
    stage.list(ONE, TWO)
    await stage.later(hours=1)
    assert (stage.told(), stage.told(guest)) == (heard, [])
    [said] = stage.told(stage.guild.owner)
    assert "allow Send Messages" in said


async def close(stage: Stage, *places: Channel) -> None:
    """Let the bot write in none of these any more."""
    for place in places:
        stage.discord.world.forbid(place, Perm.SEND_MESSAGES)
        await stage.knows(place)


async def test_a_source_down_and_up(stage: Stage) -> None:
    """The server is told once, over restarts, in one channel; then there that it is read again."""
    stage.papers.break_down(faults.status(503))
    await stage.round()
    await stage.later(hours=2)
    [down] = stage.words()
    assert "Hugging Face could not be read since <t:" in down
    async with restarted(stage):
        await stage.later(minutes=30)
        await stage.later(hours=2)
        assert stage.words() == [down]
        stage.papers.recover()
        stage.list(ONE)
        await stage.later(minutes=20)
        assert stage.words()[1:] == [
            "Hugging Face is read again: what matches of the papers listed meanwhile follows."
        ]
        assert stage.posted() == once(ONE)
    assert stage.words(other(stage)) == []


async def test_automod(stage: Stage) -> None:
    """The channel is told which paper was blocked and what to change; once, and it mentions nobody."""
    for paper in (ONE, TWO):
        stage.discord.faults.arm(*CREATE, refuse(400, 200000), channel_id=stage.channel.id)
        stage.list(paper)
        await stage.later(minutes=20)
    [said] = stage.words()
    assert f"arxiv:{ONE}" in said
    assert "exempt Paperboy or the channel" in said


async def test_words_in_doubt_are_not_repeated(stage: Stage) -> None:
    """Words whose answer was lost count as said: neither another channel nor a person hears them too."""
    stage.discord.world.forbid(stage.channel, Perm.EMBED_LINKS)
    await stage.knows(stage.channel)
    stage.discord.faults.arm(*CREATE, reset(accepted=True), channel_id=stage.channel.id)
    stage.list(ONE)
    await stage.round()
    await stage.later(days=2)
    assert (len(stage.words()), stage.words(other(stage)), stage.told()) == (1, [], [])
