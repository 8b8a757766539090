"""What people at Discord are told when alerts stop and when they flow again, across restarts, on real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fake_discord.faults import refuse, reset
from tests.fake_discord.state.models import Perm
from tests.fake_sources import faults
from tests.wire.support.harness import once, open_harness, restarted
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.fake_discord.state.models import Channel
    from tests.wire.support.harness import Harness

ONE, TWO, THREE = "2511.00001", "2511.00002", "2511.00003"


@pytest.fixture
async def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Harness]:
    """A server with a second channel that has alerts of its own."""
    async with open_harness(tmp_path, monkeypatch) as opened:
        await opened.subscribe()
        await opened.subscribe("nothing", channel=opened.discord.world.add_channel(opened.guild, "other"))
        yield opened


def other(harness: Harness) -> Channel:
    return next(channel for channel in harness.guild.channels.values() if channel.name == "other")


async def test_a_permission_removed_and_restored(harness: Harness) -> None:
    """Another channel is told once, a restart in between tells nothing; then that alerts flow, and they do."""
    harness.discord.world.forbid(harness.channel, Perm.SEND_MESSAGES)
    await harness.knows(harness.channel)
    harness.list(ONE)
    await harness.round()
    [stopped] = harness.words(other(harness))
    assert f"I cannot post paper alerts in <#{harness.channel.id}>." in stopped
    assert "allow Send Messages" in stopped
    async with restarted(harness):
        harness.list(ONE, TWO, THREE)
        await harness.later(hours=5)
        await harness.later(hours=1)
        assert harness.words(other(harness)) == [stopped]
        harness.discord.world.permit(harness.channel, Perm.SEND_MESSAGES)
        await harness.unblocked()
        await harness.deliver()
        flows = f"Alerts flow again in <#{harness.channel.id}>: 3 that waited follow."
        assert harness.words(other(harness)) == [stopped, flows]
        assert harness.posted() == once(ONE, TWO, THREE)
    assert harness.told() == []


async def test_a_restart_within_a_trial(harness: Harness) -> None:
    """A block that was lifted for a trial is known after a restart: its return is not told again, its end is."""
    armed = harness.discord.faults.arm(*CREATE, refuse(403, 50013), times=None, channel_id=harness.channel.id)
    harness.list(ONE)
    await harness.round()
    [stopped] = harness.words(other(harness))
    harness.now.forward(hours=2)
    await harness.app.blocks.sweep()
    assert await harness.block() is None
    async with restarted(harness):
        await harness.deliver()
        assert await harness.block() is not None
        assert harness.words(other(harness)) == [stopped]
        harness.discord.faults.disarm(armed)
        await harness.later(hours=2)
        assert harness.posted() == once(ONE)
        assert harness.words(other(harness)) == [stopped, f"Alerts flow again in <#{harness.channel.id}>."]


async def test_a_channel_deleted(harness: Harness) -> None:
    """The other channel hears of it as it happens, with what to do."""
    harness.discord.world.remove_channel(harness.channel)
    await harness.discord.until(lambda: bool(harness.words(other(harness))), "words")
    [said] = harness.words(other(harness))
    assert "was deleted" in said
    assert "`/alerts edit`" in said


async def test_kicked_and_invited_back(harness: Harness) -> None:
    """Back again it speaks only where alerts had waited, after the first of them."""
    harness.discord.world.kick(harness.guild)
    await harness.blocked()
    harness.list(ONE, TWO, THREE)
    await harness.later(hours=3)
    harness.discord.world.invite(harness.guild)
    await harness.unblocked()
    await harness.unblocked(other(harness))
    await harness.deliver()
    assert harness.posted() == once(ONE, TWO, THREE)
    assert harness.words() == ["I am back: 2 papers that waited here follow."]
    assert harness.words(other(harness)) == []


async def test_only_insiders_are_told(harness: Harness) -> None:
    """Where no channel takes words: neither who may not see the channel any more, nor who left the server."""
    world, places = harness.discord.world, (harness.channel, other(harness))
    guest = world.add_member(harness.guild, "Guest")
    await harness.subscribe(creator_id=guest.id)
    world.hide(harness.channel, guest)
    await close(harness, *places)
    harness.list(ONE)
    await harness.round()
    assert [len(harness.told()), harness.told(guest), harness.told(harness.guild.owner)] == [1, [], []]
    for place in places:
        world.permit(place, Perm.SEND_MESSAGES)
    await harness.discord.until(lambda: len(harness.told()) == 2, "words of its end")
    heard = harness.told()
    for user in (harness.admin, guest):
        del harness.guild.members[user.id]
    await close(harness, *places)
    harness.list(ONE, TWO)
    await harness.later(hours=1)
    assert (harness.told(), harness.told(guest)) == (heard, [])
    [said] = harness.told(harness.guild.owner)
    assert "allow Send Messages" in said


async def close(harness: Harness, *places: Channel) -> None:
    """Let the bot write in none of these any more."""
    for place in places:
        harness.discord.world.forbid(place, Perm.SEND_MESSAGES)
        await harness.knows(place)


async def test_a_source_down_and_up(harness: Harness) -> None:
    """The server is told once, over restarts, in one channel; then there that it is read again."""
    harness.papers.break_down(faults.status(503))
    await harness.round()
    await harness.later(hours=2)
    [down] = harness.words()
    assert "Hugging Face could not be read since <t:" in down
    async with restarted(harness):
        await harness.later(minutes=30)
        await harness.later(hours=2)
        assert harness.words() == [down]
        harness.papers.recover()
        harness.list(ONE)
        await harness.later(minutes=20)
        assert harness.words()[1:] == [
            "Hugging Face is read again: what matches of the papers listed meanwhile follows."
        ]
        assert harness.posted() == once(ONE)
    assert harness.words(other(harness)) == []


async def test_automod(harness: Harness) -> None:
    """The channel is told which paper was blocked and what to change; once, and it mentions nobody."""
    for paper in (ONE, TWO):
        harness.discord.faults.arm(*CREATE, refuse(400, 200000), channel_id=harness.channel.id)
        harness.list(paper)
        await harness.later(minutes=20)
    [said] = harness.words()
    assert f"arxiv:{ONE}" in said
    assert "exempt Paperboy or the channel" in said


async def test_words_in_doubt_are_not_repeated(harness: Harness) -> None:
    """Words whose answer was lost count as said: neither another channel nor a person hears them too."""
    harness.discord.world.forbid(harness.channel, Perm.EMBED_LINKS)
    await harness.knows(harness.channel)
    harness.discord.faults.arm(*CREATE, reset(accepted=True), channel_id=harness.channel.id)
    harness.list(ONE)
    await harness.round()
    await harness.later(days=2)
    assert (len(harness.words()), harness.words(other(harness)), harness.told()) == (1, [], [])
