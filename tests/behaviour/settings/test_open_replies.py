"""Open replies that are redrawn after a change elsewhere."""

from typing import Any

import pytest
from discord import Message
from simcord.components import walk_components

from tests.behaviour.world import TEXT, World, said


def shown_now(world: World, message: Message | None) -> str:
    """Return the current text of a message."""
    assert message is not None
    stored = world.env.backend.get_message(world.channel.id, message.id)
    texts = [part["content"] for part in walk_components(stored.components) if part["type"] == TEXT]
    return "\n".join([stored.content or "", *texts])


@pytest.mark.parametrize(
    ("button", "wrong", "right", "told"),
    [
        ("Digest time…", {"time": "25:00"}, {"time": "18:00"}, "\n18:00 UTC, weekly digests on Monday"),
        ("Quiet hours…", {"hours": "at night"}, {"hours": "22-7"}, "22:00-07:00"),
    ],
)
async def test_try_again_redraws_the_panel(
    world: World, button: str, wrong: dict[str, Any], right: dict[str, Any], told: str
):
    """After *Try again*, both the panel and the error message show the saved settings."""
    await world.subscribe("diffusion")
    panel = await world.run("alerts settings")
    form = await world.press(panel, button)
    answer = await world.submit(form, **wrong)
    form = await world.press(answer, "Try again")
    put_right = await world.submit(form, **right)
    assert told in said(put_right)
    assert told in shown_now(world, panel.response)


async def test_two_panels_show_the_same(world: World):
    """Two panels of a channel are redrawn together, and another channel's is not."""
    other = world.guild.create_text_channel("other")
    await world.subscribe("diffusion")
    await world.subscribe("trees", channel=other)
    elsewhere = await world.run("alerts settings", channel=other)
    first, second = await world.run("alerts settings"), await world.run("alerts settings")
    custom_id = f"paperboy:set:living:{world.channel.id}"
    await world.manager.click(second.response, custom_id=custom_id)
    assert "**Live updates**\noff" in shown_now(world, first.response)
    await world.manager.click(first.response, custom_id=custom_id)
    assert "**Live updates**\non" in shown_now(world, second.response)
    assert "**Live updates**\non" in shown_now(world, elsewhere.response)


async def test_a_saved_form_shows_in_the_list(world: World):
    """After Save, the list shows the new query, also after a mistake in between."""
    await world.subscribe("diffusion")
    listed = await world.run("alerts list")
    form = await world.press(listed, "Edit")
    wrong = await world.submit(form, query="trees (")
    form = await world.press(wrong, "Try again")
    shown = await world.submit(form, query="trees")
    assert "`diffusion`" in shown_now(world, listed.response)
    await world.save(shown)
    assert "`trees`" in shown_now(world, listed.response)


async def test_the_panel_is_a_new_reply_under_a_saved_one(world: World):
    """The panel is a new reply, also after a restart, and the saved reply stays."""
    shown = await world.run("alerts subscribe", query="diffusion", deliver="daily")
    saved = await world.save(shown)
    await world.restart()
    form = await world.press(saved, "Digest time…")
    panel = await world.submit(form, time="18:00")
    assert "Alert settings for" in said(panel)
    assert "New matches go to" in shown_now(world, saved.response)
