"""`/papers why`: which subscriptions it covers, and who can see them."""

import discord

from tests.behaviour.papers.why.question import NUMBER, PAPER, hidden_channel, why
from tests.behaviour.world import World
from tests.support.fakes import subscribe, subscription


async def test_all_subscriptions(world: World):
    """Without a subscription, the reply covers all: pending alerts first, then this channel's."""
    await world.subscribe("diffusion", channel=world.guild.create_text_channel("other"))
    for number in range(4):
        await world.subscribe(f"word{number}")
    await world.list_papers(PAPER)
    text = await why(world)
    assert text.index("⏳ **diffusion**: ") < text.index("**Not posted**")
    assert "• **word0**: No match for `word0`." in text


async def test_the_server_without_subscriptions(world: World):
    """Without subscriptions, the reply says so."""
    await world.list_papers(PAPER)
    assert "You can't see any subscriptions here" in await why(world)


async def test_wrong_subscriptions_and_other_servers_are_unknown(world: World):
    """An unknown subscription and another server's get the same reply."""
    await world.list_papers(PAPER)
    await subscribe(world.store, subscription("zzzzz", "diffusion secret"))
    for ref in ("nonsense", "zzzzz"):
        assert f"no subscription “{ref}”" in await why(world, subscription=ref)
    assert "secret" not in await why(world)


async def test_hidden_channels(world: World):
    """Subscriptions of a hidden channel are shown only to managers."""
    key = await world.subscribe("diffusion", channel=hidden_channel(world))
    await world.list_papers(PAPER)
    assert "**diffusion**" not in await why(world)
    assert f"no subscription “{key}”" in await why(world, subscription=key)
    assert "no subscription “difusion”" in await why(world, subscription="difusion")
    assert "**diffusion**" in await world.says("papers why", paper=NUMBER)
    assert await world.reader.autocomplete(world.channel, "papers why", "subscription", "") == []


async def test_lost_channels_and_private_threads_are_for_managers(world: World):
    """If a channel's visibility is unknown, only managers see its subscriptions."""
    thread = await world.open_thread(discord.ChannelType.private_thread)
    for key, channel in (("ccccc", thread.id), ("ddddd", 9)):
        await subscribe(world.store, subscription(key, channel=channel, guild_id=world.guild.id))
    await world.list_papers(PAPER)
    text = await why(world)
    assert "You can't see any subscriptions here" in text
    text = await world.says("papers why", paper=NUMBER)
    assert "ccccc" in text
    assert "ddddd" in text
