"""Tune: from an alert to a better query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcord.components import walk_components

from bot.domain.preferences import Look, Preferences
from tests.behaviour.world import said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    import discord
    from simcord import InteractionResult, MemberActor

    from bot.domain.paper import Sighting
    from tests.behaviour.world import World

PAPER = sighting("2511.00001", title="A survey of diffusion in proteins", upvotes=25)
OTHER = sighting("2511.00002", title="Diffusion for images", upvotes=5)


async def post(world: World, *keys: str, paper: Sighting = PAPER) -> discord.Message:
    """A card in the channel that these subscriptions brought."""
    await world.owe(paper, *keys)
    await world.list_papers(OTHER)
    await world.deliver()
    return world.posted()


async def press(world: World, message: discord.Message, actor: MemberActor | None = None) -> InteractionResult:
    return await (actor or world.manager).click(message, label="Tune")


async def test_leave_out_a_word(world: World) -> None:
    """Tune names the subscription and offers the paper's words; one is left out after a dry run and Save."""
    key = await world.subscribe("diffusion", name="Mine")
    shown = await press(world, await post(world, key))
    assert shown.ephemeral
    assert f"**Mine** (`{key}`) looks for `diffusion`." in said(shown)
    run = await world.manager.select(shown.response, ["survey"], custom_id=f"paperboy:tuning:word:{key}")
    assert "diffusion -survey" in said(run)
    menu, _ = (part for part in walk_components(run.response.components) if part.get("options"))
    assert menu["placeholder"] == "Delivery: instantly"
    assert [one["label"] for one in menu["options"] if one.get("default")] == ["Delivery: instantly"]
    assert "**1** of the 2 papers from the last 7 days" in said(run)
    assert "**2 → 1** paper in 7 days\n" in said(run)
    assert "Name:" not in said(run)
    assert "Leaves out 1: • **[A survey of diffusion in proteins](" in said(run)
    assert (await world.one()).query == "diffusion"
    await world.save(run)
    assert ((await world.one()).query, (await world.one()).name) == ("diffusion -survey", "Mine")


async def test_a_compact_alert_is_tuned_as_well(world: World) -> None:
    """Its few buttons leave room for Tune, which works after a restart, and only for whoever manages alerts."""
    key = await world.subscribe("diffusion", name="Mine")
    await world.store.set_preferences(world.channel.id, Preferences(look=Look.COMPACT), due={})
    message = await post(world, key)
    await world.restart()
    assert "**Mine**" in said(await press(world, message))
    assert "looks for" not in said(await press(world, message, world.reader))


async def test_raise_the_bar(world: World) -> None:
    """A higher bar takes the place of a lower one; the present one is shown as chosen."""
    key = await world.subscribe("diffusion", min_upvotes=20)
    shown = await press(world, await post(world, key))
    custom_id = f"paperboy:tuning:bar:{key}"
    parts = walk_components(shown.response.components)
    menu = next(part for part in parts if part.get("custom_id") == custom_id)
    assert [one["value"] for one in menu["options"] if one.get("default")] == ["20"]
    run = await world.manager.select(shown.response, ["50"], custom_id=custom_id)
    await world.save(run)
    assert (await world.one()).query == "diffusion upvotes:>=50"


async def test_another_word_by_form(world: World) -> None:
    """Other words and phrases can be typed, with commas between, also when the bot was restarted meanwhile."""
    key = await world.subscribe("diffusion")
    shown = await press(world, await post(world, key))
    form = await world.manager.click(shown.response, label="Leave out another word …")
    await world.restart()
    run = await world.manager.submit_modal(form, {"word": 'case "study, learning'})
    await world.save(run)
    assert (await world.one()).query == 'diffusion -"case study" -learning'


async def test_pause_and_edit(world: World) -> None:
    """Pause stops it at once, and what that loses is said before; Edit opens the form of `/alerts edit`."""
    key = await world.subscribe("diffusion")
    shown = await press(world, await post(world, key))
    form = await world.manager.click(shown.response, label="Edit …")
    assert form.modal is not None
    assert form.modal["title"] == "Edit the subscription"
    assert "Papers that match during a pause are not posted, not even later." in said(shown)
    paused = await world.manager.click(shown.response, label="Pause it")
    assert "until somebody ends it" in said(paused)
    assert (await world.one()).paused
    assert "Resumed in" in said(await world.manager.click(paused.response, label="Resume"))


async def test_several_subscriptions_ask_which(world: World) -> None:
    """When several brought the paper a menu asks which one is meant; it works after a restart."""
    keys = [await world.subscribe("diffusion"), await world.subscribe("proteins", name="Bio")]
    message = await post(world, *keys)
    await world.restart()
    shown = await press(world, message)
    assert "Which one should change?" in said(shown)
    chosen = await world.manager.select(
        shown.response, [keys[1]], custom_id=f"paperboy:tuning-which:{PAPER.paper.id}"
    )
    assert "**Bio**" in said(chosen)


async def test_nobody_brings_it_any_more(world: World) -> None:
    """When the subscription was ended that is said; so it is when it ends while the panel is open."""
    key = await world.subscribe("diffusion")
    message = await post(world, key)
    shown = await press(world, message)
    await world.run("alerts unsubscribe", subscription=key)
    gone = await world.manager.select(shown.response, ["survey"], custom_id=f"paperboy:tuning:word:{key}")
    assert "There is no subscription “" in said(gone)
    assert "No subscription brings this paper here any more" in said(await press(world, message))


async def test_under_an_abstract(world: World) -> None:
    """The abstract comes with Similar and Tune, which a digest has no room for."""
    key = await world.subscribe("diffusion", name="Mine")
    message = await post(world, key)
    abstract = await world.manager.click(message, label="Abstract")
    assert "**Mine**" in said(await world.manager.click(abstract.response, label="Tune"))
