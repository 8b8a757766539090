"""Channels and servers that close, vanish, fall out and come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.subscription import BlockCause
from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Perm
from tests.wire.support.environment import once
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from discord import Client

    from tests.wire.support.environment import Stage

ONE, TWO = "2511.00001", "2511.00002"


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        pytest.param(Perm.SEND_MESSAGES, "Send Messages", id="Send Messages"),
        pytest.param(Perm.VIEW_CHANNEL, "View Channel", id="View Channel"),
        pytest.param(Perm.EMBED_LINKS, "Embed Links", id="Embed Links"),
    ],
)
async def test_permission_removed_and_restored(stage: Stage, lost: Perm, named: str) -> None:
    """The channel is blocked, it is told once what is missing and that it is back; alerts are kept and flow again.

    It is told in the channel where words can be written, else to the subscriber.
    """
    await stage.subscribe()
    stage.discord.world.forbid(stage.channel, lost)
    await stage.knows(stage.channel)
    stage.list(ONE)
    await stage.round()
    assert (await stage.blocked()).cause is BlockCause.PERMISSION
    stage.list(ONE, TWO)
    await stage.later(hours=5)
    await stage.later(hours=1)
    assert stage.posted() == []
    told = stage.words if lost is Perm.EMBED_LINKS else stage.told
    [stopped] = told()
    assert named in stopped
    stage.discord.world.permit(stage.channel, lost)
    await stage.unblocked()
    await stage.deliver()
    assert stage.posted() == once(ONE, TWO)
    assert [text.split(":")[-1] for text in told()[1:]] == [" 2 that waited follow."]
    assert stage.words() == [] or stage.told() == []


async def test_permission_restored_too_late(stage: Stage) -> None:
    """News that waited longer than a week is none: it is dropped, and what is fresh goes out."""
    await stage.subscribe()
    stage.discord.world.forbid(stage.channel, Perm.SEND_MESSAGES)
    await stage.knows(stage.channel)
    stage.list(ONE)
    await stage.round()
    await stage.later(days=8)
    stage.list(TWO)
    await stage.round()
    stage.discord.world.permit(stage.channel, Perm.SEND_MESSAGES)
    await stage.unblocked()
    await stage.deliver()
    assert stage.posted() == once(TWO)


async def test_channel_deleted(stage: Stage) -> None:
    """A deleted channel's configuration is kept for thirty days, then dropped; the others go on."""
    other = stage.discord.world.add_channel(stage.guild, "other")
    await stage.subscribe()
    await stage.subscribe(channel=other)
    stage.discord.world.remove_channel(stage.channel)
    assert (await stage.blocked()).cause is BlockCause.GONE
    stage.list(ONE)
    await stage.round()
    await stage.later(days=29)
    assert len((await stage.store.subscriptions()).subscriptions) == 2
    await stage.later(days=2)
    assert [s.destination_id for s in (await stage.store.subscriptions()).subscriptions] == [other.id]
    assert stage.posted(other) == once(ONE)


async def test_kicked_and_invited_back(stage: Stage) -> None:
    """Thrown out of a server its alerts wait; invited again they flow, each once."""
    await stage.subscribe()
    stage.list(ONE)
    await stage.round()
    stage.discord.world.kick(stage.guild)
    assert (await stage.blocked()).cause is BlockCause.GONE
    stage.list(ONE, TWO)
    await stage.later(hours=3)
    assert stage.posted() == once(ONE)
    stage.discord.world.invite(stage.guild)
    await stage.unblocked()
    await stage.deliver()
    assert stage.posted() == once(ONE, TWO)


async def test_kicked_while_away(stage: Stage) -> None:
    """Being thrown out while the gateway was away is noticed when it is back."""
    await stage.subscribe()
    stage.guild.present = False
    stage.discord.gateway.invalidate()
    assert (await stage.blocked()).cause is BlockCause.GONE


async def test_kicked_for_good(stage: Stage) -> None:
    """What was subscribed in a server that never invites again is dropped after thirty days."""
    await stage.subscribe()
    stage.discord.world.kick(stage.guild)
    await stage.blocked()
    await stage.later(days=31)
    assert (await stage.store.subscriptions()).subscriptions == ()


async def test_server_outage(stage: Stage) -> None:
    """While Discord has lost a server its alerts wait without a block; afterwards each is posted once."""
    client, world, faults = stage.app.client, stage.discord.world, stage.discord.faults
    await stage.subscribe()
    world.fall_out(stage.guild)
    armed = faults.arm(*CREATE, refuse(503), times=None)
    await stage.noticed(lambda: unavailable(client, stage.guild.id))
    stage.list(ONE)
    await stage.round()
    await stage.later(hours=2)
    assert (stage.posted(), await stage.block()) == ([], None)
    world.come_back(stage.guild)
    faults.disarm(armed)
    await stage.noticed(lambda: not unavailable(client, stage.guild.id))
    await stage.later(minutes=20)
    assert stage.posted() == once(ONE)


def unavailable(client: Client, guild_id: int) -> bool:
    guild = client.get_guild(guild_id)
    return guild is not None and guild.unavailable
