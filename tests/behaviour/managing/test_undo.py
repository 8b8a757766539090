"""*Undo* under a change and in `/alerts list`: for an hour, and for every manager."""

from collections.abc import Awaitable, Callable

import pytest
from simcord import InteractionResult

from bot.domain.discord.limits import BUTTON_TEXT, COMPONENTS
from bot.service.poll.ingest import Ingest
from bot.service.retention import forget_tombstones
from bot.service.trusted_clock import TrustedClock
from bot.sources.huggingface.settings import SPEC
from tests.behaviour.world import TEXT, World, labels, said
from tests.support.fakes import sighting

Doing = Callable[[World], Awaitable[InteractionResult]]

OVER = "can no longer be undone"


def parts(world: World, listed: InteractionResult) -> list[dict[str, object]]:
    """Return the current components of the list."""
    assert listed.response is not None
    return list(world.parts(listed.response))


def offers_undo(world: World, listed: InteractionResult) -> bool:
    """True if the list has a button that undoes now."""
    return undo_label(world, listed) != ""


def undo_label(world: World, listed: InteractionResult) -> str:
    """Return the label of the list's button that undoes, "" without one."""
    labels = [str(part.get("label")) for part in parts(world, listed)]
    return next((label for label in labels if label.startswith("Undo ")), "")


def head(world: World, listed: InteractionResult) -> str:
    """Return the current head of the list."""
    return next(str(part["content"]) for part in parts(world, listed) if part["type"] == TEXT)


async def there(world: World) -> list[tuple[str, bool]]:
    return [(one.query, one.paused) for one in await world.saved()]


async def edit(world: World, old: str = "diffusion", query: str = "birds") -> InteractionResult:
    shown = await world.edit(old, query=query)
    return await world.save(shown)


async def end(world: World) -> InteractionResult:
    return await world.run("alerts unsubscribe", subscription="diffusion")


async def pause(world: World) -> InteractionResult:
    return await world.run("alerts pause", subscription="diffusion")


async def pause_all(world: World) -> InteractionResult:
    return await world.run("alerts pause", until="3 days")


CHANGES = {
    edit: ("Undo change to birds", "Restored in <#{channel}>: **diffusion**."),
    end: ("Undo deleting diffusion", "Restored in <#{channel}>: **diffusion**."),
    pause: ("Undo change to diffusion", "Restored in <#{channel}>: **diffusion**."),
    pause_all: ("Undo change to diffusion, trees", "Restored in <#{channel}>: **diffusion**, **trees**."),
}


@pytest.mark.parametrize("from_the_list", [False, True], ids=["answer", "list"])
@pytest.mark.parametrize("change", CHANGES)
async def test_undo_after_a_restart_misses_nothing(world: World, change: Doing, *, from_the_list: bool):
    """Undo restores everything, new matches are posted, and the other list no longer offers it."""
    for query in ("diffusion", "trees"):
        await world.subscribe(query)
    before = await there(world)
    assert not offers_undo(world, await world.run("alerts list"))
    answer = await change(world)
    label, back = CHANGES[change]
    world.now.forward(minutes=50)
    ingest = Ingest(world.store, SPEC)
    await ingest.ingest([sighting("2511.00001", title="Diffusion")], world.now(), learned=False)
    await world.restart()
    eve = world.another_manager()
    listed = await world.run("alerts list", eve)
    assert undo_label(world, listed) == label
    actor, shown, pressed = (eve, listed, label) if from_the_list else (world.manager, answer, "Undo")
    undone = await world.reply(shown, pressed, actor)
    assert undone == back.format(channel=world.channel.id)
    assert await there(world) == before
    assert [one.paper_id for one in await world.store.pending(world.channel.id)] == ["arxiv:2511.00001"]
    assert not offers_undo(world, await world.run("alerts list"))


