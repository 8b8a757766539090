"""*Undo* of a pause of one subscription, and of its end: it takes exactly that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.service.subscriptions.pauses import Pauses
from tests.behaviour.managing.test_last_change import UNDO, edit, head, parts, queries
from tests.behaviour.pausing.test_pausing import ends, take_the_right
from tests.behaviour.world import said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import InteractionResult, MemberActor

    from tests.behaviour.world import World


def labels(shown: InteractionResult) -> list[str]:
    assert shown.response is not None
    return [button["label"] for row in shown.response.components for button in row["components"]]


def somebody_else(world: World) -> MemberActor:
    return world.guild.add_member(world.env.create_user("eve"), roles=[world.guild.roles["Managers"]])


async def waiting(world: World) -> list[str]:
    """The papers that wait to be posted."""
    return sorted(one.paper_id for one in await world.store.pending(world.channel.id))


@pytest.mark.parametrize("from_the_list", [False, True])
async def test_a_pause_is_undone_and_nothing_is_lost(world: World, *, from_the_list: bool) -> None:
    """Also after a restart, by another manager: what appeared meanwhile is posted, as if there had been none."""
    await world.subscribe("trees")
    told = await world.run("alerts pause", subscription="trees")
    assert "You can undo this for an hour; then no paper is missed." in said(told)
    assert labels(told) == ["Resume", "Undo"]
    world.now.forward(minutes=10)
    await world.list_papers(sighting("2511.00001", title="Trees"))
    await world.restart()
    actor = world.manager
    if from_the_list:
        actor = somebody_else(world)
        told = await world.run("alerts list", actor)
        assert f": **trees**. {UNDO}" in head(world, told)
        assert "Paused at <t:" in head(world, told)
    back = await actor.click(told.response, label="Undo")
    assert said(back) == (
        "**trees** is on again, as if it had not been paused. What waits for it is posted: 1 paper."
    )
    assert await queries(world) == [("trees", False)]
    assert await waiting(world) == ["arxiv:2511.00001"]
    assert UNDO not in said(await world.run("alerts list"))


async def test_resume_is_undone_with_the_end_that_it_had(world: World) -> None:
    """After a restart, from the reply or the list; what waits goes on waiting."""
    await world.subscribe("trees")
    await world.run("alerts pause", subscription="trees", until="3 days")
    before = await ends(world)
    world.now.forward(minutes=1)
    told = await world.run("alerts resume", subscription="trees")
    assert "Undo works for an hour." in said(told)
    assert labels(told) == ["Undo"]
    await world.restart()
    listed = await world.run("alerts list")
    assert "Resumed at <t:" in head(world, listed)
    back = await world.manager.click(told.response, label="Undo")
    assert "1 subscription is paused as before: **trees**." in said(back)
    assert await ends(world) == before
    assert "Paused at <t:" in head(world, listed)
    await world.manager.click(listed.response, label="Undo")
    assert await queries(world) == [("trees", False)]


async def test_a_moved_end_is_moved_back(world: World) -> None:
    """The list says that it was only moved; asked for once more, there is nothing to take back."""
    await world.subscribe("trees")
    await world.run("alerts pause", subscription="trees", until="3 days")
    before = await ends(world)
    world.now.forward(minutes=1)
    told = await world.run("alerts pause", subscription="trees", until="5 days")
    assert "Undo works for an hour." in said(told)
    assert labels(await world.run("alerts pause", subscription="trees", until="5 days")) == ["Resume"]
    listed = await world.run("alerts list")
    assert "Changed until when these are paused, at <t:" in head(world, listed)
    assert "1 subscription is paused as before" in said(await world.manager.click(told.response, label="Undo"))
    assert await ends(world) == before


@pytest.mark.parametrize("minutes", [0, 1])
async def test_an_older_change_comes_after_the_pause(world: World, minutes: int) -> None:
    """The list offers the pause first: undoing that leaves the change, and then the change can be undone."""
    await world.subscribe("diffusion")
    await edit(world)
    world.now.forward(minutes=minutes)
    await world.run("alerts pause", subscription="birds")
    listed = await world.run("alerts list")
    assert "Paused at <t:" in head(world, listed)
    await world.manager.click(listed.response, label="Undo")
    assert await queries(world) == [("birds", False)]
    assert "Changed at <t:" in head(world, listed)
    await world.manager.click(listed.response, label="Undo")
    assert await queries(world) == [("diffusion", False)]


async def test_a_paused_row_tells_how_it_is_delivered(world: World) -> None:
    """However it came to be paused and at once: by the form, with an end, or as a change of that was undone."""
    await world.subscribe("diffusion")
    form = await world.run("alerts edit", subscription="diffusion")
    shown = await world.manager.submit_modal(form, filled(form, query="birds", deliver=["daily"]))
    changed = await world.manager.click(shown.response, label="Save")
    listed = await world.run("alerts list")
    told = await world.run("alerts pause", subscription="birds", until="2 weeks")
    assert "-# #papers · in a daily digest at 09:00 UTC · " in str(parts(world, listed))
    await world.manager.click(changed.response, label="Undo")
    assert "⏸️ Paused until <t:" in str(parts(world, listed))
    assert "-# #papers · at once · " in str(parts(world, listed))
    assert "was changed again since" in said(await world.manager.click(told.response, label="Undo"))
    assert "-# #papers · at once · " in str(parts(world, listed))


async def test_what_was_changed_since_stays(world: World) -> None:
    """An edit after the pause, or another end of it: Undo of it says so, and the list offers the newest."""
    await world.subscribe("diffusion")
    told = await world.run("alerts pause", subscription="diffusion")
    world.now.forward(minutes=1)
    await world.run("alerts pause", subscription="diffusion", until="3 days")
    before = await ends(world)
    refused = said(await world.manager.click(told.response, label="Undo"))
    assert "was paused or resumed again since" in refused
    assert await ends(world) == before
    told = await world.run("alerts pause", subscription="diffusion", until="4 days")
    world.now.forward(minutes=1)
    await edit(world)
    assert "was changed again since" in said(await world.manager.click(told.response, label="Undo"))
    assert "Changed at <t:" in head(world, await world.run("alerts list"))
    await world.run("alerts unsubscribe", subscription="birds")
    assert "ended meanwhile" in said(await world.manager.click(told.response, label="Undo"))


async def test_a_pause_that_came_to_its_end_is_not_offered(world: World) -> None:
    """There is nothing to end any more; Undo under its answer still gives back what was missed in it."""
    await world.subscribe("trees")
    now = world.now()
    world.now.forward(minutes=(23 - now.hour) * 60 + 45 - now.minute)
    told = await world.run("alerts pause", subscription="trees", until="tomorrow")
    await world.list_papers(sighting("2511.00001", title="Trees"))
    world.now.forward(minutes=20)
    await Pauses(world.store, world.apps[-1]._services().subscriptions, world.now).end()
    assert await queries(world) == [("trees", False)]
    assert UNDO not in said(await world.run("alerts list"))
    assert await waiting(world) == []
    assert "as if it had not been paused" in said(await world.manager.click(told.response, label="Undo"))
    assert await waiting(world) == ["arxiv:2511.00001"]


async def test_it_is_undone_for_an_hour_and_once(world: World) -> None:
    """After that a sentence says so."""
    await world.subscribe("trees")
    told = await world.run("alerts pause", subscription="trees")
    listed = await world.run("alerts list")
    await world.manager.click(listed.response, label="Undo")
    assert "cannot be undone any more" in said(await world.manager.click(told.response, label="Undo"))
    told = await world.run("alerts pause", subscription="trees")
    world.now.forward(minutes=61)
    assert UNDO not in said(await world.run("alerts list"))
    assert "cannot be undone any more" in said(await world.manager.click(told.response, label="Undo"))
    assert await queries(world) == [("trees", True)]


async def test_who_lost_the_right_undoes_no_pause(world: World) -> None:
    """The right is asked for at the press, and another server's managers have none."""
    await world.subscribe("trees")
    told = await world.run("alerts pause", subscription="trees")
    await take_the_right(world)
    assert "Managing alerts needs" in said(await world.manager.click(told.response, label="Undo"))
    assert await queries(world) == [("trees", True)]


async def test_a_pause_of_ones_own_is_forgotten_with_it(world: World) -> None:
    """Who deletes their data leaves nothing of it; their Undo brings nothing back."""
    person = world.reader.user
    shown = await person.slash("alerts subscribe", query="diffusion")
    await person.click(shown.response, label="Save")
    told = await person.slash("alerts pause", subscription="diffusion")
    assert "paused alone" in "".join(await world.store.notes("paused"))
    sure = await person.click((await person.slash("paperboy data")).response, label="Delete …")
    await person.click(sure.response, label="Delete it")
    assert await world.store.notes("paused") == {}
    assert "cannot be undone any more" in said(await person.click(told.response, label="Undo"))
    assert (await world.store.subscriptions()).by_id == {}
