"""Who deletes their data takes nothing from a server: what was changed there lately can still be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.subscription import NOBODY
from tests.behaviour.about.test_data import stored
from tests.behaviour.managing.test_undo import offers_undo
from tests.behaviour.world import said
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simcord import InteractionResult

    from tests.behaviour.world import World


async def changed(world: World) -> InteractionResult:
    """By the form."""
    shown = await world.edit("diffusion", query="birds")
    return await world.save(shown)


async def ended(world: World) -> InteractionResult:
    """By the command."""
    return await world.run("alerts unsubscribe", subscription="diffusion")


CHANGES = [changed, ended]


async def delete(world: World) -> None:
    """All that is stored of the manager."""
    shown = await world.run("paperboy data")
    sure = await world.manager.click(shown.response, label="Delete …")
    assert "Deleted" in said(await world.manager.click(sure.response, label="Delete it"))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("by", ["maker", "other"])
async def test_what_was_changed_in_a_server_is_taken_back(
    world: World, change: Callable[[World], Awaitable[InteractionResult]], by: str
) -> None:
    """By its maker as by others, under the answer, also after a restart. Nothing says again who made it."""
    await world.subscribe("diffusion")
    answer = await change(world)
    await delete(world)
    await world.restart()
    eve = world.another_manager()
    if by == "maker":
        text = said(await world.manager.click(answer.response, label="Undo"))
    else:
        listed = await world.run("alerts list", eve)
        text = said(await eve.click(listed.response, label="Undo"))
    assert "no longer be undone" not in text
    back = await world.one()
    assert (back.query, back.name, back.creator_id) == ("diffusion", "diffusion", NOBODY)
    assert await stored(world, world.manager.id) == set()
    assert not offers_undo(world, await world.run("alerts list"))


async def test_in_direct_messages_nothing_comes_back(world: World) -> None:
    """There the subscription itself is deleted, and its Undo says that there is none."""
    person = world.manager.user
    shown = await person.slash("alerts subscribe", query="diffusion")
    await person.click(shown.response, label="Save")
    form = await person.slash("alerts edit", subscription="diffusion")
    shown = await person.submit_modal(form, filled(form, query="birds"))
    answer = await person.click(shown.response, label="Save")
    await delete(world)
    assert "can no longer be undone" in said(await person.click(answer.response, label="Undo"))
    assert (await world.store.subscriptions()).by_id == {}
    assert await stored(world, person.id) == set()