async def test_a_label_is_cut_to_the_length_of_a_button(world: World):
    """The names of a whole channel's subscriptions are cut to what a button holds."""
    for number in range(4):
        await world.subscribe("diffusion" + " more" * number, name=f"A long name of a subscription {number}")
    await pause_all(world)
    label = undo_label(world, await world.run("alerts list"))
    assert label.startswith("Undo change to A long name")
    assert label.endswith("…")
    assert len(label) <= BUTTON_TEXT


async def test_only_the_last_change_can_be_undone_and_once(world: World):
    """An outdated Undo button, also one of an older version, changes nothing and says so."""
    await world.subscribe("diffusion")
    first = await edit(world)
    last = await edit(world, "birds", "fish")
    assert OVER in await world.reply(first, "Undo")
    assert await there(world) == [("fish", False)]
    again = await world.run("alerts list")
    await world.press(last, "Undo")
    assert await there(world) == [("birds", False)]
    assert not offers_undo(world, again)


async def test_undo_expires_after_an_hour(world: World):
    """After an hour, the list has no Undo, the old button says so, and the tombstone is deleted."""
    await world.subscribe("diffusion")
    await world.subscribe("trees")
    answers = [await end(world), await edit(world, "trees")]
    world.now.forward(minutes=61)
    assert not offers_undo(world, await world.run("alerts list"))
    for answer in answers:
        assert OVER in await world.reply(answer, "Undo")
    await forget_tombstones(world.store, TrustedClock(world.now))
    assert len((await world.store.subscriptions()).by_id) == 1


async def test_a_tombstone_of_a_wrong_clock_is_deleted(world: World):
    """A subscription deleted while the clock was two months ahead does not hold its alerts until then."""
    await world.subscribe("diffusion")
    world.now.forward(days=60)
    await end(world)
    world.now.forward(days=-60)
    await forget_tombstones(world.store, TrustedClock(world.now))
    assert not (await world.store.subscriptions()).by_id


async def test_the_end_of_the_only_one_is_undone_from_the_empty_list(world: World):
    """The empty list has Undo, unless the same query was subscribed again."""
    await world.subscribe("diffusion")
    await end(world)
    listed = await world.run("alerts list")
    assert "No subscriptions yet" in head(world, listed)
    await world.subscribe("diffusion")
    pressed = await world.press(listed, "Undo deleting diffusion")
    assert "already has this query" in said(pressed)
    assert await there(world) == [("diffusion", False)]


async def test_own_changes_are_undone_in_direct_messages(world: World):
    """Only the person's own list offers it, and deleting their data removes it."""
    person, other = world.reader.user, world.manager.user
    shown = await person.slash("alerts subscribe", query="diffusion")
    await world.press(shown, "Save", person)
    await person.slash("alerts unsubscribe", subscription="diffusion")
    assert "Undo deleting diffusion" not in labels(await other.slash("alerts list"))
    assert not offers_undo(world, await world.run("alerts list"))
    listed = await person.slash("alerts list")
    await world.press(listed, "Undo deleting diffusion", person)
    assert await there(world) == [("diffusion", False)]
    told = await person.slash("alerts pause", subscription="diffusion")
    sure = await world.press(await person.slash("paperboy data"), "Delete…", person)
    await world.press(sure, "Delete", person)
    assert OVER in await world.reply(told, "Undo", person)
    assert (await world.store.subscriptions()).by_id == {}


async def test_the_fullest_page_has_room_for_it(world: World):
    """A page with four channels, digests and page buttons stays within Discord's component limit."""
    for number in range(6):
        channel = world.guild.create_text_channel(f"channel{number}")
        await world.subscribe(f"topic{number}", deliver="daily", channel=channel)
    await world.run("alerts unsubscribe", subscription="topic5")
    listed = await world.run("alerts list")
    labels = [part["label"] for part in parts(world, listed) if "label" in part]
    assert labels[-4:] == ["◀ Previous", "Next ▶", "Refresh", "Undo deleting topic5"]
    assert len(parts(world, listed)) == COMPONENTS
