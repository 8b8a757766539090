"""The Tune button of an alert."""

import discord
from simcord import InteractionResult, MemberActor
from simcord.components import walk_components

from bot.domain.paper import Sighting
from bot.domain.preferences import Look, Preferences
from bot.domain.subscription import Mode
from tests.behaviour.world import World, said
from tests.support.fakes import sighting

PAPER = sighting("2511.00001", title="A survey of diffusion in proteins", upvotes=25)
OTHER = sighting("2511.00002", title="Diffusion for images", upvotes=5)


async def post(world: World, *keys: str, paper: Sighting = PAPER) -> discord.Message:
    """Post a card to the channel for these subscriptions."""
    await world.owe(paper, *keys)
    await world.list_papers(OTHER)
    await world.deliver()
    return world.posted()


async def press(world: World, message: discord.Message, actor: MemberActor | None = None) -> InteractionResult:
    return await world.press(message, "Tune", actor or world.manager)


async def test_exclude_a_word(world: World):
    """Tune names the subscription and offers the paper's words; Save under the preview excludes the chosen one."""
    key = await world.subscribe("diffusion", name="Mine")
    shown = await press(world, await post(world, key))
    assert shown.ephemeral
    assert "**Mine**\n`diffusion`\n" in said(shown)
    run = await world.manager.select(shown.response, ["survey"], custom_id=f"paperboy:tuning:word:{key}")
    assert "diffusion -survey" in said(run)
    menu, _ = (part for part in walk_components(run.response.components) if part.get("options"))
    assert menu["placeholder"] == "Delivery: instantly"
    assert [one["label"] for one in menu["options"] if one.get("default")] == ["Delivery: instantly"]
    assert "**1** of 2 paper" in said(run)
    assert "Before this change: **2**" in said(run)
    assert "Name:" not in said(run)
    assert "No longer matches: 1: • **[A survey of diffusion in proteins](" in said(run)
    assert (await world.one()).query == "diffusion"
    await world.save(run)
    assert ((await world.one()).query, (await world.one()).name) == ("diffusion -survey", "Mine")


async def test_a_compact_alert_can_be_tuned(world: World):
    """Tune under a compact alert works after a restart, and only for people who may manage alerts."""
    key = await world.subscribe("diffusion", name="Mine")
    await world.store.set_preferences(world.channel.id, Preferences(look=Look.COMPACT), due={})
    message = await post(world, key)
    await world.restart()
    assert "**Mine**" in said(await press(world, message))
    assert "diffusion" not in said(await press(world, message, world.reader))


async def test_raise_the_minimum_upvotes(world: World):
    """A chosen minimum of upvotes replaces the present one, which the menu has selected."""
    key = await world.subscribe("diffusion", min_upvotes=20)
    shown = await press(world, await post(world, key))
    custom_id = f"paperboy:tuning:bar:{key}"
    parts = walk_components(shown.response.components)
    menu = next(part for part in parts if part.get("custom_id") == custom_id)
    assert [one["value"] for one in menu["options"] if one.get("default")] == ["20"]
    run = await world.manager.select(shown.response, ["50"], custom_id=custom_id)
    await world.save(run)
    assert (await world.one()).query == "diffusion upvotes:>=50"


async def test_a_digest_instead_of_single_posts(world: World):
    """Tune offers the delivery first; Save under the preview changes it, also after a restart."""
    key = await world.subscribe("diffusion", name="Mine")
    shown = await press(world, await post(world, key))
    menu = next(part for part in walk_components(shown.response.components) if part.get("options"))
    assert [option["label"] for option in menu["options"]] == ["Delivery: instantly", "daily", "weekly"]
    await world.restart()
    run = await world.manager.select(shown.response, ["weekly"], custom_id=menu["custom_id"])
    await world.save(run)
    found = await world.one()
    assert (found.query, found.name, found.mode) == ("diffusion", "Mine", Mode.WEEKLY)


async def test_another_word_by_form(world: World):
    """Other words and phrases can be typed in a form, separated by commas, also after a restart."""
    key = await world.subscribe("diffusion")
    shown = await press(world, await post(world, key))
    form = await world.press(shown, "Exclude another word")
    await world.restart()
    run = await world.manager.submit_modal(form, {"word": 'case "study, learning'})
    await world.save(run)
    assert (await world.one()).query == 'diffusion -"case study" -learning'


async def test_pause_and_edit(world: World):
    """Pause pauses at once and names the cost of that, and Edit opens the form of `/alerts edit`."""
    key = await world.subscribe("diffusion")
    shown = await press(world, await post(world, key))
    form = await world.press(shown, "Edit")
    assert form.modal is not None
    assert form.modal["title"] == "Edit"
    paused = await world.press(shown, "Pause")
    assert "are skipped." in said(paused)
    assert (await world.one()).paused
    assert "Resumed in" in await world.reply(paused, "Resume")


async def test_several_subscriptions_get_a_menu(world: World):
    """A menu asks which of several matching subscriptions to change, also after a restart."""
    keys = [await world.subscribe("diffusion"), await world.subscribe("proteins", name="Bio")]
    message = await post(world, *keys)
    await world.restart()
    shown = await press(world, message)
    assert "Which subscription do you want to change?" in said(shown)
    chosen = await world.manager.select(
        shown.response, [keys[1]], custom_id=f"paperboy:tuning-which:{PAPER.paper.id}"
    )
    assert "**Bio**" in said(chosen)


async def test_a_deleted_subscription_cannot_be_tuned(world: World):
    """Tune and an open panel say that the subscription was deleted."""
    key = await world.subscribe("diffusion")
    message = await post(world, key)
    shown = await press(world, message)
    await world.run("alerts unsubscribe", subscription=key)
    gone = await world.manager.select(shown.response, ["survey"], custom_id=f"paperboy:tuning:word:{key}")
    assert "There is no subscription “" in said(gone)
    assert "No subscription in this channel matched this paper." in said(await press(world, message))


async def test_under_an_abstract(world: World):
    """Tune under an abstract is about the alert's subscription."""
    key = await world.subscribe("diffusion", name="Mine")
    message = await post(world, key)
    abstract = await world.press(message, "Abstract")
    assert "**Mine**" in await world.reply(abstract, "Tune")
