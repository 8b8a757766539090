"""`/alerts list` and its buttons."""

import re
from dataclasses import replace

import pytest
from discord import Message
from simcord.components import walk_components

from bot.search.past_papers import PastIndex
from tests.behaviour.world import TEXT, World, said
from tests.support.fakes import sighting, subscribe, subscription

BUTTON = 2  # a component's type


async def listed(world: World) -> Message:
    """Show the list after a restart."""
    shown = await world.run("alerts list")
    await world.restart()
    assert shown.response is not None
    return shown.response


def labels(world: World, message: Message) -> list[str]:
    """Return the current labels of a message's buttons, in order."""
    stored = world.env.backend.get_message(world.channel.id, message.id)
    return [part["label"] for part in walk_components(stored.components) if part["type"] == BUTTON]


def shown_now(world: World, message: Message) -> str:
    """Return all current text of a message."""
    return "\n".join(part["content"] for part in world.parts(message) if part["type"] == TEXT)


async def test_queries_and_papers_a_week_come_first(world: World):
    """Each entry starts with its query and its matches per week, with the id in small print."""
    await world.list_papers(sighting(title="Diffusion"), sighting("2511.00002", title="Trees"))
    key = await world.subscribe("diffusion OR trees", name="Both")
    await world.subscribe("trees")
    text = await world.says("alerts list")
    assert "### Server subscriptions\n-# 2 subscriptions" in text
    assert "**Both**\n`diffusion OR trees` · 2 matches a week\n-# #papers · instantly\n" in text
    assert "\n`trees` · 1 match a week\n-# #papers · instantly" in text
    assert key not in text


async def test_paused_subscriptions_are_counted(world: World):
    """The head counts the paused subscriptions of all pages, if there are any."""
    keys = [await world.subscribe(f"word{number}") for number in range(5)]
    assert "-# 5 subscriptions · page 1 of 2" in await world.says("alerts list")
    for key in keys[:3]:
        await world.run("alerts pause", subscription=key)
    shown = await world.run("alerts list")
    assert "-# 5 subscriptions · 3 paused · page 1 of 2" in said(shown)
    turned = await world.press(shown, "Next ▶")
    assert "-# 5 subscriptions · 3 paused · page 2 of 2" in said(turned)


async def test_one_is_paused_and_resumed_from_the_list(world: World):
    """The button opens a form for the end of the pause, and the list shows the pause."""
    await world.subscribe("diffusion")
    message = await listed(world)
    form = await world.press(message, "Pause")
    assert "are skipped." in str(form.modal)
    await world.restart()
    paused = await world.submit(form)
    assert "are skipped." in said(paused)
    assert "⏸️ Paused until resumed." in shown_now(world, message)
    assert labels(world, message) == ["Edit", "Resume", "Test", "Delete", "Refresh", "Undo change to diffusion"]
    await world.restart()
    assert "Resumed in" in await world.reply(message, "Resume")
    assert not (await world.saved())[0].paused
    assert labels(world, message) == ["Edit", "Pause", "Test", "Delete", "Refresh", "Undo change to diffusion"]


async def test_one_is_tested_and_ended_from_the_list(world: World):
    """A test is posted in the channel, a deletion can be undone, and an empty list offers a start."""
    await world.list_papers(sighting(title="Diffusion"))
    await world.subscribe("diffusion")
    message = await listed(world)
    assert "Posted [a test](" in await world.reply(message, "Test")
    ended = await world.press(message, "Delete")
    assert await world.saved() == ()
    assert "No subscriptions yet" in shown_now(world, message)
    assert labels(world, message) == ["Add subscription", "Refresh", "Undo deleting diffusion"]
    await world.press(ended.followups[-1], "Undo")
    assert len(await world.saved()) == 1


async def test_when_digests_come_is_changed_from_the_list(world: World):
    """Each channel with digests has a button for their time, with its name if there are several."""
    other = world.guild.create_text_channel("other")
    await world.subscribe("diffusion", deliver="daily")
    await world.subscribe("trees", deliver="weekly", channel=other)
    await world.subscribe("birds", deliver="daily")
    shown = await world.run("alerts list")
    message = shown.response
    assert message is not None
    assert labels(world, message)[-3:-1] == ["Digest time for #papers…", "Digest time for #other…"]
    form = await world.press(message, "Digest time for #papers…")
    assert form.modal is not None
    assert form.modal["title"] == "Digest time"
    assert "Default: 09:00" in str(form.modal)
    assert "Default: UTC" in str(form.modal)
    panel = await world.submit(form, time="7 am")
    assert f"Alert settings for <#{world.channel.id}>" in said(panel)
    assert shown_now(world, message).count("daily at 07:00 UTC") == 2
    assert "weekly on Monday at 09:00 UTC" in shown_now(world, message)


@pytest.mark.parametrize("action", ["edit", "pause", "test", "end"])
async def test_deleted_by_another_manager(world: World, action: str):
    """A press on a deleted subscription is answered with a sentence, and the list is redrawn."""
    key = await world.subscribe("diffusion")
    await world.subscribe("trees")
    message = await listed(world)
    await world.run("alerts unsubscribe", subscription=key)
    pressed = await world.manager.click(message, custom_id=f"paperboy:manage:{action}:{key}")
    assert "no subscription “" in said(pressed)
    assert ("`diffusion`" in shown_now(world, message)) is (action in {"edit", "pause", "test"})


async def test_refresh_shows_changes_of_others(world: World):
    """The list shows its time, and Refresh stays on its page after a restart."""
    keys = [await world.subscribe(f"topic{number}") for number in range(6)]
    shown = await world.run("alerts list")
    await world.press(shown, "Next ▶")
    message = shown.response
    assert message is not None
    eve = world.another_manager()
    await world.run("alerts pause", eve, subscription=keys[5])
    assert "⏸️" not in shown_now(world, message)
    await world.restart()
    world.now.forward(minutes=5)
    await world.press(message, "Refresh")
    after = shown_now(world, message)
    assert "6 subscriptions · 1 paused · page 2 of 2" in after
    assert "⏸️ Paused until resumed." in after


async def test_a_press_keeps_the_page(world: World):
    """A change on a later page redraws that page, also after a restart."""
    keys = [await world.subscribe(f"topic{number}") for number in range(10)]
    message = await listed(world)
    await world.press(message, "Next ▶")
    await world.restart()
    form = await world.manager.click(message, custom_id=f"paperboy:manage:pause:{keys[7]}")
    await world.submit(form)
    assert re.findall(r"`(topic\d)`", shown_now(world, message)) == ["topic4", "topic5", "topic6", "topic7"]
    await world.manager.click(message, custom_id=f"paperboy:manage:end:{keys[4]}")
    assert re.findall(r"`(topic\d)`", shown_now(world, message)) == ["topic5", "topic6", "topic7", "topic8"]


@pytest.mark.parametrize("broken", [True, False])
async def test_unknown_counts_are_left_out(world: World, past: PastIndex, *, broken: bool):
    """Without the index of past papers there are no counts, and an invalid query is named as such."""
    one = subscription("aaaaa", "(" if broken else "diffusion", guild_id=world.guild.id)
    await subscribe(world.store, replace(one, destination_id=world.channel.id))
    if not broken:
        await past.close()
    text = await world.says("alerts list")
    assert "a week" not in text
    assert ("The query is no longer valid." in text) is broken
