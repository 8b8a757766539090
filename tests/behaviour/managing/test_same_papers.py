"""A subscription that would find what another one of the channel finds already, in other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from tests.behaviour.world import said
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from tests.behaviour.world import World

OVERLAP = "already matches the same papers there."


@pytest.mark.parametrize(
    ("before", "query"),
    [
        ('"diffusion model"', '"Diffusion Models"'),
        ("diffusion OR model", "model OR diffusion"),
        ("optimization OR robots", "robots OR optimisation"),
        ("diffusion -(flow OR survey)", "diffusion AND NOT survey AND NOT flow"),
    ],
)
async def test_the_same_in_other_words_is_told_before_it_is_saved(world: World, before: str, query: str) -> None:
    """A warning names the subscription with an equivalent query; the draft can still be saved."""
    await world.subscribe(before, name="Mine")
    shown = await world.run("alerts subscribe", query=query)
    assert f"⚠️ **Mine** {OVERLAP}" in said(shown)
    await world.restart()
    assert "New matches go to" in said(await world.save(shown))


async def test_the_very_same_query_is_refused_as_ever(world: World) -> None:
    """`AND` and needless brackets are not even another way to write it."""
    await world.subscribe("diffusion model")
    refused = said(await world.run("alerts subscribe", query="(diffusion) AND (model)"))
    assert "That channel already has this query" in refused
    assert OVERLAP not in refused


async def test_what_is_refused_has_a_way_to_the_one_that_is_there(world: World) -> None:
    """A button opens its form, after a restart, too, and only for who may manage alerts."""
    await world.subscribe("diffusion", name="Mine")
    refused = await world.run("alerts subscribe", query="diffusion")
    await world.restart()
    form = await world.manager.click(refused.response, label="Edit Mine")
    shown = await world.manager.submit_modal(form, filled(form, query="trees"))
    await world.save(shown)
    there = await world.one()
    assert there.query == "trees"
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = discord.utils.get(guild.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())
    assert "Managing alerts needs" in said(await world.manager.click(refused.response, label="Edit Mine"))


async def test_a_paused_one_is_said_to_be_paused(world: World) -> None:
    """Then it is better resumed than made a second time, and until when is told."""
    key = await world.subscribe("diffusion OR model")
    await world.run("alerts pause", subscription=key)
    told = said(await world.run("alerts subscribe", query="model OR diffusion"))
    assert f"**diffusion OR model** {OVERLAP}" in told
    assert "Paused until somebody resumes it." in told


async def test_what_finds_other_papers_is_not_compared(world: World) -> None:
    """Another query, another channel."""
    await world.subscribe("diffusion OR model")
    assert "the same papers" not in said(await world.run("alerts subscribe", query='"diffusion model"'))
    other = world.guild.create_text_channel("other")
    told = said(await world.run("alerts subscribe", query="model OR diffusion", channel=other))
    assert "the same papers" not in told


async def test_a_change_is_compared_with_the_others_alone(world: World) -> None:
    """Written anew, a subscription finds what it found itself; the query typed into a dry run counts, too."""
    await world.subscribe("diffusion OR model", name="Mine")
    key = await world.subscribe("trees")
    shown = await world.edit("Mine", query="model OR diffusion")
    assert OVERLAP not in said(shown)
    shown = await world.edit(key, query="birds")
    assert OVERLAP not in said(shown)
    form = await world.manager.click(shown.response, label="Edit")
    shown = await world.manager.submit_modal(form, filled(form, query="models OR diffusion"))
    assert f"⚠️ **Mine** {OVERLAP}" in said(shown)
