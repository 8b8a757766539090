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
    await world.run("alerts pause", subscription="trees")
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
        (pause, "Paused at <t:{at}:t>: **diffusion**."),
        (bring_in, "Imported at <t:{at}:t>: 1 added."),
    ],
)
async def test_the_last_change_is_taken_back_from_the_list(
    world: World, change: Callable[[World], Awaitable[None]], told: str
) -> None:
    """By whoever may; the answer comes beside the list, which then shows how things are, and offers it no more."""
    for query in ("diffusion", "trees"):
        await world.subscribe(query)
    assert UNDO not in said(await world.run("alerts list"))
    before = await queries(world)
    await change(world)
    assert await queries(world) != before
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
    assert UNDO not in head(world, listed)  # Resume all does the same
    await resume(world)
    assert "Resumed at <t:" in head(world, listed)
    await world.manager.click(listed.response, label="Undo")
    assert await queries(world) == [("diffusion", True)]


async def test_the_end_of_the_only_one_is_taken_back_from_the_empty_list(world: World) -> None:
    """There it matters most. The button works after a restart, after which no new list has it."""
    await world.subscribe("diffusion")
    await end(world)
    listed = await world.run("alerts list")
    assert "There are none yet" in head(world, listed)
    assert buttons(world, listed) == ["First subscription", "Refresh", "Undo"]
    await world.restart()
    assert UNDO not in said(await world.run("alerts list"))
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


async def test_other_servers_and_people_are_not_told(world: World) -> None:
    """What was done in a server is no business of a direct message."""
    await world.subscribe("diffusion")
    await end(world)
    assert UNDO not in said(await world.manager.user.slash("alerts list"))
    assert UNDO in said(await world.run("alerts list"))


async def test_who_lost_the_right_takes_nothing_back(world: World) -> None:
    """The right is asked for at the press."""
    await world.subscribe("diffusion")
    await end(world)
    listed = await world.run("alerts list")
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
