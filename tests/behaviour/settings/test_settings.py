"""`/alerts settings`: the panel and its changes."""

from collections.abc import Sequence
from datetime import time
from typing import Any

import discord
import pytest
from simcord import InteractionResult
from simcord.components import walk_components

from bot.domain.preferences import DEFAULTS, Look, Preferences, Rhythm
from bot.domain.subscription import Mode
from tests.behaviour.world import World, said
from tools.gallery.forms import filled


@pytest.fixture(autouse=True)
async def _subscribed(world: World):
    await world.subscribe("diffusion")


async def chosen(world: World) -> Preferences:
    found = await world.place()
    return found.preferences


async def panel(world: World) -> InteractionResult:
    return await world.run("alerts settings")


def menu(shown: InteractionResult, item: str) -> dict[str, Any]:
    """Return the current state of one of the panel's menus."""
    (found,) = (
        part
        for part in walk_components(shown.response.components)
        if part.get("custom_id", "").startswith(f"paperboy:set:{item}:")
    )
    return found


async def choose(world: World, field: str, values: Sequence[object]) -> InteractionResult:
    shown = await panel(world)
    return await world.manager.select(shown.response, values, custom_id=f"paperboy:set:{field}:{world.channel.id}")


async def fill(world: World, button: str, **values: object) -> InteractionResult:
    form = await world.press(await panel(world), button)
    return await world.manager.submit_modal(form, filled(form) | values)


async def test_the_panel_shows_saved_values(world: World):
    """The panel is private, names the channel and shows the saved values."""
    shown = await panel(world)
    assert shown.ephemeral
    text = said(shown)
    assert f"Alert settings for <#{world.channel.id}>" in text
    assert (
        "**Digest time**\n09:00 UTC, weekly digests on Monday (default)\n-# No active subscription uses a digest"
        in text
    )
    assert await chosen(world) == DEFAULTS


async def test_the_next_digest_is_shown(world: World):
    """The panel shows the next digest if a subscription has one and is not paused."""
    await world.subscribe("trees", deliver="daily")
    text = said(await panel(world))
    assert "Next digest: <t:" in text
    assert "No active subscription" not in text
    assert "Paused" not in text
    await world.run("alerts pause", subscription="trees")
    text = said(await panel(world))
    assert "\nPaused: **trees**\n" in text
    assert "Next digest" not in text


async def test_menus(world: World):
    """Appearance, daily limit and role are saved when chosen, and shown."""
    look = menu(await choose(world, "look", ["compact"]), "look")
    assert look["placeholder"] == "Compact"
    assert [one["label"] for one in look["options"] if one.get("default")] == ["Compact"]
    limited = await choose(world, "most", ["5"])
    assert menu(limited, "most")["placeholder"] == "5 alerts a day"
    role = world.guild.create_role("readers", mentionable=True)
    (mentioned,) = menu(await choose(world, "role", [role]), "role")["default_values"]
    assert int(mentioned["id"]) == role.id
    assert await chosen(world) == Preferences(look=Look.COMPACT, most_a_day=5, role_id=role.id)
    await choose(world, "role", [])
    await choose(world, "most", ["off"])
    assert await chosen(world) == Preferences(look=Look.COMPACT)


async def test_switches(world: World):
    """Live updates and threads have buttons labelled with what a press does."""
    shown = await panel(world)
    shown = await world.manager.click(shown.response, custom_id=f"paperboy:set:living:{world.channel.id}")
    shown = await world.manager.click(shown.response, custom_id=f"paperboy:set:threads:{world.channel.id}")
    assert await chosen(world) == Preferences(living=False, thread_per_alert=True)
    await world.manager.click(shown.response, custom_id=f"paperboy:set:threads:{world.channel.id}")
    assert await chosen(world) == Preferences(living=False)


async def test_digest_times(world: World):
    """The form accepts a time, a weekday and a zone leniently; the panel shows the change and the next digest."""
    await world.subscribe("trees", deliver="daily")
    shown = await fill(world, "Digest time…", time="6 pm", weekday=["Friday"], zone="berlin")
    assert await chosen(world) == Preferences(digest_time=time(18), digest_weekday=4, zone="Europe/Berlin")
    changed = "09:00 UTC, weekly digests on Monday (default) → 18:00 Europe/Berlin, weekly digests on Friday"
    assert f"\nDigest time: {changed}\n" in said(shown)
    assert "Next digest: <t:1762966800:f>" in said(shown)
    await fill(world, "Digest time…", time="", zone="")
    assert await chosen(world) == Preferences(digest_weekday=4)


async def test_quiet_hours(world: World):
    """Quiet hours are set and removed by the form."""
    assert "22:00-07:00" in said(await fill(world, "Quiet hours…", hours="22-7"))
    assert await chosen(world) == Preferences(quiet_from=time(22), quiet_until=time(7))
    await fill(world, "Quiet hours…", hours="")
    assert await chosen(world) == DEFAULTS


