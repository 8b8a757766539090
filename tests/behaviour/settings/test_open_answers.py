"""Answers that show how things are, when these are changed from somewhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simcord.components import walk_components

from bot.domain.subscription import Mode
from tests.behaviour.world import TEXT, said
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from discord import Message

    from tests.behaviour.world import World


def shown_now(world: World, message: Message | None) -> str:
    """All that a message says now."""
    assert message is not None
    stored = world.env.backend.get_message(world.channel.id, message.id)
    texts = [part["content"] for part in walk_components(stored.components) if part["type"] == TEXT]
    return "\n".join([stored.content or "", *texts])


def told_of(world: World) -> str:
    """What is said when the time of digests was changed to six."""
    return f"Saved. Digests in <#{world.channel.id}> now come at 18:00 (UTC), weekly ones on Monday."


@pytest.mark.parametrize(
    ("button", "wrong", "right", "told"),
    [
        ("Digest time …", {"time": "25:00"}, {"time": "18:00"}, "daily or weekly on Monday, 18:00 UTC"),
        ("Quiet hours …", {"hours": "at night"}, {"hours": "22-7"}, "22:00-07:00"),
    ],
)
async def test_after_try_again_the_panel_shows_what_holds(
    world: World, button: str, wrong: dict[str, Any], right: dict[str, Any], told: str
) -> None:
    """That from which the form was opened, and the answer that told of the mistake."""
    await world.subscribe("diffusion")
    panel = await world.run("alerts settings")
    form = await world.manager.click(panel.response, label=button)
    answer = await world.manager.submit_modal(form, filled(form, **wrong))
    form = await world.manager.click(answer.response, label="Try again")
    put_right = await world.manager.submit_modal(form, filled(form, **right))
    assert told in said(put_right)
    assert told in shown_now(world, panel.response)


async def test_two_panels_show_the_same(world: World) -> None:
    """Whichever of them is pressed; that of another channel stays as it is."""
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


async def test_a_saved_form_shows_in_the_list(world: World) -> None:
    """The list from which Edit was pressed has the new query at Save, also after a mistake in between."""
    await world.subscribe("diffusion")
    listed = await world.run("alerts list")
    form = await world.manager.click(listed.response, label="Edit")
    wrong = await world.manager.submit_modal(form, filled(form, query="trees ("))
    form = await world.manager.click(wrong.response, label="Try again")
    shown = await world.manager.submit_modal(form, filled(form, query="trees"))
    assert "`diffusion`" in shown_now(world, listed.response)
    await world.manager.click(shown.response, label="Save")
    assert "`trees`" in shown_now(world, listed.response)


@pytest.mark.parametrize("button", ["Save", "Cancel"])
async def test_dry_runs_that_are_over_leave_the_list_its_place(world: World, button: str) -> None:
    """Whatever was asked for since, the list shows that all go on after Resume all."""
    await world.subscribe("diffusion")
    listed = await world.run("alerts list")
    told = await world.run("alerts pause")
    assert "⏸️" in shown_now(world, listed.response)
    for query in ("trees", "birds", "fish", "stars", "rain"):
        shown = await world.run("alerts subscribe", query=query)
        await world.manager.click(shown.response, label=button)
    await world.manager.click(told.response, label="Resume all")
    assert "⏸️" not in shown_now(world, listed.response)


async def test_a_dry_run_says_the_new_time_as_long_as_it_waits(world: World) -> None:
    """The button under it is there where something is subscribed; what was saved is not drawn over."""
    first = await world.run("alerts subscribe", query="diffusion", deliver="daily")
    assert "Digest time" not in str(first.response.components)
    saved = await world.manager.click(first.response, label="Save")
    shown = await world.run("alerts subscribe", query="trees", deliver="daily")
    form = await world.manager.click(shown.response, label="Digest time …")
    answer = await world.manager.submit_modal(form, filled(form, time="18:00"))
    assert said(answer) == told_of(world)
    assert "in a daily digest at 18:00 UTC" in shown_now(world, shown.response)
    assert "Saved as" in shown_now(world, saved.response)
    assert "Saved as" in said(await world.manager.click(shown.response, label="Save"))
    assert {one.query for one in (await world.store.subscriptions()).subscriptions} == {"diffusion", "trees"}


async def test_a_mended_time_leads_back_to_the_dry_run(world: World) -> None:
    """After Try again no panel, which tells of what is saved alone, comes in place of what told of the mistake."""
    await world.subscribe("diffusion")
    shown = await world.run("alerts subscribe", query="trees", deliver="daily")
    form = await world.manager.click(shown.response, label="Digest time …")
    wrong = await world.manager.submit_modal(form, filled(form, time="25:00"))
    form = await world.manager.click(wrong.response, label="Try again")
    answer = await world.manager.submit_modal(form, filled(form, time="18:00"))
    assert said(answer) == told_of(world)
    assert not answer.response.components
    assert "in a daily digest at 18:00 UTC" in shown_now(world, shown.response)
    assert "Saved as" in said(await world.manager.click(shown.response, label="Save"))


@pytest.mark.parametrize("wrong", [None, "25:00"])
async def test_a_dry_run_of_before_a_restart_says_the_new_time(world: World, wrong: str | None) -> None:
    """At once, or after Try again; its buttons go on, and what was saved is said beside it."""
    await world.subscribe("diffusion")
    shown = await world.run("alerts subscribe", query="trees", name="Mine", deliver="daily")
    await world.restart()
    form = await world.manager.click(shown.response, label="Digest time …")
    if wrong:
        answer = await world.manager.submit_modal(form, filled(form, time=wrong))
        assert "I cannot read that time" in said(answer)
        assert "in a daily digest at 09:00 UTC" in shown_now(world, shown.response)
        form = await world.manager.click(answer.followups[0], label="Try again")
    answer = await world.manager.submit_modal(form, filled(form, time="18:00"))
    assert told_of(world) in said(answer)
    assert "in a daily digest at 18:00 UTC" in shown_now(world, shown.response)
    assert "Saved as" in said(await world.manager.click(shown.response, label="Save"))
    (made,) = [one for one in (await world.store.subscriptions()).subscriptions if one.query == "trees"]
    assert (made.name, made.mode) == ("Mine", Mode.DAILY)


async def test_what_was_decided_after_a_restart_is_not_drawn_again(world: World) -> None:
    """A form that stayed open while the dry run was saved saves its time, and brings no dry run back."""
    await world.subscribe("diffusion")
    shown = await world.run("alerts subscribe", query="trees", deliver="daily")
    await world.restart()
    form = await world.manager.click(shown.response, label="Digest time …")
    wrong = await world.manager.submit_modal(form, filled(form, time="25:00"))
    form = await world.manager.click(wrong.followups[0], label="Try again")
    await world.manager.click(shown.response, label="Cancel")
    answer = await world.manager.submit_modal(form, filled(form, time="18:00"))
    assert "Saved. Digests in" in said(answer)
    assert shown_now(world, shown.response) == "Nothing was saved."


async def test_from_the_saved_answer_the_panel_comes_as_a_reply(world: World) -> None:
    """After a restart, too; what was saved stays to be read."""
    shown = await world.run("alerts subscribe", query="diffusion", deliver="daily")
    saved = await world.manager.click(shown.response, label="Save")
    await world.restart()
    form = await world.manager.click(saved.response, label="Digest time …")
    panel = await world.manager.submit_modal(form, filled(form, time="18:00"))
    assert "Alert settings for" in said(panel)
    assert "Saved as" in shown_now(world, saved.response)
