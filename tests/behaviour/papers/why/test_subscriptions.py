"""`/papers why`: whose subscriptions the answer goes through, and who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from tests.behaviour.papers.why.question import NUMBER, PAPER, hidden_channel, why
from tests.behaviour.world import said
from tests.support.fakes import subscribe, subscription

if TYPE_CHECKING:
    from tests.behaviour.world import World


async def test_all_subscriptions(world: World) -> None:
    """Without a subscription all are gone through: what is on its way, then this channel."""
    far = await world.subscribe("diffusion", channel=world.guild.create_text_channel("other"))
    near = [await world.subscribe(f"word{number}") for number in range(4)]
    await world.list_papers(PAPER)
    text = await why(world)
    assert text.index(f"⏳ **diffusion** `{far}`") < text.index("**Not posted**") < text.index(f"`{near[0]}`")
    assert f"• **word0** `{near[0]}`: No match for `word0`." in text


async def test_the_server_without_subscriptions(world: World) -> None:
    """Where nobody subscribed there is nothing to explain, and how to begin is said."""
    await world.list_papers(PAPER)
    assert "`/alerts subscribe` makes one" in await why(world)


async def test_wrong_subscriptions_and_other_servers_are_unknown(world: World) -> None:
    """Neither nonsense nor another server's subscription is found, and the latter is never listed."""
    await world.list_papers(PAPER)
    await subscribe(world.store, subscription("zzzzz", "diffusion secret"))
    for ref in ("nonsense", "zzzzz"):
        assert await why(world, subscription=ref) == f"There is no subscription “{ref}” here. See `/alerts list`."
    assert "secret" not in await why(world)


async def test_channels_that_one_may_not_see_stay_unseen(world: World) -> None:
    """A subscription of a hidden channel exists for managers, not for a reader who cannot open that channel."""
    key = await world.subscribe("diffusion", channel=hidden_channel(world))
    await world.list_papers(PAPER)
    assert key not in await why(world)
    assert await why(world, subscription=key) == f"There is no subscription “{key}” here. See `/alerts list`."
    assert (
        await why(world, subscription="difusion")
        == "There is no subscription “difusion” here. See `/alerts list`."
    )
    assert key in said(await world.run("papers why", paper=NUMBER))
    assert await world.reader.autocomplete(world.channel, "papers why", "subscription", "") == []


async def test_lost_channels_and_private_threads_are_for_managers(world: World) -> None:
    """Where nobody can tell whether the reader may look in, only managers learn of a subscription."""
    thread = await world.open_thread(discord.ChannelType.private_thread)
    for key, channel in (("ccccc", thread.id), ("ddddd", 9)):
        await subscribe(world.store, subscription(key, channel=channel, guild_id=world.guild.id))
    await world.list_papers(PAPER)
    text = await why(world)
    assert "ccccc" not in text
    assert "ddddd" not in text
    text = said(await world.run("papers why", paper=NUMBER))
    assert "ccccc" in text
    assert "ddddd" in text
