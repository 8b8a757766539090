"""Nobody has the bot post or mention what they may not post or mention themselves."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.domain.preferences import Preferences
from tests.behaviour.integrations import A_MINUTE, switch
from tests.behaviour.world import said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import ChannelHandle, InteractionResult, RoleHandle

    from tests.behaviour.world import World

NOT_YOURS = "You need **"


@pytest.fixture(autouse=True)
async def granted(world: World) -> None:
    """A member without any right may use /alerts in one channel, as an admin has set it."""
    await switch(world, {world.reader: True})
    await world.env.advance_time(A_MINUTE + 1)


def hidden(world: World, **more: bool) -> ChannelHandle:
    """A channel that members do not see, unless `more` says otherwise; the bot does, and so do managers."""
    closed = {"view_channel": False, **more}
    seen = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    overwrites: dict[Any, discord.PermissionOverwrite] = {
        world.guild.default_role: discord.PermissionOverwrite(**closed),
        world.guild.roles["Managers"]: seen,
        world.env.bot.user: seen,
    }
    return world.guild.create_text_channel("hidden", overwrites=overwrites)


async def set_for_reader(world: World, **flags: bool) -> None:
    """An overwrite of the channel for the reader alone."""
    allow, deny = discord.PermissionOverwrite(**flags).pair()
    http = world.env.bot.http
    await http.edit_channel_permissions(world.channel.id, world.reader.id, str(allow.value), str(deny.value), 1)
    await world.env.settle()


async def places(world: World) -> list[int]:
    """Where subscriptions post."""
    return [s.destination_id for s in (await world.store.subscriptions()).subscriptions]


async def edit_channel(world: World, key: str, channel: ChannelHandle, **values: object) -> InteractionResult:
    """The reader's edit, with this channel in the form."""
    form = await world.run("alerts edit", world.reader, subscription=key)
    return await world.reader.submit_modal(form, filled(form, channel=[channel]) | values)


async def import_(
    world: World, channel: ChannelHandle | discord.Thread, *subscriptions: object, **more: object
) -> InteractionResult:
    """The reader imports a file with one channel."""
    entry = {"channel": "", "id": str(channel.id), "subscriptions": list(subscriptions), **more}
    body = json.dumps({"paperboy": 1, "channels": [entry]}).encode()
    return await world.run("alerts import", world.reader, file=("alerts.json", body))


async def test_a_subscription_goes_where_the_person_may_post(world: World) -> None:
    """Not into a channel that they may not write to; the answer says what is missing, and what to do."""
    room = hidden(world, view_channel=True, send_messages=False)
    answer = said(await world.run("alerts subscribe", world.reader, query="diffusion", channel=room))
    assert "You need **Send Messages** in" in answer
    assert await places(world) == []


async def test_who_may_post_there_subscribes(world: World) -> None:
    """The control: the same member, in a channel where they may write."""
    shown = await world.run("alerts subscribe", world.reader, query="diffusion")
    await world.reader.click(shown.response, label="Save")
    assert await places(world) == [world.channel.id]


async def test_rights_that_go_before_save_count(world: World) -> None:
    """Between the dry run and Save the channel was closed to them."""
    shown = await world.run("alerts subscribe", world.reader, query="diffusion")
    await set_for_reader(world, send_messages=False)
    pressed = await world.reader.click(shown.response, label="Save")
    assert NOT_YOURS in said(pressed)
    assert await places(world) == []


async def test_a_subscription_is_moved_where_the_person_may_post(world: World) -> None:
    """An edit into a channel that is closed to them is refused; it stays where it is."""
    key = await world.subscribe("diffusion")
    assert NOT_YOURS in said(await edit_channel(world, key, hidden(world, view_channel=True, send_messages=False)))
    assert await places(world) == [world.channel.id]


async def test_a_channel_that_somebody_else_chose_is_not_asked_for(world: World) -> None:
    """Who may manage alerts edits what posts in a closed channel, as long as it stays there."""
    room = hidden(world, view_channel=True, send_messages=False)
    key = await world.subscribe("diffusion", channel=room)
    shown = await edit_channel(world, key, room, name="Renamed")
    await world.reader.click(shown.response, label="Save")
    one = await world.one()
    assert (one.name, one.destination_id) == ("Renamed", room.id)


async def test_a_test_is_posted_where_the_person_may_post(world: World) -> None:
    """`/alerts test` of a subscription in a hidden channel posts nothing for who may not post there."""
    await world.list_papers(sighting(title="Diffusion"))
    room = hidden(world)
    key = await world.subscribe("diffusion", channel=room)
    assert NOT_YOURS in said(await world.run("alerts test", world.reader, subscription=key))
    assert list(room.history()) == []
    await world.run("alerts test", subscription=key)
    assert len(list(room.history())) == 1