async def test_everyone_is_never_mentioned(world: World):
    """The role everyone is refused."""
    shown = await panel(world)
    custom_id = f"paperboy:set:role:{world.channel.id}"
    answer = await world.manager.select(shown.response, [world.guild.default_role], custom_id=custom_id)
    assert "I can't mention that role" in said(answer)
    assert await chosen(world) == DEFAULTS


async def test_settings_without_effect(world: World):
    """A role that notifies nobody and impossible threads get a warning with the fix."""
    role = world.guild.create_role("silent")
    denied = discord.PermissionOverwrite(mention_everyone=False, create_public_threads=False)
    allowed = discord.PermissionOverwrite(mention_everyone=True)
    overwrites = {world.env.bot.user: denied, world.guild.roles["Managers"]: allowed}
    narrow = world.guild.create_text_channel("narrow", overwrites=overwrites)
    await world.subscribe("trees", channel=narrow)
    shown = await world.run("alerts settings", channel=narrow)
    named = await world.manager.select(shown.response, [role], custom_id=f"paperboy:set:role:{narrow.id}")
    assert "notify" in said(named)
    assert "grant me Create Public Threads" in said(
        await world.manager.click(named.response, custom_id=f"paperboy:set:threads:{narrow.id}")
    )

    talk = world.guild.create_voice_channel("talk")
    await world.subscribe("trees", channel=talk)
    in_cache, refused = world.env.bot.get_channel(talk.id), world.env.bot.get_channel(narrow.id)
    assert isinstance(in_cache, discord.VoiceChannel)
    assert isinstance(refused, discord.TextChannel)
    in_cache._overwrites = refused._overwrites
    shown = await world.run("alerts settings", channel=talk)
    told = said(await world.manager.click(shown.response, custom_id=f"paperboy:set:threads:{talk.id}"))
    assert ("have no threads" in told, "grant me" in told) == (True, False)


async def test_a_deleted_role(world: World):
    """Panel and list warn of a deleted role until another one is chosen."""
    await world.store.set_preferences(world.channel.id, Preferences(role_id=7), due={})
    await world.restart()
    gone = f"The role to mention in <#{world.channel.id}> was deleted. Choose another one"
    shown = await panel(world)
    assert gone in said(shown)
    assert gone in await world.says("alerts list")
    role = world.guild.create_role("readers", mentionable=True)
    chose = await world.manager.select(shown.response, [role], custom_id=f"paperboy:set:role:{world.channel.id}")
    assert "⚠️" not in said(chose)
    assert "⚠️" not in await world.says("alerts list")


async def test_channels_without_subscriptions(world: World):
    """In a channel without subscriptions, the reply names those with some."""
    other = world.guild.create_text_channel("other")
    answer = await world.says("alerts settings", channel=other)
    assert f"That channel has no subscriptions. Choose one of these: <#{world.channel.id}>" in answer


async def test_own_direct_messages(world: World):
    """In a DM, the panel has no roles and threads, and a server's panel is out of reach."""
    person = world.reader.user
    assert "No subscriptions yet" in said(await person.slash("alerts settings"))
    shown = await person.slash("alerts subscribe", query="trees")
    await world.press(shown, "Save", person)
    shown = await person.slash("alerts settings")
    assert "Alert settings for your direct messages" in said(shown)
    assert "Thread" not in str(shown.response.components)
    assert "paperboy:set:role" not in str(shown.response.components)
    await person.select(shown.response, ["compact"], custom_id=f"paperboy:set:look:{person.dm_channel.id}")
    found = await world.store.destination(person.dm_channel.id)
    assert found is not None
    assert found.preferences.look is Look.COMPACT
    assert (await chosen(world)).look is Look.CARD


async def test_no_mail_server(world: World):
    """Where the host has none, nobody is told first to go to their direct messages or to type an address.

    A person who had mails while there was one gets direct messages, as replies say, outside of quiet hours.
    """
    ada = world.manager.user
    await world.press(await ada.slash("alerts subscribe", query="diffusion"), "Save", ada)
    told = [await world.says("alerts email"), said(await ada.slash("alerts email"))]
    assert told == ["The person who runs this bot hasn't set up e-mail."] * 2
    dm = ada.dm_channel.id
    night = Preferences(mail=Rhythm.DAILY, quiet_from=time(0), quiet_until=time(23, 59))
    assert await world.store.set_preferences(dm, night, due={})
    listed = said(await ada.slash("alerts list"))
    preview = said(await ada.slash("alerts subscribe", query="trees"))
    assert ("instantly" in listed, "e-mail" in f"{listed} {preview}") == (True, False)
    schedule = (await world.apps[-1].mails.preferences.read(dm)).schedule
    assert schedule.due(Mode.NOW, world.now()) == world.now().replace(hour=23, minute=59, second=0, microsecond=0)
