"""The command `/alerts start`: starter packs, with the preview and the one press of an import."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord

from bot.domain.subscription import Mode, Owner
from bot.service.subscriptions.subscriptions import Subscriptions
from tests.behaviour.world import World, labels, said
from tests.support.fakes import sighting
from tests.support.meanwhile import Meanwhile

ROBOTS = "Robotics"
NAMES = ("Robot learning", "Vision-language-action models", "Embodied AI")


async def modes(world: World) -> dict[str, tuple[int, Mode]]:
    found = await world.saved()
    return {one.name: (one.destination_id, one.mode) for one in found}


async def test_a_pack_is_seen_and_saved_with_one_press(world: World):
    """The preview says what is added, then each name, matches a day and query; Save names what it added."""
    titles = ("Robots", "More robots", "A VLA")
    await world.list_papers(*(sighting(f"2511.0000{n}", title=title) for n, title in enumerate(titles)))
    shown = await world.run("alerts start", topic=ROBOTS)
    head, *lines = said(shown).splitlines()
    here = f"<#{world.channel.id}>"
    assert f"add 3 subscriptions for **Robotics** to {here}, with one digest daily at 09:00 UTC." in head
    assert lines[::2] == [
        "• **Robot learning**: 0.3 matches a day",
        "• **Vision-language-action models**: 0.1 matches a day",
        "• **Embodied AI**: 0 matches a day",
    ]
    assert lines[3] == "`vision-language-action OR VLA`"
    assert labels(shown) == ["Save", "Cancel"]
    assert await modes(world) == {}
    await world.restart()
    saved = await world.save(shown)
    names, digest = said(saved).splitlines()
    assert names.startswith("Saved **")
    assert names.endswith(f"**. New matches go to {here} daily at 09:00 UTC.")
    assert digest.startswith("Next digest: <t:")
    assert labels(saved) == ["Undo", "Digest time…"]
    each = (world.channel.id, Mode.DAILY)
    assert await modes(world) == dict.fromkeys(NAMES, each)
    assert all(f"**{name}**" in names for name in NAMES)


async def test_a_pack_is_undone_and_restored_at_once(world: World):
    """Undo deletes what the pack added and nothing else, after a restart too, and can be undone for an hour."""
    await world.subscribe("trees")
    saved = await world.save(await world.run("alerts start", topic=ROBOTS))
    await world.run("alerts unsubscribe", subscription="Embodied AI")
    world.now.forward(seconds=1)
    await world.restart()
    undone = await world.press(saved, "Undo")
    assert said(undone).startswith("Deleted **")
    assert set(await modes(world)) == {"trees"}
    await world.press(undone, "Undo")
    assert set(await modes(world)) == {"trees", *NAMES} - {"Embodied AI"}


async def test_what_can_be_restored_is(world: World):
    """Of several deleted subscriptions, those that can be restored are, and the reply says what was not."""
    saved = await world.save(await world.run("alerts start", topic=ROBOTS))
    undone = await world.press(saved, "Undo")
    await world.subscribe("vision-language-action OR VLA", name="Mine")
    answer = await world.reply(undone, "Undo")
    assert answer.startswith(f"Restored in <#{world.channel.id}>: **")
    assert answer.endswith("\n⚠️ **Mine** already has this query there.")
    assert set(await modes(world)) == {"Mine", "Robot learning", "Embodied AI"}


async def test_what_another_manager_deletes_meanwhile(world: World):
    """If a subscription is deleted during Undo, the others are deleted all the same, and can be restored."""
    saved = await world.save(await world.run("alerts start", topic=ROBOTS))
    owner = Owner(guild_id=world.guild.id, user_id=0)
    replica = Subscriptions(world.store, lambda: world.now() + timedelta(seconds=1))
    store: Any = Meanwhile(world.store, "destination", lambda: replica.delete(owner, NAMES[1]))
    world.apps[-1]._services().subscriptions._store = store
    undone = await world.press(saved, "Undo")
    assert store.is_done
    assert await modes(world) == {}
    deleted, trouble = said(undone).splitlines()
    assert deleted.startswith("Deleted **")
    assert NAMES[1] not in deleted
    assert trouble.startswith("⚠️ ")
    await world.press(undone, "Undo")
    assert set(await modes(world)) == {NAMES[0], NAMES[2]}


async def test_what_is_undone_is_gone(world: World):
    """If all subscriptions of the pack are deleted, Undo says so."""
    saved = await world.save(await world.run("alerts start", topic=ROBOTS))
    for name in NAMES:
        await world.run("alerts unsubscribe", subscription=name)
    assert "There is no subscription" in await world.reply(saved, "Undo")


async def test_what_the_channel_has_is_skipped(world: World):
    """Subscriptions that the channel has, from any sources, are named and stay; other channels get all."""
    await world.subscribe("vision-language-action OR VLA", name="Mine")
    await world.run("alerts pause", subscription="Mine")
    await world.subscribe("trees")
    shown = await world.run("alerts start", topic=ROBOTS)
    assert said(shown).count("•") == 2
    assert said(shown).splitlines()[0].startswith("This would add 2 subscriptions for **Robotics** to ")
    assert said(shown).endswith(f"\nAlready in <#{world.channel.id}>: **Mine**.")
    await world.save(shown)
    found = {one.name: one for one in await world.saved()}
    assert set(found) == {"Mine", "trees", "Robot learning", "Embodied AI"}
    assert (found["Mine"].mode, found["Mine"].paused) == (Mode.NOW, True)
    mine, version = replace(found["Mine"], sources=("arxiv",)), await world.store.papers_version()
    place = await world.place()
    await world.store.save_subscription(mine, place, baseline=frozenset(), papers_version=version)
    again = await world.run("alerts start", topic=ROBOTS)
    assert said(again) == f"Already in <#{world.channel.id}>: **Robot learning**, **Mine**, **Embodied AI**."
    assert labels(again) == []
    other = world.guild.create_text_channel("other")
    assert f" to <#{other.id}>, " in await world.says("alerts start", topic=ROBOTS, channel=other)


async def test_a_change_in_between_is_shown_first(world: World):
    """If the channel got one of the subscriptions since the preview, Save shows what is left to add."""
    shown = await world.run("alerts start", topic=ROBOTS)
    await world.subscribe("vision-language-action OR VLA", name="Mine")
    answer = await world.save(shown)
    head = "This preview has changed. Check it again:\nThis would add 2 subscriptions for **Robotics** to "
    assert said(answer).startswith(head)
    assert said(await world.save(answer)).startswith("Saved **")


async def test_a_full_channel_gets_nothing(world: World):
    """A pack that exceeds the limit is refused with the reason, and without buttons."""
    for number in range(23):
        await world.subscribe(f"word{number}")
    shown = await world.run("alerts start", topic=ROBOTS)
    assert said(shown).startswith("Fix this first:\n⚠️ Embodied AI: ")
    assert labels(shown) == []


async def test_missing_permissions_are_named(world: World):
    """The preview names what the bot is not allowed to do in the channel."""
    overwrites = {
        world.guild.default_role: discord.PermissionOverwrite(send_messages=False),
        world.guild.roles["Managers"]: discord.PermissionOverwrite(send_messages=True),
    }
    closed = world.guild.create_text_channel("closed", overwrites=overwrites)
    first = (await world.says("alerts start", topic=ROBOTS, channel=closed)).splitlines()[0]
    assert first.startswith("⚠️ ")


async def test_in_a_direct_message_it_is_for_oneself(world: World):
    """In a direct message, the pack is for the person, who needs no right."""
    person = world.reader.user
    shown = await person.slash("alerts start", topic="Audio")
    assert (await world.reply(shown, "Save", person)).startswith("Saved **")
    assert {place for place, _ in (await modes(world)).values()} == {person.dm_channel.id}
