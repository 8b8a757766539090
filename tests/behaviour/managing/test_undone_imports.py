"""Undo, under what `/alerts import` has done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import discord
from simcord.components import walk_components

from bot.domain.preferences import DEFAULTS
from tests.behaviour.world import said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    from simcord import InteractionResult

    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Subscription
    from tests.behaviour.world import World

OVER = "That cannot be undone any more: `/alerts list` shows how things are."


async def imported(world: World, *channels: dict[str, Any], end_missing: bool = False) -> InteractionResult:
    """The answer to Import."""
    body = json.dumps({"paperboy": 1, "channels": channels}).encode()
    shown = await world.run("alerts import", file=("alerts.json", body), end_missing=end_missing)
    return await world.manager.click(shown.response, label="Import")


def channel(world: World, *subscriptions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The channel in a file."""
    return {"channel": "papers", "id": str(world.channel.id), "subscriptions": list(subscriptions), **more}


async def undo(world: World, answer: InteractionResult) -> str:
    """What Undo says."""
    return said(await world.manager.click(answer.response, label="Undo"))


async def book(world: World) -> dict[str, Subscription]:
    """All subscriptions by id."""
    return dict((await world.store.subscriptions()).by_id)


async def chosen(world: World) -> Preferences:
    """The settings of the channel."""
    place = await world.store.destination(world.channel.id)
    assert place is not None
    return place.preferences


async def titles(world: World) -> list[str | None]:
    """The papers that are posted, in any order."""
    await world.deliver()
    return sorted(embed.title or "" for message in world.channel.history() for embed in message.embeds)


async def test_everything_is_as_before_after_a_restart(world: World) -> None:
    """What was added ends, what was changed, paused and ended is back, and posts what came meanwhile, once."""
    hot, held = await world.subscribe("diffusion", name="Hot"), await world.subscribe("images")
    await world.subscribe("trees")
    before = await book(world)
    answer = await imported(
        world,
        channel(
            world,
            {"id": hot, "query": "forests", "deliver": "daily"},
            {"id": held, "query": "images", "paused": True},
            {"query": "agents"},
            settings={"most_a_day": 3, "digest_time": "18:00"},
        ),
        end_missing=True,
    )
    assert said(answer) == (
        "Imported: added 1 subscription, changed 2 subscriptions and the settings of 1 channel, "
        "ended 1 subscription. Undo works for an hour."
    )
    await world.list_papers(
        sighting("2511.00001", title="Diffusion of agents"),
        sighting("2511.00002", title="Trees in images"),
        sighting("2511.00003", title="Forests"),
        sighting("2511.00004", title="Agents"),
    )
    await world.restart()
    back = await world.manager.click(answer.response, label="Undo")
    assert said(back) == (
        "Undone: 1 added subscription has ended, 2 subscriptions and the settings of 1 channel are as before, "
        "1 ended subscription is back. 2 papers that wait are posted."
    )
    assert not back.response.components
    assert await book(world) == before
    assert await chosen(world) == DEFAULTS
    assert await titles(world) == ["Diffusion of agents", "Trees in images"]


async def test_a_second_press_and_another_key_are_told(world: World) -> None:
    """Nothing is done again, and a key that never was does nothing."""
    answer = await imported(world, channel(world, {"query": "agents"}))
    stored = world.env.backend.get_message(world.channel.id, answer.response.id)
    (pressed,) = (part["custom_id"] for part in walk_components(stored.components) if "custom_id" in part)
    await undo(world, answer)
    kept = await world.subscribe("trees")
    room = world.env.bot.get_channel(world.channel.id)
    assert isinstance(room, discord.TextChannel)
    for custom_id in (pressed, f"paperboy:import-undo:{'0' * 16}"):
        view = discord.ui.View(timeout=None).add_item(discord.ui.Button(label="Undo", custom_id=custom_id))
        copy = await room.send(view=view)
        assert OVER in said(await world.manager.click(copy, label="Undo"))
    assert set(await book(world)) == {kept}


