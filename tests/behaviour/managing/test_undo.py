"""Undo, under what `/alerts unsubscribe` and a changed subscription answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from tests.behaviour.world import said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from tests.behaviour.world import World


async def test_undone_after_a_restart_it_goes_on_as_before(world: World) -> None:
    """Name, query, id and mode are back, and what came meanwhile is posted, once."""
    key = await world.subscribe("diffusion", name="Hot")
    before = (await world.store.subscriptions()).subscriptions
    ended = await world.run("alerts unsubscribe", subscription=key)
    await world.list_papers(sighting(title="Diffusion meanwhile"))
    await world.restart()
    back = await world.manager.click(ended.response, label="Undo")
    assert f"**Hot** is back in <#{world.channel.id}>, as it was. What waits for it is posted: 1 paper." in said(
        back
    )
    assert not back.response.components
    assert (await world.store.subscriptions()).subscriptions == before
    await world.deliver()
    posted = world.channel.last_message
    assert posted is not None
    assert posted.embeds[0].title == "Diffusion meanwhile"


async def test_after_an_hour_a_sentence(world: World) -> None:
    """What cannot be undone any more is told with what to do; the loop that tidies up lets go of it."""
    key = await world.subscribe("diffusion")
    form = await world.run("alerts edit", subscription=key)
    shown = await world.manager.submit_modal(form, filled(form, query="trees", channel=[world.channel]))
    await world.manager.click(shown.response, label="Save")
    assert await world.store.note("changed subscriptions")
    ended = await world.run("alerts unsubscribe", subscription=key)
    world.now.forward(minutes=61)
    assert "kept for an hour" in said(await world.manager.click(ended.response, label="Undo"))
    await world.apps[-1].sweep()
    assert await world.store.notes("ended subscriptions") == {}
    assert await world.store.notes("changed subscriptions") == {}
    assert (await world.store.subscriptions()).subscriptions == ()


async def test_a_paused_one_posts_nothing(world: World) -> None:
    """It comes back paused, and says nothing of posts."""
    key = await world.subscribe("diffusion")
    await world.run("alerts pause", subscription=key)
    ended = await world.run("alerts unsubscribe", subscription=key)
    assert "as it was." in said(await world.manager.click(ended.response, label="Undo"))
    assert (await world.store.subscriptions()).subscriptions[0].paused


async def test_who_lost_the_right_cannot_undo(world: World) -> None:
    """The right is asked for at the press, not only when it was ended."""
    key = await world.subscribe("diffusion")
    ended = await world.run("alerts unsubscribe", subscription=key)
    other = await world.subscribe("trees")
    form = await world.run("alerts edit", subscription=other)
    shown = await world.manager.submit_modal(form, filled(form, query="forests", channel=[world.channel]))
    changed = await world.manager.click(shown.response, label="Save")
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = discord.utils.get(guild.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())
    for answer in (ended, changed):
        assert "Managing alerts needs" in said(await world.manager.click(answer.response, label="Undo"))
    assert [one.query for one in (await world.store.subscriptions()).subscriptions] == ["forests"]
