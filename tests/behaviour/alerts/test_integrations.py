"""Who may manage alerts where an admin has changed that on the Integrations page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from tests.behaviour.integrations import A_MINUTE, CLOSED, DENIED, make_unreadable, switch, switch_everything, tell
from tests.behaviour.world import said

if TYPE_CHECKING:
    from simcord import InteractionResult, MemberActor

    from tests.behaviour.world import World


@pytest.fixture
def librarian(world: World) -> MemberActor:
    """Somebody with a role that gives no permission at all."""
    librarians = world.guild.create_role("Librarians")
    return world.guild.add_member(world.env.create_user("cleo"), roles=[librarians])


async def saved(world: World) -> int:
    return len((await world.store.subscriptions()).subscriptions)


async def press(world: World, shown: InteractionResult, label: str = "Save") -> str:
    """The manager presses a button of an earlier draft, a minute later."""
    await world.env.advance_time(A_MINUTE)
    return said(await world.manager.click(shown.response, label=label))


async def test_a_role_that_was_let_in_may_subscribe(world: World, librarian: MemberActor) -> None:
    """Allowed by an admin, a member without Manage Server may ask for the dry run and press Save."""
    await switch(world, {world.guild.roles["Librarians"]: True})
    shown = await world.run("alerts subscribe", librarian, query="diffusion")
    assert "Saved" in said(await librarian.click(shown.response, label="Save"))
    assert await saved(world) == 1


async def test_who_was_let_in_is_offered_subscriptions(world: World) -> None:
    """The first letter may come too early to know of the change; from the second on subscriptions are offered."""
    key = await world.subscribe("diffusion")
    await switch(world, {world.reader: True})
    await world.env.advance_time(A_MINUTE)
    offered = [await world.reader.autocomplete(world.channel, "alerts pause", "subscription", "d") for _ in "di"]
    assert [choice["value"] for choice in offered[1]] == [key]


@pytest.mark.parametrize("label", ["Save", "Edit", "Cancel"])
@pytest.mark.parametrize("target", ["person", "role", "everybody", "channel"])
async def test_who_was_shut_out_presses_in_vain(world: World, target: str, label: str) -> None:
    """Closed to person, role, everybody or channel: an earlier draft's buttons answer with a sentence."""
    shown = await world.run("alerts subscribe", query="diffusion")
    targets = {
        "person": world.manager,
        "role": world.guild.roles["Managers"],
        "everybody": world.guild.default_role,
        "channel": world.channel,
    }
    await switch(world, {targets[target]: False})
    assert CLOSED in await press(world, shown, label)
    assert await saved(world) == 0


async def test_a_closed_channel_closes_its_threads(world: World) -> None:
    """In a thread the switch of the channel above counts."""
    made = await world.open_thread()
    thread = next(t for t in world.channel.threads if t.id == made.id)
    shown = await world.manager.slash(thread, "alerts subscribe", query="diffusion")
    await switch(world, {world.channel: False})
    assert CLOSED in await press(world, shown)


async def test_the_whole_application_may_be_closed(world: World) -> None:
    """Switches of the application close its commands, unless the command's own say otherwise."""
    shown = await world.run("alerts subscribe", query="diffusion")
    switch_everything(world, {world.manager: False})
    assert CLOSED in await press(world, shown)
    await switch(world, {world.manager: True})
    assert "Saved" in await press(world, shown)


async def test_administrators_cannot_be_shut_out(world: World) -> None:
    """As everywhere at Discord, no switch holds for who has Administrator; nothing is asked then."""
    admins = world.guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    admin = world.guild.add_member(world.env.create_user("dora"), roles=[admins])
    await switch(world, {admin: False, world.channel: False})
    make_unreadable(world)
    shown = await world.run("alerts subscribe", admin, query="diffusion")
    assert "Saved" in said(await admin.click(shown.response, label="Save"))


async def test_other_servers_do_not_count(world: World) -> None:
    """What an admin of another server allows or closes changes nothing here."""
    shown = await world.run("alerts subscribe", query="diffusion")
    elsewhere = world.env.create_guild("Elsewhere")
    visiting = elsewhere.add_member(world.manager.user)
    await switch(world, {visiting: False, elsewhere.default_role: False}, elsewhere)
    assert "Saved" in await press(world, shown)


async def test_page_that_cannot_be_read(world: World, librarian: MemberActor) -> None:
    """When Discord does not tell, Manage Server alone counts, and who was let in hears why."""
    await switch(world, {world.guild.roles["Librarians"]: True, world.channel: True})
    make_unreadable(world)
    refused = said(await world.run("alerts list", librarian))
    assert DENIED in refused
    assert "try again in a minute" in refused
    assert "There are none yet" in said(await world.run("alerts list"))


async def test_a_change_that_discord_tells_counts_at_once(world: World) -> None:
    """The gateway's word of a changed page makes the bot read it again before the minute is over."""
    shown = await world.run("alerts subscribe", query="diffusion")
    await switch(world, {world.manager: False})
    tell(world)
    assert CLOSED in said(await world.save(shown))
