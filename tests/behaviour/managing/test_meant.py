"""A subscription that is mistyped in a command: which one may be meant, and a button that goes on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.domain.discord.limits import BUTTON_TEXT, CUSTOM_ID
from tests.behaviour.world import said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import InteractionResult

    from bot.domain.subscription import Subscription
    from tests.behaviour.world import World

PAPER = sighting(title="Diffusion")


def labels(result: InteractionResult) -> list[str]:
    """What its buttons say."""
    assert result.response is not None
    return [button["label"] for row in result.response.components for button in row["components"]]


async def one(world: World) -> Subscription:
    (found,) = (await world.store.subscriptions()).subscriptions
    return found


async def test_the_near_ones_are_named(world: World) -> None:
    """With id and channel, and a button for each that says what it does; what is not near is not named."""
    other = world.guild.create_text_channel("other")
    key = await world.subscribe("diffusion", name="Diffusion here")
    far = await world.subscribe("diffusion", channel=other)
    await world.subscribe("trees")
    told = await world.run("alerts pause", subscription="Difusion")
    assert said(told).startswith(
        "There is no subscription “Difusion” in this server. Did you mean one of these?\n"
    )
    assert f"• **Diffusion here** `{key}` → <#{world.channel.id}>" in said(told)
    assert f"• **diffusion** `{far}` → <#{other.id}>" in said(told)
    assert "trees" not in said(told)
    assert labels(told) == ["Pause diffusion", "Pause Diffusion here", "All subscriptions"]


@pytest.mark.parametrize(
    ("command", "options", "label", "came"),
    [
        ("pause", {}, "Pause diffusion", "Paused **diffusion** until somebody resumes it."),
        ("pause", {"until": "3 days"}, "Pause diffusion", "Paused **diffusion** until <t:"),
        ("resume", {}, "Resume diffusion", "was not paused"),
        ("test", {}, "Test diffusion", "Posted a test"),
        ("unsubscribe", {}, "End diffusion", "Ended **diffusion**"),
    ],
)
async def test_the_one_that_was_meant_gets_what_was_asked_for(
    world: World, command: str, options: dict[str, Any], label: str, came: str
) -> None:
    """After a restart, too; until then nothing has changed."""
    await world.list_papers(PAPER)
    key = await world.subscribe("diffusion")
    before = await one(world)
    told = await world.run(f"alerts {command}", subscription="difusion", **options)
    assert f"`{key}`" in said(told)
    assert await one(world) == before
    await world.restart()
    assert came in said(await world.manager.click(told.response, label=label))


async def test_its_form_is_opened(world: World) -> None:
    """The one of `/alerts edit`; sources that were typed are gone on with instead."""
    await world.subscribe("diffusion")
    told = await world.run("alerts edit", subscription="difusion")
    await world.restart()
    form = await world.manager.click(told.response, label="Edit diffusion")
    await world.manager.click(
        (await world.manager.submit_modal(form, filled(form, query="trees"))).response, label="Save"
    )
    assert (await one(world)).query == "trees"
    told = await world.run("alerts edit", subscription="treex", sources="nowhere")
    wrong = await world.manager.click(told.response, label="Edit trees")
    assert "nowhere" in said(wrong)
    assert labels(wrong) == ["Try again"]


async def test_what_was_typed_beside_it_is_read_as_ever(world: World) -> None:
    """An end that cannot be read has its own Try again, however long it is."""
    await world.subscribe("diffusion")
    for until in ("some day", "some day " * 30):
        told = await world.run("alerts pause", subscription="difusion", until=until)
        wrong = await world.manager.click(told.response, label="Pause diffusion")
        assert "I cannot tell when “some day" in said(wrong)
    assert not (await one(world)).paused


async def test_why_tells_of_the_one_that_was_meant(world: World) -> None:
    """To whoever may see it; a reader gets no way to the list of those who manage alerts."""
    key = await world.subscribe("diffusion")
    await world.list_papers(PAPER)
    told = await world.run("papers why", world.reader, paper=PAPER.paper.id, subscription="difusion")
    assert "Did you mean one of these? Leave the option `subscription` out to see all of them.\n" in said(told)
    assert f"• **diffusion** `{key}`" in said(told)
    assert labels(told) == ["Why: diffusion"]
    await world.restart()
    assert f"`{key}`" in said(await world.reader.click(told.response, label="Why: diffusion"))
    told = await world.run("papers why", paper=PAPER.paper.id, subscription="nonsense")
    assert said(told).endswith("in this server. Leave the option `subscription` out to see all of them.")
    assert labels(told) == ["All subscriptions"]


async def test_all_of_them_are_a_press_away(world: World) -> None:
    """Where none is near there is that button alone."""
    await world.subscribe("diffusion")
    told = await world.run("alerts test", subscription="nonsense")
    assert said(told) == "There is no subscription “nonsense” in this server."
    assert labels(told) == ["All subscriptions"]
    await world.restart()
    assert "### Subscriptions of this server" in said(
        await world.manager.click(told.response, label="All subscriptions")
    )


async def test_of_several_with_one_name_each_has_a_button(world: World) -> None:
    """Nothing is done before one of them is chosen; long names fit."""
    name = "Same " * 12
    for word in ("trees", "birds"):
        await world.subscribe(word, name=name)
    told = await world.run("alerts unsubscribe", subscription=name)
    assert "Several subscriptions have that name" in said(told)
    (row,) = told.response.components
    assert len(row["components"]) == 3
    assert all(len(button["label"]) <= BUTTON_TEXT for button in row["components"])
    assert all(len(button["custom_id"]) <= CUSTOM_ID for button in row["components"])
    assert len((await world.store.subscriptions()).subscriptions) == 2
    await world.manager.click(told.response, custom_id=row["components"][0]["custom_id"])
    assert len((await world.store.subscriptions()).subscriptions) == 1


async def test_namesakes_are_told_apart_and_stand_alone(world: World) -> None:
    """Their ids are on the buttons; one whose query alone is the name that was typed does not have that name."""
    other = world.guild.create_text_channel("other")
    first = await world.subscribe("diffusion")
    second = await world.subscribe("diffusion", channel=other)
    await world.subscribe("diffusion -trees", name="Just out")
    told = await world.run("alerts unsubscribe", subscription="Diffusion")
    assert "Several subscriptions have that name" in said(told)
    assert "Just out" not in said(told)
    assert labels(told) == [f"End diffusion ({first})", f"End diffusion ({second})", "All subscriptions"]
    near = await world.run("alerts unsubscribe", subscription="difusion")
    assert "Did you mean one of these?" in said(near)
    assert "End Just out" in labels(near)
    assert f"End diffusion ({second})" in labels(near)


@pytest.mark.parametrize(
    ("command", "came"),
    [
        ("alerts pause", "Paused **Hot papers** until"),
        ("alerts resume", "**Hot papers** was not paused"),
        ("alerts test", "Posted a test"),
        ("alerts unsubscribe", "Ended **Hot papers**"),
    ],
)
async def test_the_beginning_of_one_name_is_enough(world: World, command: str, came: str) -> None:
    """In any case of letters, where just one begins so; an exact name goes before, two are asked about."""
    await world.list_papers(PAPER)
    await world.subscribe("diffusion", name="Hot papers")
    await world.subscribe("trees", name="Consistency")
    await world.subscribe("birds", name="Cons")
    assert came in said(await world.run(command, subscription="hot"))
    assert "There is no subscription “Con” in this server." in said(await world.run(command, subscription="Con"))
    assert "**Consistency**" not in said(await world.run(command, subscription="cons"))
    assert "There is no subscription “" in said(await world.run(command, subscription="C"))


async def test_a_beginning_opens_the_form_and_says_why(world: World) -> None:
    """A reader's counts only among those that they may see."""
    await world.subscribe("diffusion", name="Hot papers")
    await world.list_papers(PAPER)
    form = await world.run("alerts edit", subscription="Hot")
    await world.manager.submit_modal(form, filled(form, query="diffusion -trees"))
    why = await world.run("papers why", world.reader, paper=PAPER.paper.id, subscription="Hot")
    assert "no subscription" not in said(why)
    seen = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    overwrites: dict[Any, discord.PermissionOverwrite] = {
        world.guild.default_role: discord.PermissionOverwrite(view_channel=False),
        world.guild.roles["Managers"]: seen,
        world.env.bot.user: seen,
    }
    hidden = world.guild.create_text_channel("hidden", overwrites=overwrites)
    await world.subscribe("trees", name="Secret trees", channel=hidden)
    told = said(await world.run("papers why", world.reader, paper=PAPER.paper.id, subscription="Secret"))
    assert "There is no subscription “Secret”" in told
    assert "trees" not in told


async def test_who_lost_the_right_meanwhile_can_do_nothing(world: World) -> None:
    """The right is asked for at the press, of the one that ended meanwhile the answer says so."""
    key = await world.subscribe("diffusion")
    asked = [
        await world.run(f"alerts {command}", subscription="difusion")
        for command in ("edit", "pause", "resume", "test", "unsubscribe")
    ]
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = discord.utils.get(guild.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())
    for told in asked:
        pressed = await world.manager.click(told.response, label=labels(told)[0])
        assert "Managing alerts needs" in said(pressed)
    await role.edit(permissions=discord.Permissions(manage_guild=True))
    await world.run("alerts unsubscribe", subscription=key)
    assert "no such subscription" in said(await world.manager.click(asked[0].response, label="Edit diffusion"))
