"""A new subscription that matches the same papers as another one of the channel, in other words."""

import discord
import pytest

from tests.behaviour.world import World, labels, said
from tests.support.fakes import sighting

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
async def test_the_same_in_other_words_is_told_before_it_is_saved(world: World, before: str, query: str):
    """The preview names the other one, and both can be saved."""
    await world.subscribe(before, name="Mine")
    shown = await world.run("alerts subscribe", query=query)
    assert f"⚠️ **Mine** {OVERLAP}" in said(shown)
    await world.restart()
    assert "New matches go to" in said(await world.save(shown))


async def test_the_very_same_query_is_refused_as_ever(world: World):
    """A query that differs only by `AND` or needless brackets is refused."""
    await world.subscribe("diffusion model")
    refused = await world.says("alerts subscribe", query="(diffusion) AND (model)")
    assert "already has this query there" in refused
    assert OVERLAP not in refused


async def test_a_duplicate_has_a_button_to_the_existing_one(world: World):
    """A button opens the other one's form, after a restart, and only for managers."""
    await world.subscribe("diffusion", name="Mine")
    refused = await world.run("alerts subscribe", query="diffusion")
    await world.restart()
    form = await world.press(refused, "Edit Mine")
    shown = await world.submit(form, query="trees")
    await world.save(shown)
    there = await world.one()
    assert there.query == "trees"
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = discord.utils.get(guild.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())
    assert "To manage alerts, you need" in await world.reply(refused, "Edit Mine")


async def test_a_paused_one_is_said_to_be_paused(world: World):
    """If the other one is paused, the preview says so and until when."""
    key = await world.subscribe("diffusion OR model")
    await world.run("alerts pause", subscription=key)
    told = await world.says("alerts subscribe", query="model OR diffusion")
    assert OVERLAP in told
    assert "Paused until resumed." in told


async def test_other_papers_are_not_compared(world: World):
    """Another query or another channel gets no hint."""
    await world.subscribe("diffusion OR model")
    assert "the same papers" not in await world.says("alerts subscribe", query='"diffusion model"')
    other = world.guild.create_text_channel("other")
    told = await world.says("alerts subscribe", query="model OR diffusion", channel=other)
    assert "the same papers" not in told


async def test_a_change_is_compared_with_the_others_alone(world: World):
    """An edited subscription is compared only with others, also after Edit in the preview."""
    await world.subscribe("diffusion OR model", name="Mine")
    key = await world.subscribe("trees")
    shown = await world.edit("Mine", query="model OR diffusion")
    assert OVERLAP not in said(shown)
    shown = await world.edit(key, query="birds")
    assert OVERLAP not in said(shown)
    form = await world.press(shown, "Edit")
    shown = await world.submit(form, query="models OR diffusion")
    assert f"⚠️ **Mine** {OVERLAP}" in said(shown)


async def test_a_proposal_that_exists_already_leads_to_the_existing_one(world: World):
    """*Use this query* under a preview is refused with the button as well."""
    await world.list_papers(sighting("2511.00001", title="Trees of the world"))
    await world.subscribe("world trees", name="Mine")
    shown = await world.run("alerts subscribe", query="wrold trees")
    refused = await world.press(shown, "Use this query")
    assert "**Mine** already has this query" in said(refused)
    assert "Edit Mine" in labels(refused.followups[-1])
