"""Nobody without the right changes anything, by whatever command, button, menu or form there is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
import pytest

from bot.domain.subscription import begins
from tests.behaviour.integrations import switch
from tests.hostile.walk import entered
from tests.support.fakes import subscribe, subscription

if TYPE_CHECKING:
    from simcord import GuildHandle

    from tests.behaviour.world import World
    from tests.hostile.explored import Walk


async def test_where_an_admin_has_closed_it(walk: Walk) -> None:
    """Closed in the channel, who has Manage Server types, presses and changes nothing either."""
    world = walk.world
    await switch(world, {world.channel: False})
    await world.env.advance_time(61)
    before, posts = walk.written(), walk.posts()
    await walk.try_everything(world.manager, world.channel)
    assert walk.written() == before
    assert walk.posts() == posts


async def test_forms_that_were_open_before(walk: Walk) -> None:
    """With the right they are taken: the control of those that are refused without it (`test_entrances.py`)."""
    world = walk.world
    forms = await walk.open_forms()
    assert len(forms) >= 4  # query, edit, digest time, quiet hours
    before = walk.written()
    for form in forms:
        await world.manager.submit_modal(form, entered(form, "22:30"))
    assert walk.written() != before


@pytest.mark.parametrize("closed", [True, False], ids=["closed to them", "control"])
async def test_where_the_person_may_not_post(walk: Walk, *, closed: bool) -> None:
    """Let in by an admin, they bring no alert, test or mention where they may not post or mention themselves.

    Neither does what they press bring back what they ended or paused there.
    """
    world = walk.world
    rights = discord.PermissionOverwrite(send_messages=not closed, mention_everyone=not closed)
    overwrites = {world.guild.default_role: rights}
    room = world.guild.create_text_channel("room", overwrites=overwrites)
    await subscribe(
        world.store, replace(subscription("inroom", "diffusion", guild_id=world.guild.id), destination_id=room.id)
    )
    await switch(world, {world.reader: True})
    await world.env.advance_time(61)
    walk.keys = ["inroom"]
    await world.run("alerts test", world.reader, subscription="inroom")  # the walk ends it before it tests
    queries, roles, running, back = set[str](), set[int | None](), {"inroom"}, set[str]()

    async def watch() -> None:  # what is brought there may be ended again by a later press
        book = await world.store.subscriptions()
        now = {one.id for one in book.subscriptions if one.destination_id == room.id and not one.paused}
        back.update(now - running)
        running.clear()
        running.update(now)
        queries.update(one.query for one in book.subscriptions if one.destination_id == room.id)
        if place := await world.store.destination(room.id):
            roles.add(place.preferences.role_id)

    await walk.try_everything(world.reader, world.channel, room, watch)
    assert ("brought along" in queries) is not closed
    assert ("inroom" in back) is not closed
    assert bool(list(room.history())) is not closed
    assert bool(roles - {None}) is not closed


@pytest.mark.parametrize("closed", [True, False], ids=["closed to them", "control"])
async def test_a_pause_where_the_person_may_not_post(walk: Walk, *, closed: bool) -> None:
    """Let in by an admin, they neither resume what is paused there nor give its pause an end, which does it, too.

    It is paused again after each step, so that every command and press finds it so.
    """
    world = walk.world
    rights = discord.PermissionOverwrite(send_messages=not closed)
    room = world.guild.create_text_channel("room", overwrites={world.guild.default_role: rights})
    paused = subscription("inroom", "diffusion", guild_id=world.guild.id)
    paused = replace(paused, destination_id=room.id, paused=True)
    await subscribe(world.store, paused)
    await switch(world, {world.reader: True})
    await world.env.advance_time(61)
    walk.keys = [paused.id]
    begun = set[bool]()  # by an end of its pause, or at once

    async def watch() -> None:
        found = (await world.store.subscriptions()).get(paused.id)
        if found is not None and found.destination_id == room.id and begins(paused, found):
            begun.add(found.paused)
        if found != paused:
            await world.store.remove_subscription(paused.id)
            await subscribe(world.store, paused)

    await walk.try_everything(world.reader, world.channel, room, watch)
    assert begun == (set() if closed else {True, False})


async def test_from_another_server(walk: Walk) -> None:
    """Who manages another server changes nothing here, though they type this one's ids and press its buttons."""
    world = walk.world
    elsewhere = world.env.create_guild("Elsewhere")
    managers = elsewhere.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    stranger = elsewhere.add_member(world.env.create_user("mallory"), roles=[managers])
    channel = elsewhere.create_text_channel("elsewhere")
    before, posts = await _of(world, world.guild), walk.posts()
    await walk.try_everything(stranger, channel)
    assert await _of(world, world.guild) == before
    assert walk.posts() == posts


async def _of(world: World, guild: GuildHandle) -> list[object]:
    """What is stored of one server."""
    book = await world.store.subscriptions()
    ours = [s for s in book.subscriptions if s.guild_id == guild.id]
    places = [d for d in await world.store.destinations() if d.guild_id == guild.id]
    owed = [await world.store.pending(place.id) for place in places]
    return [ours, {s.id: book.baselines[s.id] for s in ours}, places, owed]
