"""Settings in a file that a channel cannot have: the import leaves them out and says so."""

import json

import discord

from bot.domain.preferences import Preferences
from tests.behaviour.alerts.test_import_export import entry
from tests.behaviour.world import World, said


async def test_unknown_roles_are_left_out(world: World):
    """A role of another server or the role everyone is left out, the plan says so, and the rest is imported."""
    for role in (12345, world.guild.id):
        content = entry(world, {"query": "a1"}, settings={"mention_role": str(role), "most_a_day": "3"})
        shown = await world.imported(content)
        left_out = f"⚠️ skip Role to mention: No role → <@&{role}> (not supported in <#{world.channel.id}>)"
        assert said(shown).splitlines()[1] == left_out
    assert await world.reply(shown, "Import") == "Applied 2 changes."
    place = await world.place()
    assert place.preferences == Preferences(most_a_day=3)


async def test_a_role_that_the_channel_has_stays(world: World):
    """A role of another server does not replace the channel's own."""
    await world.subscribe("a1")
    role = world.guild.create_role("Readers", mentionable=True)
    await world.store.set_preferences(world.channel.id, Preferences(role_id=role.id), due={})
    text = said(await world.imported(entry(world, {"query": "a1"}, settings={"mention_role": "12345"})))
    assert text.splitlines()[0] == "Nothing to change."
    assert f"skip Role to mention: <@&{role.id}> → <@&12345> (not supported in " in text


async def test_threads_are_left_out_where_there_are_none(world: World):
    """A thread per alert, which only text channels have, is left out in direct messages."""
    content = json.dumps(entry(world, {"query": "a1"}, settings={"thread_per_alert": True})).encode()
    text = said(await world.reader.user.slash("alerts import", file=("alerts.json", content)))
    assert "skip Thread per alert: off → on (not supported in " in text
    assert "⚙️" not in text


async def test_an_export_moves_to_another_server(world: World):
    """In another server a file asks for its channels, drops its role, and the second time changes nothing."""
    await world.subscribe("diffusion", name="Hot")
    role = world.guild.create_role("Readers", mentionable=True)
    await world.store.set_preferences(world.channel.id, Preferences(role_id=role.id, living=False), due={})
    body = json.dumps(await world.exported()).encode()
    there = world.env.create_guild("Elsewhere")
    managers = there.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    eve, general = (
        there.add_member(world.env.create_user("eve"), roles=[managers]),
        there.create_text_channel("general"),
    )
    for answers in (["Applied 2 changes."], []):
        asked = await eve.slash(general, "alerts import", file=("alerts.json", body))
        shown = await eve.select(asked.response, [general])
        assert f"skip Role to mention: No role → <@&{role.id}> (not supported in " in said(shown)
        for answer in answers:
            assert await world.reply(shown, "Import", eve) == answer
    assert said(shown).startswith("Nothing to change.")
