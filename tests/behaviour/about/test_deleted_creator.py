"""Deleting one's data takes nothing from a server: recent changes there can still be undone."""

from collections.abc import Awaitable, Callable

import pytest
from simcord import InteractionResult

from bot.domain.subscription import NOBODY
from tests.behaviour.about.test_data import stored
from tests.behaviour.managing.test_undo import offers_undo, undo_label
from tests.behaviour.world import World
from tools.gallery.forms import filled


async def changed(world: World) -> InteractionResult:
    """Edit a subscription through its form."""
    shown = await world.edit("diffusion", query="birds")
    return await world.save(shown)


async def ended(world: World) -> InteractionResult:
    """Unsubscribe by command."""
    return await world.run("alerts unsubscribe", subscription="diffusion")


CHANGES = [changed, ended]


async def delete(world: World):
    """Delete all data of the manager."""
    shown = await world.run("paperboy data")
    sure = await world.press(shown, "Delete…")
    assert "Your data was deleted." in await world.reply(sure, "Delete")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("by", ["maker", "other"])
async def test_server_changes_can_be_undone(
    world: World, change: Callable[[World], Awaitable[InteractionResult]], by: str
):
    """Anybody can undo the change, also after a restart, and the creator's id stays deleted."""
    await world.subscribe("diffusion")
    answer = await change(world)
    await delete(world)
    await world.restart()
    eve = world.another_manager()
    if by == "maker":
        text = await world.reply(answer, "Undo")
    else:
        listed = await world.run("alerts list", eve)
        text = await world.reply(listed, undo_label(world, listed), eve)
    assert "no longer be undone" not in text
    back = await world.one()
    assert (back.query, back.name, back.creator_id) == ("diffusion", "diffusion", NOBODY)
    assert await stored(world, world.manager.id) == set()
    assert not offers_undo(world, await world.run("alerts list"))


async def test_direct_messages_cannot_be_undone(world: World):
    """Undo does not restore a subscription in direct messages, as it is deleted too."""
    person = world.manager.user
    shown = await person.slash("alerts subscribe", query="diffusion")
    await world.press(shown, "Save", person)
    form = await person.slash("alerts edit", subscription="diffusion")
    shown = await person.submit_modal(form, filled(form, query="birds"))
    answer = await world.press(shown, "Save", person)
    await delete(world)
    assert "can no longer be undone" in await world.reply(answer, "Undo", person)
    assert (await world.store.subscriptions()).by_id == {}
    assert await stored(world, person.id) == set()
