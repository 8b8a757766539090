"""What is asked for waits in one dry run alone: where a newer one comes, the older one ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from simcord.components import walk_components

from tests.behaviour.integrations import DENIED
from tests.behaviour.world import press_save, said
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import InteractionResult, MemberActor

    from tests.behaviour.world import World

ENDED = "A newer dry run has taken the place of this one"


def stored(world: World, shown: InteractionResult) -> Any:
    """A message as it is now."""
    assert shown.response is not None
    return world.env.backend.get_message(world.channel.id, shown.response.id)


def is_ended(world: World, shown: InteractionResult) -> bool:
    """Whether a dry run says that another one counts, and has nothing to press."""
    message = stored(world, shown)
    parts = (message.components, message.embeds)
    return str(message.content).startswith(ENDED) and not any(parts)


async def queries(world: World) -> list[str]:
    return [one.query for one in (await world.store.subscriptions()).subscriptions]


async def try_again(world: World, shown: InteractionResult, *typed: str) -> InteractionResult:
    """Edit under a dry run, and Try again under each mistake; the answer to what is `typed` last."""
    form = await world.manager.click(shown.response, label="Edit")
    for query in typed[:-1]:
        wrong = await world.manager.submit_modal(form, filled(form, query=query))
        assert "I cannot read that query" in said(wrong)
        answer = wrong.followups[-1] if wrong.followups else wrong.response
        form = await world.manager.click(answer, label="Try again")
    return await world.manager.submit_modal(form, filled(form, query=typed[-1]))


async def edited(world: World, key: str, query: str, actor: MemberActor | None = None) -> InteractionResult:
    """The dry run of a change."""
    actor = actor or world.manager
    form = await world.run("alerts edit", actor, subscription=key)
    return await actor.submit_modal(form, filled(form, query=query))


@pytest.mark.parametrize("typed", [("trees (", "trees"), ("trees (", "(trees", "trees")])
async def test_after_try_again_the_newest_alone_can_be_saved(world: World, typed: tuple[str, ...]) -> None:
    """The dry run above the mistake says so and has no buttons any more; also after several mistakes."""
    shown = await world.run("alerts subscribe", query="diffusion", name="Mine")
    newest = await try_again(world, shown, *typed)
    assert "```\ntrees\n```" in said(newest)
    assert is_ended(world, shown)
    assert "Saved as" in said(await press_save(world.manager, newest))
    (saved,) = (await world.store.subscriptions()).subscriptions
    assert (saved.query, saved.name) == ("trees", "Mine")


async def test_a_query_put_right_in_the_old_form_stays_where_it_was(world: World) -> None:
    """Who presses Edit once more instead of Try again goes on in the same message, which keeps its buttons."""
    shown = await world.run("alerts subscribe", query="diffusion")
    form = await world.manager.click(shown.response, label="Edit")
    await world.manager.submit_modal(form, filled(form, query="trees ("))
    assert not is_ended(world, shown)
    form = await world.manager.click(shown.response, label="Edit")
    await world.manager.submit_modal(form, filled(form, query="trees"))
    assert not is_ended(world, shown)
    await world.manager.click(shown.response, label="Save")
    assert await queries(world) == ["trees"]


@pytest.mark.parametrize("label", ["Save", "Edit", "Cancel"])
async def test_a_press_on_the_older_one_decides_nothing(world: World, label: str) -> None:
    """A client that is behind still shows its buttons: what it shows is not saved, and the newer one waits on."""
    shown = await world.run("alerts subscribe", query="diffusion")
    message = stored(world, shown)
    before = (message.content, [*message.embeds], [*message.components])
    newest = await try_again(world, shown, "trees (", "trees")
    message.content = before[0]
    message.embeds[:], message.components[:] = before[1:]
    pressed = await world.manager.click(shown.response, label=label)
    assert "That dry run was changed meanwhile: save or cancel the newer one." in said(pressed)
    assert await queries(world) == []
    await press_save(world.manager, newest)
    assert await queries(world) == ["trees"]


async def test_after_a_restart_the_older_one_stays_ended(world: World) -> None:
    """The newer one goes on from what its message carries."""
    shown = await world.run("alerts subscribe", query="diffusion", deliver="weekly")
    newest = await try_again(world, shown, "trees (", "trees")
    await world.restart()
    assert is_ended(world, shown)
    assert "Saved as" in said(await press_save(world.manager, newest))
    assert await queries(world) == ["trees"]


async def test_new_times_do_not_wake_the_older_one(world: World) -> None:
    """What is drawn anew when a setting changes is the newer one alone."""
    await world.subscribe("birds")
    shown = await world.run("alerts subscribe", query="diffusion", deliver="daily")
    newest = await try_again(world, shown, "trees (", "trees")
    form = await world.manager.click(newest.response, label="Digest time …")
    await world.manager.submit_modal(form, filled(form, time="18:00"))
    assert is_ended(world, shown)
    assert "in a daily digest at 18:00 UTC" in stored(world, newest).content


async def test_the_older_one_does_not_wake_where_the_newer_one_was_dismissed(world: World) -> None:
    """Who wants neither is left alone, whatever changes."""
    await world.subscribe("birds")
    panel = await world.run("alerts settings")
    shown = await world.run("alerts subscribe", query="diffusion")
    newest = await try_again(world, shown, "trees (", "trees")
    world.env.backend.delete_message(world.channel.id, newest.response.id)
    await world.manager.click(panel.response, custom_id=f"paperboy:set:living:{world.channel.id}")
    assert is_ended(world, shown)


async def test_who_lost_the_right_ends_nothing(world: World) -> None:
    """The form is refused, and the dry run from before it stays as it was."""
    shown = await world.run("alerts subscribe", query="diffusion")
    form = await world.manager.click(shown.response, label="Edit")
    wrong = await world.manager.submit_modal(form, filled(form, query="trees ("))
    form = await world.manager.click(wrong.followups[-1], label="Try again")
    role = world.guild.roles["Managers"]
    world.env.backend.remove_member_role(world.guild.id, world.manager.id, role.id)
    assert DENIED in said(await world.manager.submit_modal(form, filled(form, query="trees")))
    assert not is_ended(world, shown)
    assert stored(world, shown).components


async def test_a_query_that_is_there_already_ends_nothing(world: World) -> None:
    """What cannot be saved takes no place: the older dry run can still be."""
    await world.subscribe("trees")
    shown = await world.run("alerts subscribe", query="diffusion")
    refused = await try_again(world, shown, "trees (", "trees")
    assert "already has this query" in said(refused)
    await press_save(world.manager, shown)
    assert await queries(world) == ["trees", "diffusion"]


async def test_an_older_one_that_was_dismissed_is_no_trouble(world: World) -> None:
    """Discord then knows no such message, and the newer dry run comes all the same."""
    shown = await world.run("alerts subscribe", query="diffusion")
    form = await world.manager.click(shown.response, label="Edit")
    wrong = await world.manager.submit_modal(form, filled(form, query="trees ("))
    form = await world.manager.click(wrong.followups[-1], label="Try again")
    world.env.backend.delete_message(world.channel.id, shown.response.id)
    newest = await world.manager.submit_modal(form, filled(form, query="trees"))
    assert "Nothing is saved yet." in said(newest)
    assert not newest.followups
    await press_save(world.manager, newest)
    assert await queries(world) == ["trees"]


async def test_of_one_subscription_one_change_waits(world: World) -> None:
    """A second edit of it ends the first, which would write over it; one of another subscription does not."""
    key, other = await world.subscribe("diffusion"), await world.subscribe("birds")
    first, apart = await edited(world, key, "trees"), await edited(world, other, "fish")
    second = await edited(world, key, "forests")
    assert is_ended(world, first)
    assert not is_ended(world, apart)
    await press_save(world.manager, second)
    await press_save(world.manager, apart)
    assert await queries(world) == ["forests", "fish"]


async def test_what_somebody_else_changes_waits_beside_it(world: World) -> None:
    """Nobody ends the dry run of another person; nor does a new subscription end that of a change."""
    key = await world.subscribe("diffusion")
    eve = world.guild.add_member(world.env.create_user("eve"), roles=[world.guild.roles["Managers"]])
    mine, theirs = await edited(world, key, "trees"), await edited(world, key, "forests", eve)
    new = await world.run("alerts subscribe", query="birds")
    for shown in (mine, theirs, new):
        assert not is_ended(world, shown)
        buttons = [part.get("label") for part in walk_components(stored(world, shown).components)]
        assert "Save" in buttons
