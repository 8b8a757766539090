"""The right to manage alerts, changed by an admin on the Integrations page."""

import discord
import pytest
from simcord import InteractionResult, MemberActor

from tests.behaviour.integrations import A_MINUTE, CLOSED, DENIED, make_unreadable, switch, switch_everything, tell
from tests.behaviour.world import World, said


@pytest.fixture
def librarian(world: World) -> MemberActor:
    """A member with a role that gives no permission."""
    librarians = world.guild.create_role("Librarians")
    return world.guild.add_member(world.env.create_user("cleo"), roles=[librarians])


async def saved(world: World) -> int:
    return len(await world.saved())


async def press(world: World, shown: InteractionResult, label: str = "Save") -> str:
    """Press a button of an earlier preview, as the manager, a minute later."""
    await world.env.advance_time(A_MINUTE)
    return await world.reply(shown, label)


async def test_an_allowed_role_may_subscribe(world: World, librarian: MemberActor):
    """A member whose role an admin allowed can preview and save a subscription without Manage Server."""
    await switch(world, {world.guild.roles["Librarians"]: True})
    shown = await world.run("alerts subscribe", librarian, query="diffusion")
    assert "New matches go to" in await world.reply(shown, "Save", librarian)
    assert await saved(world) == 1


async def test_an_allowed_member_gets_suggestions(world: World):
    """Autocomplete suggests subscriptions to a newly allowed member from the second letter on."""
    key = await world.subscribe("diffusion")
    await switch(world, {world.reader: True})
    await world.env.advance_time(A_MINUTE)
    offered = [await world.reader.autocomplete(world.channel, "alerts pause", "subscription", "d") for _ in "di"]
    assert [choice["value"] for choice in offered[1]] == [key]


@pytest.mark.parametrize("label", ["Save", "Edit", "Cancel"])
@pytest.mark.parametrize("target", ["person", "role", "everybody", "channel"])
async def test_buttons_are_refused_after_a_denial(world: World, target: str, label: str):
    """The buttons of an earlier preview are refused once /alerts is denied to the person, role, all or channel."""
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


async def test_a_denied_channel_denies_its_threads(world: World):
    """A switch of a channel holds for its threads."""
    made = await world.open_thread()
    thread = next(t for t in world.channel.threads if t.id == made.id)
    shown = await world.manager.slash(thread, "alerts subscribe", query="diffusion")
    await switch(world, {world.channel: False})
    assert CLOSED in await press(world, shown)


async def test_a_switch_of_the_whole_application_counts(world: World):
    """A switch of the application holds for /alerts unless /alerts has one of its own."""
    shown = await world.run("alerts subscribe", query="diffusion")
    switch_everything(world, {world.manager: False})
    assert CLOSED in await press(world, shown)
    await switch(world, {world.manager: True})
    assert "New matches go to" in await press(world, shown)


async def test_administrators_cannot_be_denied(world: World):
    """No switch holds for a member with Administrator, and none is fetched for them."""
    admins = world.guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    admin = world.guild.add_member(world.env.create_user("dora"), roles=[admins])
    await switch(world, {admin: False, world.channel: False})
    make_unreadable(world)
    shown = await world.run("alerts subscribe", admin, query="diffusion")
    assert "New matches go to" in await world.reply(shown, "Save", admin)


async def test_switches_of_other_servers_do_not_count(world: World):
    """A switch in another server changes nothing in this one."""
    shown = await world.run("alerts subscribe", query="diffusion")
    elsewhere = world.env.create_guild("Elsewhere")
    visiting = elsewhere.add_member(world.manager.user)
    await switch(world, {visiting: False, elsewhere.default_role: False}, elsewhere)
    assert "New matches go to" in await press(world, shown)


async def test_without_the_switches_manage_server_counts(world: World, librarian: MemberActor):
    """If the switches cannot be fetched, only Manage Server counts, and a refused member reads why."""
    await switch(world, {world.guild.roles["Librarians"]: True, world.channel: True})
    make_unreadable(world)
    refused = await world.says("alerts list", librarian)
    assert DENIED in refused
    assert "try again in a minute" in refused
    assert "No subscriptions yet" in await world.says("alerts list")


async def test_a_changed_switch_counts_at_once(world: World):
    """The gateway's event about a changed switch makes the bot fetch the switches before the minute is over."""
    shown = await world.run("alerts subscribe", query="diffusion")
    await switch(world, {world.manager: False})
    tell(world)
    assert CLOSED in said(await world.save(shown))
