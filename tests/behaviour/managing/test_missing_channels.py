"""An import of a file that names channels which this server does not have, such as another server's export."""

from typing import Any

import discord
from simcord import InteractionResult
from simcord.components import walk_components

from tests.behaviour.world import OVER, World, labels, said

ASK = "Choose a channel in this server for each of these:"


def file(*names: str) -> dict[str, Any]:
    """Return a file with a subscription for each channel, named like it."""
    channels = [{"channel": name, "id": "5", "subscriptions": [{"query": name}]} for name in names]
    return {"paperboy": 1, "channels": channels}


def menus(shown: InteractionResult) -> dict[str, str]:
    """Return the custom_id of each menu by the name of its channel."""
    parts = walk_components(shown.response.components)
    return {
        part["placeholder"].removeprefix("Channel for "): part["custom_id"]
        for part in parts
        if "placeholder" in part
    }


async def choose(world: World, shown: InteractionResult, name: str, channel: Any) -> InteractionResult:
    """Choose a channel of this server for a channel of the file."""
    return await world.manager.select(shown.response, [channel], custom_id=menus(shown)[f"#{name}"])


async def places(world: World) -> dict[str, int]:
    return {one.query: one.destination_id for one in await world.saved()}


async def test_each_missing_channel_has_a_menu(world: World):
    """Four menus are shown at once, then the others; the plan follows, also after a restart."""
    other = world.guild.create_text_channel("other")
    names = ["alpha", "beta", "gamma", "delta", "epsilon"]
    shown = await world.imported(file("papers", *names))
    assert said(shown) == ASK
    assert list(menus(shown)) == ["#alpha", "#beta", "#gamma", "#delta"]
    shown = await choose(world, shown, "beta", other)
    await world.restart()
    assert list(menus(shown)) == ["#alpha", "#gamma", "#delta", "#epsilon"]
    for name in ("epsilon", "alpha", "delta", "gamma"):
        assert said(shown) == ASK
        shown = await choose(world, shown, name, world.channel)
    assert said(shown).startswith("This import will:")
    assert await places(world) == {}
    assert "Applied 6 changes." in await world.reply(shown, "Import")
    here = dict.fromkeys(["papers", *names], world.channel.id)
    assert await places(world) == {**here, "beta": other.id}


async def test_two_channels_become_one(world: World):
    """If one channel is chosen for two with the same subscription, that is saved once."""
    content = file("alpha", "beta", "gamma")
    same = {"query": "trees", "deliver": "daily"}
    content["channels"][0]["subscriptions"] = [{**same, "id": "aaaaa"}]
    content["channels"][1]["subscriptions"] = [{**same, "id": "bbbbb"}, {"query": "birds"}]
    content["channels"][2]["subscriptions"] = [{"query": "birds"}]
    for _ in range(2):
        shown = await world.imported(content)
        for name in ("alpha", "beta", "gamma"):
            shown = await choose(world, shown, name, world.channel)
        if "Nothing" in said(shown):
            break
        await world.press(shown, "Import")
        assert await places(world) == dict.fromkeys(["trees", "birds"], world.channel.id)
    assert said(shown) == "Nothing to change."


async def test_cancel(world: World):
    """Cancel under the menus changes nothing."""
    shown = await world.imported(file("alpha"))
    assert labels(shown) == ["Cancel"]
    assert await world.reply(shown, "Cancel") == "Nothing was changed."


async def test_a_refused_channel_can_be_replaced(world: World):
    """A channel where the person cannot post is refused, and another one can be chosen."""
    denied = discord.PermissionOverwrite(send_messages=False)
    closed = world.guild.create_text_channel("closed", overwrites={world.guild.roles["Managers"]: denied})
    shown = await world.imported(file("alpha"))
    refused = await choose(world, shown, "alpha", closed)
    assert f"You need **Send Messages** in <#{closed.id}>." in said(refused)
    assert "This import will:" in said(await choose(world, shown, "alpha", world.channel))


async def test_another_manager_cannot_choose(world: World):
    """A menu works for the person who imports, and only once."""
    shown = await world.imported(file("alpha"))
    copy = await world.copy(shown)
    again = await world.copy(shown)
    menu, choice = menus(shown)["#alpha"], [world.channel]
    assert OVER in said(await world.another_manager().select(copy, choice, custom_id=menu))
    assert "This import will:" in said(await world.manager.select(copy, choice, custom_id=menu))
    assert OVER in said(await world.manager.select(again, choice, custom_id=menu))


async def test_a_channel_that_is_deleted_meanwhile(world: World):
    """If a channel was deleted since the plan, Import asks for another and changes nothing."""
    other = world.guild.create_text_channel("other")
    shown = await world.imported(file("other"))
    await world.env.bot.http.delete_channel(other.id)
    await world.env.settle()
    answer = await world.press(shown, "Import")
    assert said(answer).endswith(ASK)
    assert await places(world) == {}
    assert "This import will:" in said(await choose(world, answer, "other", world.channel))
