"""A preview whose buttons are pressed after a restart or beside a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest
from simcord.components import walk_components

from bot.domain.subscription import Mode
from tests.behaviour.world import OVER, press_save, said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import InteractionResult

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


async def test_what_was_decided_is_over(world: World) -> None:
    """A press that comes after Save, from a client that is behind, saves nothing twice."""
    shown = await world.run("alerts subscribe", query="diffusion")
    stored = world.env.backend.get_message(world.channel.id, shown.response.id)
    before = [*stored.components]
    await world.restart()
    await world.manager.click(shown.response, label="Save")
    stored.components[:] = before
    assert OVER in said(await world.manager.click(shown.response, label="Save"))
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


async def try_again(world: World, shown: InteractionResult, *typed: str) -> InteractionResult:
    """Edit under a preview, and Try again under each mistake; the answer to what is `typed` last."""
    form = await world.manager.click(shown.response, label="Edit")
    for query in typed[:-1]:
        wrong = await world.manager.submit_modal(form, filled(form, query=query))
        assert "I cannot read that query" in said(wrong)
        answer = wrong.followups[-1] if wrong.followups else wrong.response
        form = await world.manager.click(answer, label="Try again")
    return await world.manager.submit_modal(form, filled(form, query=typed[-1]))


@pytest.mark.parametrize("label", ["Save", "Edit", "Cancel"])
async def test_after_try_again_the_newest_alone_decides(world: World, label: str) -> None:
    """The preview above the mistakes shows another query: none of its buttons saves or ends the newer one."""
    shown = await world.run("alerts subscribe", query="diffusion", name="Mine")
    newest = await try_again(world, shown, "trees (", "(trees", "trees")
    assert "```\ntrees\n```" in said(newest)
    assert OVER in said(await world.manager.click(shown.response, label=label))
    assert (await world.store.subscriptions()).subscriptions == ()
    await press_save(world.manager, newest)
    assert ((await saved(world)).query, (await saved(world)).name) == ("trees", "Mine")


async def test_what_cannot_be_saved_takes_no_place(world: World) -> None:
    """Where the channel has that query already, the preview from before can still be saved."""
    await world.subscribe("trees")
    shown = await world.run("alerts subscribe", query="diffusion")
    assert "already has this query" in said(await try_again(world, shown, "trees (", "trees"))
    await press_save(world.manager, shown)
    assert {one.query for one in (await world.store.subscriptions()).subscriptions} == {"trees", "diffusion"}


async def test_of_two_changes_of_one_subscription_the_first_is_saved(world: World) -> None:
    """The other would write over it, and says so."""
    key = await world.subscribe("diffusion")
    shown: list[InteractionResult] = []
    for query in ("trees", "forests"):
        form = await world.run("alerts edit", subscription=key)
        shown.append(await world.manager.submit_modal(form, filled(form, query=query)))
    await press_save(world.manager, shown[1])
    assert "That subscription was changed meanwhile" in said(await press_save(world.manager, shown[0]))
    assert (await saved(world)).query == "forests"


@pytest.mark.parametrize(
    ("custom_id", "told"),
    [
        ("paperboy:draft:save:0123456789abcdef:1234.now.", OVER),
        ("paperboy:draft:edit:0123456789abcdef:1234.daily.kns.abcde.12ef", OVER),
        ("paperboy:import:do:0123456789abcdef", "That import is over"),
        ("paperboy:again:paperboy:edit:abcde?query,name=", "That form is out of date: use the command again."),
        ("paperboy:again:paperboy:papers-query:newest?query", "That form is out of date: use the command again."),
    ],
)
async def test_buttons_of_the_version_before_say_what_to_do(world: World, custom_id: str, told: str) -> None:
    """What they were about was in memory or in their messages: they answer with the way on."""
    shown = await world.run("alerts subscribe", query="diffusion")
    stored = world.env.backend.get_message(world.channel.id, shown.response.id)
    (save,) = (part for part in walk_components(stored.components) if part.get("label") == "Save")
    save["custom_id"] = custom_id
    assert told in said(await world.manager.click(shown.response, label="Save"))
    assert (await world.store.subscriptions()).subscriptions == ()
