"""Previews whose buttons are pressed after a restart, or when a newer preview exists."""

from typing import Any

import pytest
from simcord import InteractionResult

from bot.domain.subscription import Mode
from tests.behaviour.world import OVER, World, labels, press_save, said
from tests.support.fakes import sighting

NAME = "Mine: `a` & *b*"


async def test_save_after_a_restart_stores_every_option(world: World):
    """Save after a restart stores every option and the creator, and replaces the preview's buttons."""
    other = world.guild.create_text_channel("other")
    await world.list_papers(sighting(title="Trees and `code`", upvotes=9))
    options: dict[str, Any] = {
        "name": NAME.replace(" ", "  "),
        "min_upvotes": 5,
        "deliver": "weekly",
        "channel": other,
    }
    shown = await world.run("alerts subscribe", query="trees -bushes", **options)
    assert "Name: ``Mine: `" in said(shown)
    await world.restart()
    pressed = await world.save(shown)
    assert "Saved **Mine: " in said(pressed)
    assert "New matches go to" in said(pressed)
    assert labels(pressed) == ["Undo", "Post newest paper now", "Digest time…"]
    saved = await world.one()
    assert (saved.query, saved.name, saved.mode) == ("trees -bushes upvotes:>=5", NAME, Mode.WEEKLY)
    assert (saved.destination_id, saved.creator_id) == (other.id, world.manager.id)
    assert saved.guild_id == world.guild.id


@pytest.mark.parametrize(
    ("name", "shown", "saved"), [("Mine", "", "Mine"), ("Trees", "Name: `Trees`", "Trees"), ("", "", "trees")]
)
async def test_a_name_stays_or_changes(world: World, name: str, shown: str, saved: str):
    """The preview shows a new name and no unchanged one; Save after a restart stores either."""
    key = await world.subscribe("diffusion", name="Mine")
    run = await world.edit(key, query="trees", name=name)
    assert ("Name:" in said(run)) == bool(shown)
    assert shown in said(run)
    await world.restart()
    await world.save(run)
    assert ((await world.one()).query, (await world.one()).name) == ("trees", saved)


async def test_a_saved_preview_is_over(world: World):
    """A second press of Save, from a client that still shows the button, saves nothing twice."""
    shown = await world.run("alerts subscribe", query="diffusion")
    stored = world.env.backend.get_message(world.channel.id, shown.response.id)
    before = [*stored.components]
    await world.restart()
    await world.save(shown)
    stored.components[:] = before
    assert OVER in said(await world.save(shown))
    await world.one()


async def try_again(world: World, shown: InteractionResult, *typed: str) -> InteractionResult:
    """Press Edit, type each query, press Try again under each mistake, and return the last answer."""
    form = await world.press(shown, "Edit")
    for query in typed[:-1]:
        wrong = await world.submit(form, query=query)
        assert "Your query has a mistake" in said(wrong)
        answer = wrong.followups[-1] if wrong.followups else wrong.response
        form = await world.press(answer, "Try again")
    return await world.submit(form, query=typed[-1])


@pytest.mark.parametrize("label", ["Save", "Edit", "Cancel"])
async def test_only_the_newest_preview_can_be_saved(world: World, label: str):
    """After Try again, the buttons of the older preview neither save nor cancel the newer one."""
    shown = await world.run("alerts subscribe", query="diffusion", name="Mine")
    newest = await try_again(world, shown, "trees (", "(trees", "trees")
    assert "```\ntrees\n```" in said(newest)
    assert OVER in await world.reply(shown, label)
    assert await world.saved() == ()
    await press_save(world.manager, newest)
    assert ((await world.one()).query, (await world.one()).name) == ("trees", "Mine")


async def test_a_refused_draft_replaces_no_preview(world: World):
    """After a query that the channel already has, the older preview can still be saved."""
    await world.subscribe("trees")
    shown = await world.run("alerts subscribe", query="diffusion")
    assert "already has this query" in said(await try_again(world, shown, "trees (", "trees"))
    await press_save(world.manager, shown)
    assert {one.query for one in await world.saved()} == {"trees", "diffusion"}


@pytest.mark.parametrize(
    ("custom_id", "answer"),
    [
        ("paperboy:draft:save:0123456789abcdef:1234.now.", OVER),
        ("paperboy:draft:edit:0123456789abcdef:1234.daily.kns.abcde.12ef", OVER),
        ("paperboy:draft:daily:0123456789abcdef", OVER),
        ("paperboy:draft:times:0123456789abcdef:1234.now.", OVER),
        ("paperboy:import:do:0123456789abcdef", "This preview has expired"),
        ("paperboy:again:paperboy:edit:abcde?query,name=", "out of date. Use the command again."),
        ("paperboy:again:paperboy:papers-query:newest?query", "out of date. Use the command again."),
    ],
)
async def test_buttons_of_earlier_versions_say_what_to_do(world: World, custom_id: str, answer: str):
    """Buttons of earlier versions, whose drafts are not stored, answer with what to do."""
    shown = await world.run("alerts subscribe", query="diffusion")
    (save,) = (part for part in world.parts(shown.response) if part.get("label") == "Save")
    save["custom_id"] = custom_id
    assert answer in said(await world.save(shown))
    assert await world.saved() == ()
