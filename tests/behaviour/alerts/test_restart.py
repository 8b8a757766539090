"""A dry run whose buttons are pressed after a restart: it goes on as if nothing had been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest
from simcord.components import walk_components

from bot.domain.subscription import Mode
from tests.behaviour.world import said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription
    from tests.behaviour.world import World

NAME = "Mine: `a` & *b*"


async def saved(world: World) -> Subscription:
    """The one subscription that there is."""
    (one,) = (await world.store.subscriptions()).subscriptions
    return one


async def test_save_keeps_all_that_was_asked_for(world: World) -> None:
    """Query, name, bar, mode and the chosen channel; the newest match can be posted next."""
    other = world.guild.create_text_channel("other")
    await world.list_papers(sighting(title="Trees and `code`", upvotes=9))
    asked: dict[str, Any] = {"name": NAME, "min_upvotes": 5, "deliver": "weekly", "channel": other}
    shown = await world.run("alerts subscribe", query="trees -bushes", **asked)
    assert "Name: ``Mine: `" in said(shown)
    await world.restart()
    text = said(await world.manager.click(shown.response, label="Save"))
    assert "Saved as" in text
    one = await saved(world)
    assert (one.query, one.name, one.mode) == ("trees -bushes upvotes:>=5", NAME, Mode.WEEKLY)
    assert (one.destination_id, one.creator_id) == (other.id, world.manager.id)


async def test_edit_goes_on(world: World) -> None:
    """The form comes with the query, a mistake in it is told, and what is saved has the name from before."""
    shown = await world.run("alerts subscribe", query="diffusion", name="Mine")
    await world.restart()
    form = await world.manager.click(shown.response, label="Edit")
    wrong = await world.manager.submit_modal(form, filled(form, query="trees ("))
    assert "I cannot read that query" in said(wrong)
    form = await world.manager.click(shown.response, label="Edit")
    await world.restart()
    await world.manager.submit_modal(form, filled(form, query="trees"))
    await world.restart()
    await world.manager.click(shown.response, label="Save")
    assert ((await saved(world)).query, (await saved(world)).name) == ("trees", "Mine")


@pytest.mark.parametrize(
    ("name", "shown", "became"), [("Mine", "", "Mine"), ("Trees", "Name: `Trees`", "Trees"), ("", "", "trees")]
)
async def test_a_name_stays_or_changes(world: World, name: str, shown: str, became: str) -> None:
    """One that stays is not told again, and yet is there after a restart; a new one is, and none is none."""
    key = await world.subscribe("diffusion", name="Mine")
    form = await world.run("alerts edit", subscription=key)
    values = filled(form, channel=[world.channel]) | {"query": "trees", "name": name}
    run = await world.manager.submit_modal(form, values)
    assert ("Name:" in said(run)) == bool(shown)
    assert shown in said(run)
    await world.restart()
    await world.manager.click(run.response, label="Save")
    assert ((await saved(world)).query, (await saved(world)).name) == ("trees", became)


async def test_cancel_saves_nothing(world: World) -> None:
    """And says so."""
    shown = await world.run("alerts subscribe", query="diffusion")
    await world.restart()
    assert "Nothing was saved." in said(await world.manager.click(shown.response, label="Cancel"))
    assert (await world.store.subscriptions()).subscriptions == ()


async def test_what_was_decided_is_over(world: World) -> None:
    """A press that comes after Save, from a client that is behind, saves nothing twice."""
    shown = await world.run("alerts subscribe", query="diffusion")
    stored = world.env.backend.get_message(world.channel.id, shown.response.id)
    before = [*stored.components]
    await world.restart()
    await world.manager.click(shown.response, label="Save")
    stored.components[:] = before
    assert "That dry run is over" in said(await world.manager.click(shown.response, label="Save"))
    await saved(world)


async def test_a_change_goes_on_where_it_stays(world: World) -> None:
    """The subscription keeps its channel, also one that the person may not post in, and its name."""
    key = await world.subscribe("diffusion", name="Mine")
    form = await world.run("alerts edit", subscription=key)
    shown = await world.manager.submit_modal(form, filled(form, query="trees"))
    await world.restart()
    assert "Changed" in said(await world.manager.click(shown.response, label="Save"))
    one = await saved(world)
    assert (one.id, one.query, one.name, one.destination_id) == (key, "trees", "Mine", world.channel.id)


async def test_a_change_of_what_was_changed_meanwhile_is_refused(world: World) -> None:
    """Nobody writes over what somebody else has saved since; nor over what has ended."""
    key = await world.subscribe("diffusion")
    form = await world.run("alerts edit", subscription=key)
    shown = await world.manager.submit_modal(form, filled(form, query="trees"))
    eve = world.guild.add_member(world.env.create_user("eve"), roles=[world.guild.roles["Managers"]])
    form = await world.run("alerts edit", eve, subscription=key)
    other = await eve.submit_modal(form, filled(form, query="birds"))
    await eve.click(other.response, label="Save")
    await world.restart()
    pressed = await world.manager.click(shown.response, label="Save")
    assert "That subscription was changed meanwhile" in said(pressed)
    assert (await saved(world)).query == "birds"
    await world.run("alerts unsubscribe", subscription=key)
    await world.restart()
    assert "no subscription “" in said(await world.manager.click(shown.response, label="Save"))


async def test_for_oneself(world: World) -> None:
    """In a direct message the draft is for the person, as it was."""
    person = world.reader.user
    shown = await person.slash("alerts subscribe", query="diffusion")
    await world.restart()
    await person.click(shown.response, label="Save")
    assert ((await saved(world)).guild_id, (await saved(world)).creator_id) == (None, person.id)


async def test_who_lost_the_right_saves_nothing(world: World) -> None:
    """Rights are those of the moment of the press: to manage alerts, and to post in the channel."""
    shown = await world.run("alerts subscribe", query="diffusion")
    await world.restart()
    bot = world.env.bot.get_guild(world.guild.id)
    assert bot is not None
    channel = bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    member = await bot.fetch_member(world.manager.id)
    await channel.set_permissions(member, send_messages=False)
    assert "You may not post in" in said(await world.manager.click(shown.response, label="Save"))
    role = discord.utils.get(bot.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())
    assert "Managing alerts needs" in said(await world.manager.click(shown.response, label="Save"))
    assert (await world.store.subscriptions()).subscriptions == ()


@pytest.mark.parametrize("lost", ["state", "embed"])
async def test_a_message_that_does_not_say_enough(world: World, lost: str) -> None:
    """Then there is nothing to save, and the command is named."""
    shown = await world.run("alerts subscribe", query="diffusion")
    await world.restart()
    stored = world.env.backend.get_message(world.channel.id, shown.response.id)
    if lost == "embed":
        stored.embeds.clear()
    for part in walk_components(stored.components):
        if lost == "state" and "custom_id" in part:
            part["custom_id"] = ":".join(part["custom_id"].split(":")[:4])
    pressed = await world.manager.click(shown.response, label="Save")
    assert "That dry run is over" in said(pressed)
    assert "use `/alerts subscribe` again" in said(pressed)
