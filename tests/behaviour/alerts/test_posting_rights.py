"""The bot posts and mentions for a person only what they may post and mention themselves."""

import json
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, InteractionResult, RoleHandle

from bot.domain.preferences import Preferences
from tests.behaviour.integrations import A_MINUTE, switch
from tests.behaviour.world import World, said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

NOT_YOURS = "You need **"


@pytest.fixture(autouse=True)
async def granted(world: World):
    """An admin lets a member without any right use /alerts."""
    await switch(world, {world.reader: True})
    await world.env.advance_time(A_MINUTE + 1)


def hidden(world: World, **more: bool) -> ChannelHandle:
    """A channel that the bot and managers see, and members do not; `more` changes the rights of members."""
    closed = {"view_channel": False, **more}
    seen = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    overwrites: dict[Any, discord.PermissionOverwrite] = {
        world.guild.default_role: discord.PermissionOverwrite(**closed),
        world.guild.roles["Managers"]: seen,
        world.env.bot.user: seen,
    }
    return world.guild.create_text_channel("hidden", overwrites=overwrites)


async def set_for_reader(world: World, **flags: bool):
    """Set an overwrite of the channel for the reader alone."""
    allow, deny = discord.PermissionOverwrite(**flags).pair()
    http = world.env.bot.http
    await http.edit_channel_permissions(world.channel.id, world.reader.id, str(allow.value), str(deny.value), 1)
    await world.env.settle()


async def destinations(world: World) -> list[int]:
    """The channels of all subscriptions."""
    return [s.destination_id for s in await world.saved()]


async def edit_channel(world: World, key: str, channel: ChannelHandle, **values: object) -> InteractionResult:
    """Send the reader's edit with this channel in the form."""
    form = await world.ask("alerts edit", subscription=key)
    return await world.reader.submit_modal(form, filled(form, channel=[channel]) | values)


async def import_(
    world: World, channel: ChannelHandle | discord.Thread, *subscriptions: object, **more: object
) -> InteractionResult:
    """Import a file with one channel, as the reader."""
    entry = {"channel": "", "id": str(channel.id), "subscriptions": list(subscriptions), **more}
    body = json.dumps({"paperboy": 1, "channels": [entry]}).encode()
    return await world.ask("alerts import", file=("alerts.json", body))


@pytest.mark.parametrize("asked", [{"query": "diffusion"}, {"filter": "diffusion"}])
async def test_a_subscription_needs_the_right_to_post(world: World, asked: dict[str, str]):
    """A channel where the person may not post is refused, with the missing permission."""
    room = hidden(world, view_channel=True, send_messages=False)
    command = "alerts subscribe" if "query" in asked else "alerts picks"
    answer = await world.told(command, channel=room, **asked)
    assert f"{NOT_YOURS}Send Messages** in <#{room.id}>." in answer
    assert await destinations(world) == []


async def test_rights_are_checked_at_save(world: World):
    """Save is refused if the person lost the right to post since the preview."""
    shown = await world.ask("alerts subscribe", query="diffusion")
    await set_for_reader(world, send_messages=False)
    pressed = await world.press(shown, "Save", world.reader)
    assert NOT_YOURS in said(pressed)
    assert await destinations(world) == []


async def test_a_move_needs_the_right_to_post(world: World):
    """A move to a channel where the person may not post is refused and changes nothing."""
    key = await world.subscribe("diffusion")
    assert NOT_YOURS in said(await edit_channel(world, key, hidden(world, view_channel=True, send_messages=False)))
    assert await destinations(world) == [world.channel.id]


async def test_an_edit_without_a_move_needs_no_right_to_post(world: World):
    """A subscription of a channel that is closed to the person can be edited while it stays there."""
    room = hidden(world, view_channel=True, send_messages=False)
    key = await world.subscribe("diffusion", channel=room)
    shown = await edit_channel(world, key, room, name="Renamed")
    await world.press(shown, "Save", world.reader)
    saved = await world.one()
    assert (saved.name, saved.destination_id) == ("Renamed", room.id)


async def test_a_test_needs_the_right_to_post(world: World):
    """A test in a channel where the person may not post is refused; a manager who may post gets one."""
    await world.list_papers(sighting(title="Diffusion"))
    room = hidden(world)
    key = await world.subscribe("diffusion", channel=room)
    assert NOT_YOURS in await world.told("alerts test", subscription=key)
    assert list(room.history()) == []
    await world.run("alerts test", subscription=key)
    assert len(list(room.history())) == 1


async def test_an_import_needs_the_right_to_post(world: World):
    """An import neither adds nor moves subscriptions to a closed channel; the file may have present ones."""
    room = hidden(world)
    key = await world.subscribe("diffusion")
    lacking = "You need **View Channel** and **Send Messages** in"
    assert lacking in said(await import_(world, room, {"query": "trees"}))
    assert NOT_YOURS in said(await import_(world, room, {"id": key, "query": "diffusion"}))
    await world.subscribe("proteins", channel=room)
    assert "Nothing to change." in said(await import_(world, room, {"query": "proteins"}))


