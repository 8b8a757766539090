"""`/alerts list` offers for an hour to take back the last change that can be taken back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import discord
import pytest
from simcord.components import walk_components

from bot.domain.discord.limits import COMPONENTS
from tests.behaviour.world import TEXT, said
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simcord import InteractionResult

    from tests.behaviour.world import World

UNDO = "Undo takes that back."


def parts(world: World, listed: InteractionResult) -> list[dict[str, object]]:
    """The components of the list as it is now."""
    assert listed.response is not None
    return list(walk_components(world.env.backend.get_message(world.channel.id, listed.response.id).components))


def head(world: World, listed: InteractionResult) -> str:
    """What stands at the top of the list now."""
    return next(str(part["content"]) for part in parts(world, listed) if part["type"] == TEXT)


def buttons(world: World, listed: InteractionResult) -> list[object]:
    return [part["label"] for part in parts(world, listed) if "label" in part]


async def queries(world: World) -> list[tuple[str, bool]]:
    return [(one.query, one.paused) for one in (await world.store.subscriptions()).subscriptions]


async def edit(world: World) -> None:
    form = await world.run("alerts edit", subscription="diffusion")
    shown = await world.manager.submit_modal(form, filled(form, query="birds"))
    await world.manager.click(shown.response, label="Save")


async def end(world: World) -> None:
    await world.run("alerts unsubscribe", subscription="diffusion")


async def pause(world: World) -> None:
    await world.run("alerts pause")


async def resume(world: World) -> None:
    await world.run("alerts resume")


async def bring_in(world: World) -> None:
    place = {"channel": "papers", "id": str(world.channel.id), "subscriptions": [{"query": "brought along"}]}
    body = json.dumps({"paperboy": 1, "channels": [place]}).encode()
    shown = await world.run("alerts import", file=("alerts.json", body))
    await world.manager.click(shown.response, label="Import")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (edit, "Changed at <t:{at}:t>: **birds**."),
        (end, "Ended at <t:{at}:t>: **diffusion**."),
        (pause, "Paused at <t:{at}:t>: **diffusion**, **trees**."),
        (bring_in, "Imported at <t:{at}:t>: added 1 subscription."),
    ],
)
async def test_the_last_change_is_taken_back_from_the_list(
    world: World, change: Callable[[World], Awaitable[None]], told: str
) -> None:
    """By whoever may, also after a restart, in which what was done is written down.

    The answer comes beside the list, which then shows how things are, and offers it no more.
    """
    for query in ("diffusion", "trees"):
        await world.subscribe(query)
    assert UNDO not in said(await world.run("alerts list"))
    before = await queries(world)
    await change(world)
    assert await queries(world) != before
    await world.restart()
    eve = world.guild.add_member(world.env.create_user("eve"), roles=[world.guild.roles["Managers"]])
    listed = await world.run("alerts list", eve)
    assert f"\n-# {told.format(at=int(world.now().timestamp()))} {UNDO}" in head(world, listed)
    back = await eve.click(listed.response, label="Undo")
    assert back.response is not None
    assert back.response.id != listed.response.id
    assert dict(await queries(world))["diffusion"] is False
    assert {query for query, _ in await queries(world)} == {"diffusion", "trees"}
    assert UNDO not in head(world, listed)
    assert "Undo" not in buttons(world, listed)


async def test_a_resumed_channel_is_paused_again_from_the_list(world: World) -> None:
    """The list that was open before gets the offer, too."""
    await world.subscribe("diffusion")
    listed = await world.run("alerts list")
    await world.run("alerts pause")
    assert "Paused at <t:" in head(world, listed)
    world.now.forward(minutes=1)
    await resume(world)
    assert "Resumed at <t:" in head(world, listed)
    await world.manager.click(listed.response, label="Undo")
    assert await queries(world) == [("diffusion", True)]
    await world.manager.click(listed.response, label="Undo")
    assert await queries(world) == [("diffusion", False)]
    assert UNDO not in head(world, listed)


async def test_the_end_of_the_only_one_is_taken_back_from_the_empty_list(world: World) -> None:
    """There it matters most. The button works after a restart, too."""
    await world.subscribe("diffusion")
    await end(world)
    listed = await world.run("alerts list")
    assert "There are none yet" in head(world, listed)
    assert buttons(world, listed) == ["First subscription", "Refresh", "Undo"]
    await world.restart()
    assert "is back in" in said(await world.manager.click(listed.response, label="Undo"))
    assert await queries(world) == [("diffusion", False)]


async def test_it_is_offered_for_an_hour(world: World) -> None:
    """Then, and once it is undone elsewhere, nothing is said of it; an older list says what has become of it."""
    await world.subscribe("diffusion")
    await world.run("alerts unsubscribe", subscription="diffusion")
    listed = await world.run("alerts list")
    world.now.forward(minutes=61)
    assert UNDO not in said(await world.run("alerts list"))
    assert "cannot be undone any more" in said(await world.manager.click(listed.response, label="Undo"))


async def test_what_was_done_before_comes_next(world: World) -> None:
    """What is taken back, by whichever button, or cannot be any more, stands in nothing's way."""
    for query in ("diffusion", "trees", "fish"):
        await world.subscribe(query)
    await end(world)
    world.now.forward(minutes=1)
    paused = [await world.run("alerts pause", subscription="trees"), await world.run("alerts pause")]
    world.now.forward(minutes=1)
    ended = await world.run("alerts unsubscribe", subscription="trees")
    await world.restart()
    assert f"Ended at <t:{int(world.now().timestamp())}:t>: **trees**." in said(await world.run("alerts list"))
    await world.manager.click(ended.response, label="Undo")
    assert "Paused at <t:" in said(await world.run("alerts list"))
    for told in reversed(paused):
        await world.manager.click(told.response, label="Undo")
    listed = await world.run("alerts list")
    assert "Ended at <t:" in head(world, listed)
    await world.manager.click(listed.response, label="Undo")
    assert {query for query, _ in await queries(world)} == {"diffusion", "trees", "fish"}
    assert UNDO not in head(world, listed)