async def test_after_an_hour_it_is_over(world: World) -> None:
    """A sentence, and nothing is kept of it any more."""
    hot = await world.subscribe("diffusion", name="Hot")
    await world.subscribe("trees")
    changes = channel(world, {"id": hot, "query": "forests"}, {"query": "agents"})
    answer = await imported(world, changes, end_missing=True)
    after = await book(world)
    world.now.forward(minutes=61)
    assert OVER in await undo(world, answer)
    assert await book(world) == after
    await world.apps[-1].sweep()
    for name in ("imports", "changed subscriptions", "ended subscriptions"):
        assert await world.store.notes(name) == {}


async def test_what_somebody_changed_since_stays(world: World) -> None:
    """It is told with its name; the rest is as before."""
    hot, cold = await world.subscribe("diffusion", name="Hot"), await world.subscribe("ice", name="Cold")
    answer = await imported(
        world,
        channel(
            world,
            {"id": hot, "query": "forests", "name": "Hot"},
            {"id": cold, "query": "glaciers", "name": "Cold"},
            {"query": "agents"},
            {"query": "robots", "name": "Robo"},
            settings={"most_a_day": 3, "look": "compact"},
        ),
    )
    after = await book(world)
    (robots,) = (one for one in after.values() if one.query == "robots")
    form = {"channel": "papers", "id": str(world.channel.id)}
    ours = [{"id": hot, "query": "birds", "name": "Hot"}, {"id": robots.id, "query": "machines", "name": "Robo"}]
    await imported(world, {**form, "subscriptions": ours, "settings": {"most_a_day": 5, "look": "compact"}})
    text = await undo(world, answer)
    assert text.splitlines() == [
        "Undone: 1 added subscription has ended, 1 subscription and the settings of 1 channel are as before.",
        "⚠️ Robo: That subscription was changed again since, so it stays as it is: look at `/alerts list`.",
        f"⚠️ <#{world.channel.id}>: `most_a_day` was changed again since, so it stays as it is.",
        "⚠️ Hot: That subscription was changed again since, so it stays as it is: look at `/alerts list`.",
    ]
    assert {one.name: one.query for one in (await book(world)).values()} == {
        "Hot": "birds",
        "Cold": "ice",
        "Robo": "machines",
    }
    assert (await chosen(world)).most_a_day == 5
    assert (await chosen(world)).look is DEFAULTS.look


async def test_who_lost_the_right_cannot_undo(world: World) -> None:
    """The right to manage alerts is asked for at the press."""
    hot = await world.subscribe("diffusion")
    answer = await imported(world, channel(world, {"id": hot, "query": "forests"}))
    after = await book(world)
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = discord.utils.get(guild.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())
    assert "Managing alerts needs" in await undo(world, answer)
    assert await book(world) == after


async def test_ones_own_alerts(world: World) -> None:
    """In a DM, for oneself."""
    person = world.reader.user
    body = json.dumps({"paperboy": 1, "channels": [channel(world, {"query": "trees"})]}).encode()
    shown = await person.slash("alerts import", file=("alerts.json", body))
    answer = await person.click(shown.response, label="Import")
    assert said(answer) == "Imported: added 1 subscription. Undo works for an hour."
    await world.restart()
    back = await person.click(answer.response, label="Undo")
    assert said(back) == "Undone: **trees**, which was added, has ended."
    assert await book(world) == {}


async def test_what_was_changed_alone_is_named(world: World) -> None:
    """As it is called again."""
    key = await world.subscribe("trees", name="Old")
    answer = await imported(world, channel(world, {"id": key, "query": "agents", "name": "New"}))
    await world.restart()
    assert await undo(world, answer) == "Undone: **Old** is as before."


async def test_where_nothing_is_left_to_undo(world: World) -> None:
    """What was added has ended meanwhile."""
    answer = await imported(world, channel(world, {"query": "agents"}))
    (made,) = await book(world)
    await world.run("alerts unsubscribe", subscription=made)
    assert await undo(world, answer) == "Nothing of that import was left to undo."


async def test_where_nothing_could_be_imported_there_is_no_undo(world: World) -> None:
    """All of it had ended while the plan was shown."""
    key = await world.subscribe("diffusion", name="Hot")
    body = json.dumps({"paperboy": 1, "channels": [channel(world, {"id": key, "query": "trees"})]}).encode()
    shown = await world.run("alerts import", file=("alerts.json", body))
    await world.run("alerts unsubscribe", subscription=key)
    answer = await world.manager.click(shown.response, label="Import")
    assert said(answer).splitlines()[0] == "Nothing was imported."
    assert not answer.response.components