@pytest.mark.parametrize("how", ["pause", "pause a channel", "form", "import"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "control"])
async def test_an_end_of_a_pause_needs_the_right_to_post(world: World, how: str, *, closed: bool):
    """Only a person who may post in the channel can set an end for a pause, since posting resumes then."""
    room = hidden(world, view_channel=True, send_messages=not closed)
    key = await world.subscribe("diffusion", name="Hot", channel=room)
    await world.run("alerts pause", subscription=key)
    end = (world.now() + timedelta(hours=1)).isoformat()
    if how == "pause":
        answer = await world.told("alerts pause", subscription=key, until="1h")
    elif how == "pause a channel":
        answer = said(await world.reader.slash(room, "alerts pause", until="1h"))
    elif how == "form":
        shown = await world.ask("alerts pause", subscription=key, until="whenever")
        form = await world.press(shown, "Try again", world.reader)
        answer = said(await world.reader.submit_modal(form, filled(form, until="1h")))
    else:
        entry = {"query": "diffusion", "name": "Hot", "paused": True, "paused_until": end}
        shown = await import_(world, room, entry)
        answer = said(shown)
        if not closed:
            await world.press(shown, "Import", world.reader)
    assert (NOT_YOURS in answer) is closed
    paused = await world.one()
    assert (paused.paused, paused.paused_until is None) == (True, closed)


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "control"])
async def test_undoing_a_deletion_needs_the_right_to_post(world: World, *, closed: bool):
    """Only a person who may see and write in the channel can bring back a subscription that posts there."""
    room = hidden(world, view_channel=not closed, send_messages=not closed)
    key = await world.subscribe("diffusion", channel=room)
    await world.run("alerts unsubscribe", subscription=key)
    shown = await world.ask("alerts list")
    done = await world.press(shown, "Undo deleting diffusion", world.reader)
    assert (NOT_YOURS in said(done)) is closed
    assert await destinations(world) == ([] if closed else [room.id])


async def test_rights_are_checked_at_import(world: World):
    """Import is refused if the person lost the right to post since the plan."""
    shown = await import_(world, world.channel, {"query": "diffusion"})
    await set_for_reader(world, send_messages=False)
    assert NOT_YOURS in await world.reply(shown, "Import", world.reader)
    assert await destinations(world) == []


async def choose_role(world: World, role: RoleHandle) -> str:
    """Choose a role in the channel's settings panel, as the reader."""
    shown = await world.ask("alerts settings")
    custom_id = f"paperboy:set:role:{world.channel.id}"
    return said(await world.reader.select(shown.response, [role], custom_id=custom_id))


async def mentioned(world: World) -> int | None:
    place = await world.store.destination(world.channel.id)
    return place.preferences.role_id if place else None


async def test_a_mention_needs_the_right_to_mention(world: World):
    """The panel and an import refuse a role that the person may not mention, and name the missing permission."""
    await world.subscribe("diffusion")
    role = world.guild.create_role("silent")
    refusal = f"To choose that role, you need permission to mention all roles in <#{world.channel.id}>."
    assert refusal in await choose_role(world, role)
    shown = await import_(world, world.channel, settings={"mention_role": str(role.id)})
    assert refusal in said(shown)
    assert await mentioned(world) is None


@pytest.mark.parametrize("how", ["mentionable", "permission"])
async def test_a_mentionable_role_is_stored(world: World, how: str):
    """A role is stored if anybody may mention it, or if the person may mention every role."""
    await world.subscribe("diffusion")
    role = world.guild.create_role("loud", mentionable=how == "mentionable")
    if how == "permission":
        await set_for_reader(world, mention_everyone=True)
    await choose_role(world, role)
    assert await mentioned(world) == role.id


async def test_a_present_role_needs_no_right(world: World):
    """Other settings can be changed, in the panel and by a file, without the right to mention the present role."""
    await world.subscribe("diffusion")
    role = world.guild.create_role("silent")
    await world.store.set_preferences(world.channel.id, Preferences(role_id=role.id), due={})
    shown = await world.ask("alerts settings")
    custom_id = f"paperboy:set:look:{world.channel.id}"
    await world.reader.select(shown.response, ["compact"], custom_id=custom_id)
    kept = {"mention_role": str(role.id), "look": "card", "most_a_day": 5}
    pressed = await import_(world, world.channel, {"query": "diffusion"}, settings=kept)
    await world.press(pressed, "Import", world.reader)
    place = await world.place()
    assert place.preferences == Preferences(role_id=role.id, most_a_day=5)


@pytest.mark.parametrize("kind", [discord.ChannelType.private_thread, discord.ChannelType.public_thread])
async def test_a_private_thread_needs_membership(world: World, kind: discord.ChannelType):
    """An import into a private thread needs membership of the thread; one into a public thread does not."""
    above = world.env.bot.get_channel(world.channel.id)
    assert isinstance(above, discord.TextChannel)
    thread = await above.create_thread(name="secret", type=kind)
    await world.env.settle()
    answer: Any = await import_(world, thread, {"query": "diffusion"})
    closed = kind is discord.ChannelType.private_thread
    assert ("You are not in the private thread" in said(answer)) is closed
