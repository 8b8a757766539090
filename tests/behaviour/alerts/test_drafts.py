"""A preview whose buttons are pressed after a restart or beside a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.subscription import Mode
from tests.behaviour.world import OVER, press_save, said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import InteractionResult

    from tests.behaviour.world import World

NAME = "Mine: `a` & *b*"


async def test_save_keeps_all_that_was_asked_for(world: World) -> None:
    """Query, name, bar, mode and the chosen channel; the newest match can be posted next."""
    other = world.guild.create_text_channel("other")
    await world.list_papers(sighting(title="Trees and `code`", upvotes=9))
    asked: dict[str, Any] = {"name": NAME, "min_upvotes": 5, "deliver": "weekly", "channel": other}
    shown = await world.run("alerts subscribe", query="trees -bushes", **asked)
    assert "Name: ``Mine: `" in said(shown)
    await world.restart()
    text = said(await world.save(shown))
    assert "Saved as" in text
    one = await world.one()
    assert (one.query, one.name, one.mode) == ("trees -bushes upvotes:>=5", NAME, Mode.WEEKLY)
    assert (one.destination_id, one.creator_id) == (other.id, world.manager.id)


@pytest.mark.parametrize(
    ("name", "shown", "became"), [("Mine", "", "Mine"), ("Trees", "Name: `Trees`", "Trees"), ("", "", "trees")]
)
async def test_a_name_stays_or_changes(world: World, name: str, shown: str, became: str) -> None:
    """One that stays is not told again, and yet is there after a restart; a new one is, and none is none."""
    key = await world.subscribe("diffusion", name="Mine")
    run = await world.edit(key, query="trees", name=name)
    assert ("Name:" in said(run)) == bool(shown)
    assert shown in said(run)
    await world.restart()
    await world.save(run)
    assert ((await world.one()).query, (await world.one()).name) == ("trees", became)


async def test_what_was_decided_is_over(world: World) -> None:
    """A press that comes after Save, from a client that is behind, saves nothing twice."""
    shown = await world.run("alerts subscribe", query="diffusion")
    stored = world.env.backend.get_message(world.channel.id, shown.response.id)
    before = [*stored.components]
    await world.restart()
    await world.save(shown)
    stored.components[:] = before
    assert OVER in said(await world.save(shown))
    await world.one()


async def try_again(world: World, shown: InteractionResult, *typed: str) -> InteractionResult:
    """Edit under a preview, and Try again under each mistake; the answer to what is `typed` last."""
    form = await world.manager.click(shown.response, label="Edit")
    for query in typed[:-1]:
        wrong = await world.manager.submit_modal(form, filled(form, query=query))
        assert "Your query has a mistake" in said(wrong)
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
    assert ((await world.one()).query, (await world.one()).name) == ("trees", "Mine")


async def test_what_cannot_be_saved_takes_no_place(world: World) -> None:
    """Where the channel has that query already, the preview from before can still be saved."""
    await world.subscribe("trees")
    shown = await world.run("alerts subscribe", query="diffusion")
    assert "already has this query" in said(await try_again(world, shown, "trees (", "trees"))
    await press_save(world.manager, shown)
    assert {one.query for one in (await world.store.subscriptions()).subscriptions} == {"trees", "diffusion"}


@pytest.mark.parametrize(
    ("custom_id", "told"),
    [
        ("paperboy:draft:save:0123456789abcdef:1234.now.", OVER),
        ("paperboy:draft:edit:0123456789abcdef:1234.daily.kns.abcde.12ef", OVER),
        ("paperboy:draft:daily:0123456789abcdef", OVER),
        ("paperboy:draft:times:0123456789abcdef:1234.now.", OVER),
        ("paperboy:import:do:0123456789abcdef", "That import is over"),
        ("paperboy:again:paperboy:edit:abcde?query,name=", "That form is out of date: use the command again."),
        ("paperboy:again:paperboy:papers-query:newest?query", "That form is out of date: use the command again."),
    ],
)
async def test_buttons_of_the_version_before_say_what_to_do(world: World, custom_id: str, told: str) -> None:
    """What they were about was in memory or in their messages: they answer with the way on."""
    shown = await world.run("alerts subscribe", query="diffusion")
    (save,) = (part for part in world.parts(shown.response) if part.get("label") == "Save")
    save["custom_id"] = custom_id
    assert told in said(await world.save(shown))
    assert (await world.store.subscriptions()).subscriptions == ()
