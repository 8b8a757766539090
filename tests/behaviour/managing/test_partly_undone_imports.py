"""Undo of an import, where whoever presses may not post or mention all that comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.domain.preferences import Preferences
from bot.service.subscriptions.undoing.undoable import KEPT
from tests.behaviour.managing.test_undone_imports import OVER, book, channel, chosen, imported, titles, undo
from tests.behaviour.world import said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    from tests.behaviour.world import World


async def may_post(world: World, *, may: bool) -> None:
    """What the manager may do in the channel of the papers."""
    deny = 0 if may else discord.Permissions(send_messages=True).value
    await world.env.bot.http.edit_channel_permissions(world.channel.id, world.manager.id, "0", str(deny), 1)
    await world.env.settle()


def denied(world: World) -> str:
    """What stands under an Undo that this hinders."""
    return (
        f"⚠️ You may not post in <#{world.channel.id}> yourself, so I do not do it for you: you lack "
        "**Send Messages** there."
    )


async def test_who_may_not_post_where_it_goes_back_to_is_told_why(world: World) -> None:
    """Of what moved or ended; nothing is undone, and once they may, the same button does it."""
    hot = await world.subscribe("diffusion")
    await world.subscribe("trees")
    before = await book(world)
    other = world.guild.create_text_channel("other")
    moved = {"channel": "other", "id": str(other.id), "subscriptions": [{"id": hot, "query": "diffusion"}]}
    answer = await imported(world, moved, end_missing=True)
    after = await book(world)
    assert after[hot].destination_id == other.id
    until = world.now() + KEPT
    await may_post(world, may=False)
    head, cause = (await undo(world, answer)).splitlines()
    assert head == (
        "Nothing was undone yet. Once the cause below is put right, Undo does the rest, until "
        f"{discord.utils.format_dt(until, 't')}."
    )
    assert cause == denied(world)
    assert await book(world) == after
    await may_post(world, may=True)
    await undo(world, answer)
    assert await book(world) == before


async def test_where_they_may_post_it_is_undone_and_the_rest_later(world: World) -> None:
    """In one of two channels; the button stays for the other, also after a restart, and nothing comes twice."""
    other = world.guild.create_text_channel("other")
    await world.subscribe("diffusion")
    await world.subscribe("trees", channel=other)
    before = await book(world)
    answer = await imported(world, channel(world, {"query": "agents"}), end_missing=True)
    await world.list_papers(
        sighting("2511.00001", title="Diffusion"), sighting("2511.00002", title="Trees of diffusion")
    )
    await may_post(world, may=False)
    back = await world.manager.click(answer.response, label="Undo")
    head, cause = said(back).splitlines()
    assert head.startswith(
        "Undone: 1 added subscription has ended, 1 ended subscription is back. 1 paper that waits is posted. "
        "Once the cause below is put right, Undo does the rest, until <t:"
    )
    assert cause == denied(world)
    assert [one.query for one in (await book(world)).values()] == ["trees"]
    await world.restart()
    again = await world.manager.click(back.response, label="Undo")
    assert said(again).startswith("Nothing was undone yet. Once the cause below is put right")
    await may_post(world, may=True)
    button = discord.ui.View.from_message(again.response.message)
    done = await world.manager.click(again.response, label="Undo")
    assert said(done) == "Undone: **diffusion**, which had ended, is back. 2 papers that wait are posted."
    assert not done.response.components
    assert await book(world) == before
    assert await titles(world) == ["Diffusion", "Trees of diffusion"]
    assert [embed.title for message in other.history() for embed in message.embeds] == ["Trees of diffusion"]
    room = world.env.bot.get_channel(world.channel.id)
    assert isinstance(room, discord.TextChannel)
    copy = await room.send(view=button)
    assert OVER in said(await world.manager.click(copy, label="Undo"))


async def test_a_role_that_they_may_not_mention_comes_back_later(world: World) -> None:
    """The channel's other settings are as before at once; the answer says which right they lack for the role."""
    await world.subscribe("diffusion")
    role = world.guild.create_role("Readers", mentionable=False)
    before = Preferences(role_id=role.id, most_a_day=3)
    await world.store.set_preferences(world.channel.id, before, due={})
    answer = await imported(world, channel(world, settings={"look": "compact"}))
    back = await world.manager.click(answer.response, label="Undo")
    assert said(back).startswith("Undone: the settings of 1 channel are as before. Once the cause below")
    assert f"⚠️ You may not mention that role in <#{world.channel.id}> yourself" in said(back)
    assert "**Mention All Roles**" in said(back)
    assert await chosen(world) == Preferences(most_a_day=3)
    await world.restart()
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    stored = guild.get_role(role.id)
    assert stored is not None
    await stored.edit(mentionable=True)
    done = await world.manager.click(back.response, label="Undo")
    assert said(done) == "Undone: the settings of 1 channel are as before."
    assert await chosen(world) == before
