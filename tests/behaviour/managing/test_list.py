"""What can be done from `/alerts list`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
import pytest

from tests.behaviour.world import said
from tests.support.fakes import sighting, subscribe, subscription
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import InteractionResult

    from bot.search.past import PastIndex
    from tests.behaviour.world import World


async def chosen(world: World, key: str) -> InteractionResult:
    """The list with buttons for one subscription, after a restart."""
    shown = await world.run("alerts list")
    await world.restart()
    return await world.manager.select(shown.response, [key])


async def test_queries_and_papers_a_week_come_first(world: World) -> None:
    """Each says how many papers it would have brought lately; the id is small print."""
    await world.list_papers(sighting(title="Diffusion"), sighting("2511.00002", title="Trees"))
    key = await world.subscribe("diffusion OR trees", name="Both")
    text = said(await world.run("alerts list"))
    assert f"**Both** · 2 papers in the last 7 days\n`diffusion OR trees`\n-# #papers · at once · {key}" in text


async def test_one_is_edited_from_the_list(world: World) -> None:
    """The form comes filled in, and what it says is asked for as by the command."""
    key = await world.subscribe("diffusion")
    listed = await chosen(world, key)
    form = await world.manager.click(listed.response, label="Edit")
    shown = await world.manager.submit_modal(form, filled(form, query="trees"))
    await world.manager.click(shown.response, label="Save")
    assert (await world.store.subscriptions()).subscriptions[0].query == "trees"


async def test_one_is_paused_and_resumed_from_the_list(world: World) -> None:
    """The button says what is to be done next."""
    key = await world.subscribe("diffusion")
    listed = await chosen(world, key)
    assert "it matches nothing until" in said(await world.manager.click(listed.response, label="Pause"))
    again = await chosen(world, key)
    assert "is on" in said(await world.manager.click(again.response, label="Resume"))
    assert not (await world.store.subscriptions()).subscriptions[0].paused


async def test_one_is_tested_and_ended_from_the_list(world: World) -> None:
    """A test goes where it posts; the end can be undone."""
    await world.list_papers(sighting(title="Diffusion"))
    key = await world.subscribe("diffusion")
    listed = await chosen(world, key)
    assert "Posted a test" in said(await world.manager.click(listed.response, label="Test"))
    ended = await world.manager.click(listed.response, label="End")
    assert (await world.store.subscriptions()).subscriptions == ()
    assert "no such subscription" in said(await world.manager.click(listed.response, label="Pause"))
    await world.manager.click(ended.response, label="Undo")
    assert len((await world.store.subscriptions()).subscriptions) == 1


async def test_what_ended_meanwhile_has_no_buttons(world: World) -> None:
    """Choosing it shows the list as it is now."""
    key = await world.subscribe("diffusion")
    shown = await world.run("alerts list")
    await world.run("alerts unsubscribe", subscription=key)
    listed = await world.manager.select(shown.response, [key])
    assert "There are none yet" in said(listed)
    assert not listed.response.components


async def test_who_lost_the_right_can_do_nothing(world: World) -> None:
    """The list that was opened with the right answers no press any more."""
    key = await world.subscribe("diffusion")
    listed = await chosen(world, key)
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = discord.utils.get(guild.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())
    for label in ("Edit", "Pause", "Test", "End"):
        assert "Managing alerts needs" in said(await world.manager.click(listed.response, label=label))
    assert "Managing alerts needs" in said(await world.manager.select(listed.response, [key]))
    assert not (await world.store.subscriptions()).subscriptions[0].paused


@pytest.mark.parametrize("broken", [True, False])
async def test_numbers_that_cannot_be_told_are_left_out(world: World, past: PastIndex, *, broken: bool) -> None:
    """Without the index of past papers there is no number; a query that cannot be read any more says so."""
    one = subscription("aaaaa", "(" if broken else "diffusion", guild_id=world.guild.id)
    await subscribe(world.store, replace(one, destination_id=world.channel.id))
    if not broken:
        await past.close()
    text = said(await world.run("alerts list"))
    assert "in the last 7 days" not in text
    assert ("I cannot read its query any more" in text) is broken
