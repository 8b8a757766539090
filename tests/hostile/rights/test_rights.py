"""A person without the right to post or mention in a channel causes no post or mention there."""

from contextlib import nullcontext, suppress
from dataclasses import replace

import discord
import pytest

from bot.domain.subscription import extends_posting
from tests.behaviour.integrations import A_MINUTE, switch
from tests.hostile.explored import Walk
from tests.support.fakes import subscribe, subscription


class _AllSeenError(Exception):
    """Raised to end the control, which has shown what it is for."""


@pytest.mark.parametrize("closed", [True, False], ids=["closed to them", "control"])
async def test_where_the_person_may_not_post(walk: Walk, *, closed: bool):
    """An allowed manager causes no alert, test or mention where they cannot post themselves.

    Nor do they restore, resume or limit a pause there, as all of these would post. Everything is paused again
    after each step, so that each starts from the same state.
    """
    world = walk.world
    rights = discord.PermissionOverwrite(send_messages=not closed, mention_everyone=not closed)
    room = world.guild.create_text_channel("room", overwrites={world.guild.default_role: rights})
    made = (subscription(key, "diffusion", guild_id=world.guild.id) for key in ("inroom", "paused"))
    running, paused = (replace(one, destination_id=room.id, name=one.id) for one in made)
    paused = replace(paused, paused=True)
    await subscribe(world.store, running, paused)
    await switch(world, {world.reader: True})
    await world.env.advance_time(A_MINUTE + 1)
    walk.typed = [running.id, paused.id]
    await world.run("alerts test", world.reader, subscription=running.id)  # the walk ends it before it tests
    queries, roles, on, back = set[str](), set[int | None](), {running.id}, set[str]()
    begun = set[bool]()  # by an end of its pause, or at once

    async def watch():  # what is brought there may be ended again by a later press
        book = await world.store.subscriptions()
        there = [one for one in book.subscriptions if one.destination_id == room.id]
        now = {one.id for one in there if not one.paused}
        back.update(now - on)
        on.clear()
        on.update(now)
        queries.update(one.query for one in there)
        if place := await world.store.destination(room.id):
            roles.add(place.preferences.role_id)
        found = book.get(paused.id)
        if found is not None and found.destination_id == room.id and extends_posting(paused, found):
            begun.add(found.paused)
        if found != paused:
            await world.store.remove_subscription(paused.id)
            await subscribe(world.store, paused)
        if (
            "brought along" in queries
            and running.id in back
            and room.last_message
            and roles - {None}
            and len(begun) > 1
        ):
            raise _AllSeenError

    with nullcontext() if closed else suppress(_AllSeenError):
        await walk.try_everything(world.reader, world.channel, room, watch)
    assert ("brought along" in queries) is not closed
    assert (running.id in back) is not closed
    assert bool(list(room.history())) is not closed
    assert bool(roles - {None}) is not closed
    assert begun == (set() if closed else {True, False})
