"""The command `/alerts start`: starter packs, with the preview and the one press of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.domain.subscription import Mode
from tests.behaviour.world import labels, said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    from tests.behaviour.world import World

ROBOTS = "Robotics"


async def modes(world: World) -> dict[str, tuple[int, Mode]]:
    found = (await world.store.subscriptions()).subscriptions
    return {one.name: (one.destination_id, one.mode) for one in found}


async def test_a_pack_is_seen_and_saved_with_one_press(world: World) -> None:
    """The preview has each name, query and number of weekly matches; Save adds daily digests."""
    titles = ("Robots", "More robots", "A VLA")
    await world.list_papers(*(sighting(f"2511.0000{n}", title=title) for n, title in enumerate(titles)))
    shown = await world.run("alerts start", topic=ROBOTS)
    first, second, third = said(shown).splitlines()
    assert first.startswith(f"➕ add **Robot learning** to <#{world.channel.id}>: `title:robot OR ")
    assert first.endswith(" OR humanoid` · 2 matches a week; daily")
    assert second.endswith("`vision-language-action OR VLA` · 1 match a week; daily")
    assert "· 0 matches a week" in third
    assert labels(shown.response) == ["Save", "Cancel"]
    assert await modes(world) == {}
    await world.restart()
    assert said(await world.save(shown)) == "Saved: 3 added."
    here = (world.channel.id, Mode.DAILY)
    assert await modes(world) == {
        "Robot learning": here,
        "Vision-language-action models": here,
        "Embodied AI": here,
    }


async def test_what_the_channel_has_is_skipped(world: World) -> None:
    """A subscription that the channel has keeps its name and delivery, and is counted; other channels get all."""
    await world.subscribe("vision-language-action OR VLA", name="Mine")
    await world.run("alerts pause", subscription="Mine")
    await world.subscribe("trees")
    shown = await world.run("alerts start", topic=ROBOTS)
    assert said(shown).count("➕") == 2
    assert said(shown).endswith("\n1 subscription is unchanged.")
    await world.save(shown)
    found = {one.name: one for one in (await world.store.subscriptions()).subscriptions}
    assert set(found) == {"Mine", "trees", "Robot learning", "Embodied AI"}
    assert (found["Mine"].mode, found["Mine"].paused) == (Mode.NOW, True)
    again = await world.run("alerts start", topic=ROBOTS)
    assert said(again) == "Nothing was changed.\n3 subscriptions are unchanged."
    assert labels(again.response) == []
    other = world.guild.create_text_channel("other")
    assert said(await world.run("alerts start", topic=ROBOTS, channel=other)).count(f"to <#{other.id}>") == 3


async def test_a_change_in_between_is_shown_first(world: World) -> None:
    """If the channel got one of the subscriptions since the preview, Save shows what is left to add."""
    shown = await world.run("alerts start", topic=ROBOTS)
    await world.subscribe("vision-language-action OR VLA", name="Mine")
    answer = await world.save(shown)
    assert said(answer).startswith("Something has changed. Check again:\n➕ add **Robot learning**")
    assert said(await world.save(answer)) == "Saved: 2 added."


async def test_a_full_channel_gets_nothing(world: World) -> None:
    """A pack that exceeds the limit is refused with the reason, and without buttons."""
    for number in range(23):
        await world.subscribe(f"word{number}")
    shown = await world.run("alerts start", topic=ROBOTS)
    assert ": That channel has 25 subscriptions, the maximum. Delete one first." in said(shown)
    assert labels(shown.response) == []


async def test_missing_permissions_are_named(world: World) -> None:
    """The preview names what the bot is not allowed to do in the channel."""
    overwrites = {
        world.guild.default_role: discord.PermissionOverwrite(send_messages=False),
        world.guild.roles["Managers"]: discord.PermissionOverwrite(send_messages=True),
    }
    closed = world.guild.create_text_channel("closed", overwrites=overwrites)
    first = said(await world.run("alerts start", topic=ROBOTS, channel=closed)).splitlines()[0]
    assert first.startswith("⚠️ ")


async def test_in_a_direct_message_it_is_for_oneself(world: World) -> None:
    """In a direct message, the pack is for the person, who needs no right."""
    person = world.reader.user
    shown = await person.slash("alerts start", topic="Audio")
    assert said(await person.click(shown.response, label="Save")) == "Saved: 2 added."
    assert {place for place, _ in (await modes(world)).values()} == {person.dm_channel.id}