async def test_an_import_is_one_change(world: World) -> None:
    """What it changed and ended is taken back with it, and neither is offered by itself."""
    key = await world.subscribe("diffusion")
    await world.subscribe("trees")
    place = {"channel": "papers", "id": str(world.channel.id), "subscriptions": [{"id": key, "query": "birds"}]}
    body = json.dumps({"paperboy": 1, "channels": [place]}).encode()
    shown = await world.run("alerts import", file=("alerts.json", body), end_missing=True)
    done = await world.manager.click(shown.response, label="Import")
    assert "Imported at <t:" in (told := said(await world.run("alerts list")))
    assert f": changed 1 subscription, ended 1 subscription. {UNDO}" in told
    await world.manager.click(done.response, label="Undo")
    assert UNDO not in said(await world.run("alerts list"))


async def test_changes_of_one_are_taken_back_one_by_one(world: World) -> None:
    """The newest first, and the one before it then."""
    await world.subscribe("diffusion")
    await edit(world)
    assert "Changed at <t:" in said(await world.run("alerts list"))
    form = await world.run("alerts edit", subscription="birds")
    shown = await world.manager.submit_modal(form, filled(form, query="diffusion"))
    world.now.forward(minutes=1)
    await world.manager.click(shown.response, label="Save")
    listed = await world.run("alerts list")
    await world.manager.click(listed.response, label="Undo")
    assert dict(await queries(world)) == {"birds": False}
    assert "Changed at <t:" in head(world, listed)
    await world.manager.click(listed.response, label="Undo")
    assert dict(await queries(world)) == {"diffusion": False}
    assert UNDO not in head(world, listed)


async def test_what_an_older_version_wrote_is_not_offered(world: World) -> None:
    """It did not write down where that was done; the button under its own answer still takes it back."""
    await world.subscribe("diffusion")
    ended = await world.run("alerts unsubscribe", subscription="diffusion")
    listed = json.loads(await world.store.note("ended subscriptions") or "")
    assert listed
    old = {key: [at, about] for key, (at, about, _) in listed.items()}
    await world.store.set_note("ended subscriptions", json.dumps(old))
    await world.restart()
    assert UNDO not in said(await world.run("alerts list"))
    assert "is back in" in said(await world.manager.click(ended.response, label="Undo"))


async def test_ones_own_is_taken_back_in_direct_messages(world: World) -> None:
    """After a restart as well; another person's list and a server's say nothing of it."""
    person, other = world.reader.user, world.manager.user
    shown = await person.slash("alerts subscribe", query="diffusion")
    await person.click(shown.response, label="Save")
    await person.slash("alerts unsubscribe", subscription="diffusion")
    await world.restart()
    assert UNDO not in said(await other.slash("alerts list"))
    assert UNDO not in said(await world.run("alerts list"))
    listed = await person.slash("alerts list")
    assert f"**diffusion**. {UNDO}" in said(listed)
    await person.click(listed.response, label="Undo")
    assert await queries(world) == [("diffusion", False)]


async def test_other_servers_and_people_are_not_told(world: World) -> None:
    """What was done in a server is no business of a direct message."""
    await world.subscribe("diffusion")
    await end(world)
    assert UNDO not in said(await world.manager.user.slash("alerts list"))
    assert UNDO in said(await world.run("alerts list"))


async def test_who_lost_the_right_takes_nothing_back(world: World) -> None:
    """The right is asked for at the press, also after a restart."""
    await world.subscribe("diffusion")
    await end(world)
    listed = await world.run("alerts list")
    await world.restart()
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = discord.utils.get(guild.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())
    assert "Managing alerts needs" in said(await world.manager.click(listed.response, label="Undo"))
    assert await queries(world) == []


async def test_the_fullest_page_has_room_for_it(world: World) -> None:
    """Four subscriptions of four channels, digests in each, pages to turn: Discord takes so many components."""
    for number in range(6):
        channel = world.guild.create_text_channel(f"channel{number}")
        await world.subscribe(f"topic{number}", deliver="daily", channel=channel)
    await world.run("alerts unsubscribe", subscription="topic5")
    listed = await world.run("alerts list")
    assert buttons(world, listed)[-4:] == ["◀ Back", "More ▶", "Refresh", "Undo"]
    assert len(parts(world, listed)) == COMPONENTS
