"""Channels and servers that close, vanish, fall out and come back."""

from discord import Client

from bot.domain.subscription import BlockCause
from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Perm
from tests.wire.support.harness import Harness, once
from tests.wire.support.scenario import CREATE

ONE, TWO = "2511.00001", "2511.00002"


async def test_permission_restored_too_late(harness: Harness):
    """News that waited longer than a week is none: it is dropped, and what is fresh goes out."""
    await harness.subscribe()
    await harness.forbid(Perm.SEND_MESSAGES)
    await harness.round(ONE)
    await harness.later(days=8)
    await harness.round(TWO)
    harness.world.permit(harness.channel, Perm.SEND_MESSAGES)
    await harness.unblocked()
    await harness.deliver()
    assert harness.posted() == once(TWO)


async def test_channel_deleted(harness: Harness):
    """A deleted channel's configuration is kept for thirty days, then dropped; the others go on."""
    other = harness.world.add_channel(harness.guild, "other")
    await harness.subscribe()
    await harness.subscribe(channel=other)
    harness.world.remove_channel(harness.channel)
    assert (await harness.blocked()).cause is BlockCause.GONE
    await harness.round(ONE)
    await harness.later(days=29)
    await harness.hear_the_time()
    await harness.later(hours=2)
    assert len((await harness.store.subscriptions()).subscriptions) == 2
    await harness.later(days=2)
    await harness.hear_the_time()
    await harness.later(hours=2)
    assert [s.destination_id for s in (await harness.store.subscriptions()).subscriptions] == [other.id]
    assert harness.posted(other) == once(ONE)


async def test_kicked_while_away(harness: Harness):
    """Being thrown out while the gateway was away is noticed when it is back."""
    await harness.subscribe()
    harness.guild.present = False
    harness.discord.gateway.invalidate()
    assert (await harness.blocked()).cause is BlockCause.GONE


async def test_kicked_for_good(harness: Harness):
    """Subscriptions of a server that the bot left are dropped after thirty days."""
    await harness.subscribe()
    harness.world.kick(harness.guild)
    await harness.blocked()
    await harness.later(days=31)
    await harness.hear_the_time()
    await harness.later(hours=2)
    await harness.hear_the_time()
    await harness.later(hours=2)
    await harness.hear_the_time()
    await harness.later(hours=2)
    assert (await harness.store.subscriptions()).subscriptions == ()


async def test_server_outage(harness: Harness):
    """While Discord has lost a server its alerts wait without a block; afterwards each is posted once."""
    client, world, faults = harness.app.client, harness.discord.world, harness.discord.faults
    await harness.subscribe()
    world.fall_out(harness.guild)
    armed = faults.arm(*CREATE, refuse(503), times=None)
    await harness.noticed(lambda: unavailable(client, harness.guild.id))
    await harness.round(ONE)
    await harness.later(hours=2)
    assert (harness.posted(), await harness.block()) == ([], None)
    world.come_back(harness.guild)
    faults.disarm(armed)
    await harness.noticed(lambda: not unavailable(client, harness.guild.id))
    await harness.later(minutes=20)
    assert harness.posted() == once(ONE)


def unavailable(client: Client, guild_id: int) -> bool:
    guild = client.get_guild(guild_id)
    return guild is not None and guild.unavailable