async def test_an_import_brings_nothing_where_the_person_may_not_post(world: World) -> None:
    """Neither new subscriptions nor moved ones; what is there already may be in the file."""
    room = hidden(world)
    key = await world.subscribe("diffusion")
    lacking = "You need **View Channel** and **Send Messages** in"
    assert lacking in said(await import_(world, room, {"query": "trees"}))
    assert NOT_YOURS in said(await import_(world, room, {"id": key, "query": "diffusion"}))
    await world.subscribe("proteins", channel=room)
    assert "1 subscription already matches the file." in said(await import_(world, room, {"query": "proteins"}))


@pytest.mark.parametrize("how", ["pause", "pause a channel", "form", "import"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "control"])
async def test_a_pause_is_ended_where_the_person_may_post(world: World, how: str, *, closed: bool) -> None:
    """An end for a pause that has none lets it post again, as a resume does; who may post there gives it one."""
    room = hidden(world, view_channel=True, send_messages=not closed)
    key = await world.subscribe("diffusion", name="Hot", channel=room)
    await world.run("alerts pause", subscription=key)
    end = (world.now() + timedelta(hours=1)).isoformat()
    if how == "pause":
        answer = said(await world.run("alerts pause", world.reader, subscription=key, until="1h"))
    elif how == "pause a channel":
        answer = said(await world.reader.slash(room, "alerts pause", until="1h"))
    elif how == "form":
        shown = await world.run("alerts pause", world.reader, subscription=key, until="whenever")
        form = await world.reader.click(shown.response, label="Try again")
        answer = said(await world.reader.submit_modal(form, filled(form, until="1h")))
    else:
        entry = {"query": "diffusion", "name": "Hot", "paused": True, "paused_until": end}
        shown = await import_(world, room, entry)
        answer = said(shown)
        if not closed:
            await world.reader.click(shown.response, label="Import")
    assert (NOT_YOURS in answer) is closed
    one = await world.one()
    assert (one.paused, one.paused_until is None) == (True, closed)


async def test_rights_that_go_before_import_count(world: World) -> None:
    """Between the plan and Import the channel was closed to them."""
    shown = await import_(world, world.channel, {"query": "diffusion"})
    await set_for_reader(world, send_messages=False)
    assert NOT_YOURS in said(await world.reader.click(shown.response, label="Import"))
    assert await places(world) == []


async def choose_role(world: World, role: RoleHandle) -> str:
    """The reader chooses a role in the panel of the channel."""
    shown = await world.run("alerts settings", world.reader)
    custom_id = f"paperboy:set:role:{world.channel.id}"
    return said(await world.reader.select(shown.response, [role], custom_id=custom_id))


async def mentioned(world: World) -> int | None:
    place = await world.store.destination(world.channel.id)
    return place.preferences.role_id if place else None


async def test_a_role_is_mentioned_for_who_may_mention_it(world: World) -> None:
    """By the panel and by a file: a role that not everybody may mention is refused, with what to ask for."""
    await world.subscribe("diffusion")
    role = world.guild.create_role("silent")
    refusal = f"You need **Mention All Roles** in <#{world.channel.id}>"
    assert refusal in await choose_role(world, role)
    shown = await import_(world, world.channel, settings={"mention_role": str(role.id)})
    assert refusal in said(shown)
    assert await mentioned(world) is None


@pytest.mark.parametrize("how", ["mentionable", "permission"])
async def test_a_role_that_may_be_mentioned_is_taken(world: World, how: str) -> None:
    """One that anybody may mention, or by who may mention every role there."""
    await world.subscribe("diffusion")
    role = world.guild.create_role("loud", mentionable=how == "mentionable")
    if how == "permission":
        await set_for_reader(world, mention_everyone=True)
    await choose_role(world, role)
    assert await mentioned(world) == role.id


async def test_a_role_that_somebody_else_chose_stays(world: World) -> None:
    """Another setting is changed, in the panel and by a file, without the right to mention it."""
    await world.subscribe("diffusion")
    role = world.guild.create_role("silent")
    await world.store.set_preferences(world.channel.id, Preferences(role_id=role.id), due={})
    shown = await world.run("alerts settings", world.reader)
    custom_id = f"paperboy:set:look:{world.channel.id}"
    await world.reader.select(shown.response, ["compact"], custom_id=custom_id)
    kept = {"mention_role": str(role.id), "look": "card", "most_a_day": 5}
    pressed = await import_(world, world.channel, {"query": "diffusion"}, settings=kept)
    await world.reader.click(pressed.response, label="Import")
    place = await world.place()
    assert place.preferences == Preferences(role_id=role.id, most_a_day=5)


@pytest.mark.parametrize("kind", [discord.ChannelType.private_thread, discord.ChannelType.public_thread])
async def test_a_private_thread_is_for_who_is_in_it(world: World, kind: discord.ChannelType) -> None:
    """A thread's own rule counts beside the permissions of the channel above it."""
    above = world.env.bot.get_channel(world.channel.id)
    assert isinstance(above, discord.TextChannel)
    thread = await above.create_thread(name="secret", type=kind)
    await world.env.settle()
    answer: Any = await import_(world, thread, {"query": "diffusion"})
    closed = kind is discord.ChannelType.private_thread
    assert ("You are not in the private thread" in said(answer)) is closed
