"""`/paperboy data`: what is stored about a person, and deleting it."""

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, cast

import pytest
from simcord import InteractionResult, UserHandle

from bot.domain.errors import RefusedError
from bot.domain.subscription import NOBODY, from_tombstone
from bot.service.added_sources.registry import StoredSource, change_source, load_sources
from bot.service.notices.records import Reminders
from bot.store.engine import OpenStore
from tests.behaviour.world import World, said
from tests.support.fakes import sighting, subscribe, subscription
from tests.support.meanwhile import Meanwhile
from tests.support.streams import feed
from tools.gallery.forms import filled

NOTHING = "I store nothing about you"


def paths(found: object, wanted: str, path: str) -> Iterator[str]:
    """Yield the places in a document, keys and nested JSON included, that contain a number."""
    if isinstance(found, dict):
        for key, value in cast("dict[Any, Any]", found).items():
            yield from paths(key, wanted, f"{path} (key)")
            yield from paths(value, wanted, f"{path}.{re.sub(r'[0-9]+', 'N', str(key))}")
    elif isinstance(found, list | tuple | set | frozenset):
        for value in cast("list[Any]", found):
            yield from paths(value, wanted, path)
    elif re.search(rf"(?<![0-9]){wanted}(?![0-9])", str(found)):
        yield path


async def stored(world: World, person: int) -> set[str]:
    """Return every place in the store that contains a person's id."""
    store = cast("OpenStore", world.store)
    return {where async for entry in store.entries() for where in paths(asdict(entry), str(person), "")}


@pytest.fixture
async def person(world: World) -> UserHandle:
    """A user with alerts and a source of their own, a deleted alert, subscriptions in a server, and a notice."""
    user = world.manager.user
    own = StoredSource(source=feed("lab"), owners=((None, user.id), (world.guild.id, None)), due=world.now())
    await change_source(world.store, "feed-lab", lambda _: own)
    for query in ("diffusion", "trees"):
        shown = await user.slash("alerts subscribe", query=query)
        await world.press(shown, "Save", user)
        world.now.forward(seconds=1)
    await user.slash("alerts unsubscribe", subscription="trees")
    await user.slash("alerts feed")
    await world.subscribe("birds")
    ended = await world.subscribe("bushes")
    await world.run("alerts unsubscribe", subscription=ended)
    notices = world.apps[-1]._notices
    place = await world.store.destination(user.dm_channel.id)
    assert place is not None
    closed = RefusedError("You do not take direct messages from me: allow them.", closed_dm=True)
    await world.apps[-1].blocks.block(place, closed)
    await world.apps[-1].blocks.announce(place.id)
    assert len(await notices.records_of(user.id)) == 1
    return user


async def show_data(person: UserHandle) -> InteractionResult:
    return await person.slash("paperboy data")


async def deleted(world: World, person: UserHandle) -> InteractionResult:
    """Press Delete and confirm, with a restart in between."""
    shown = await show_data(person)
    await world.restart()
    sure = await world.press(shown, "Delete…", person)
    assert "e-mail address, likes, saved papers, feeds, sources, notices and drafts; your subscrip" in said(sure)
    assert "\n**Will be kept:** subscriptions in servers" in said(sure)
    await world.restart()
    return await world.press(sure, "Delete", person)


async def test_reading_stores_nothing(world: World):
    """Searching, reading and pressing buttons stores nothing about a person."""
    await world.list_papers(sighting(title="Trees", authors=("Ada",)))
    shown = await world.ask("papers show", paper="2511.00001")
    await world.press(shown, "Abstract", world.reader)
    await world.ask("papers search", query="trees")
    assert await stored(world, world.reader.id) == set()
    assert NOTHING in await world.told("paperboy data")


async def test_a_mistyped_search_is_a_draft(world: World):
    """A search with a mistake is kept for its *Try again*, so it is counted as a draft."""
    await world.ask("papers search", query="trees AND")
    text = await world.told("paperboy data")
    assert "- 1 open draft, kept for 15 minutes\n\nNot stored" in text
    assert text.endswith("(except likes and saved papers) and searches (except mistyped ones, for 15 minutes).")


async def test_stored_data_is_shown(world: World, person: UserHandle):
    """The person reads each kind of stored data, with servers by name, and only they see it."""
    text = said(await show_data(person))
    assert f"under your user ID `{person.id}`" in text
    assert "1 subscription created in Reading group\n" in text
    assert "subscriptions in direct messages: `diffusion`" in text
    assert "settings for your direct messages with me" in text
    assert "2 deleted subscriptions (undo within an hour)" in text
    assert "1 notice sent to you" in text
    assert "1 source added in direct messages" in text
    assert "- 1 feed for feed readers\n" in text
    assert NOTHING in await world.told("paperboy data")


async def test_every_field_with_an_id_is_listed(world: World, person: UserHandle):
    """Every stored field with a user id is listed here, so a new one must be shown, deleted and documented."""
    assert await stored(world, person.id) == {
        ".subscription.creator_id",  # of subscriptions, and of those that Undo would put back
        ".value",  # the notes: notices, reminders, sources, feeds
        ".name",  # reminders, by person
    }
    names = await world.store.notes("")
    held = {re.sub(r"[0-9a-f]{9,}", "N", name) for name, text in names.items() if str(person.id) in name + text}
    assert held == {"told block N", "reminders N", "added source feed-lab", "feed N N", "feedaddress N"}


async def test_delete_leaves_no_trace_of_the_id(world: World, person: UserHandle):
    """Server subscriptions stay without the person's id, and other people's data is unchanged."""
    other = subscription("zzzzz", "others", guild_id=world.guild.id, creator_id=world.reader.id)
    await subscribe(world.store, other)
    before = (await world.store.subscriptions()).by_id
    assert "Your data was deleted." in said(await deleted(world, person))
    assert await stored(world, person.id) == set()
    assert (await load_sources(world.store))["feed-lab"].owners == ((world.guild.id, None),)
    after = (await world.store.subscriptions()).by_id
    assert after["zzzzz"] == before["zzzzz"]
    (birds,) = [one for one in after.values() if one.query == "birds"]
    assert birds.creator_id == NOBODY
    assert {one.query for one in after.values()} == {"others", "birds", "bushes"}  # the last one has ended
    assert await world.store.destination(person.dm_channel.id) is None
    assert NOTHING in said(await show_data(person))
    assert "Your data was deleted." in said(await deleted_again(person))


async def test_tombstones_are_deleted(world: World, person: UserHandle):
    """Deleting also removes earlier queries kept for Undo and the DM channel."""
    form = await person.slash("alerts edit", subscription="diffusion")
    shown = await person.submit_modal(form, filled(form, query="forests"))
    await world.press(shown, "Save", person)
    assert "diffusion" in {one.query for one in (await world.store.subscriptions()).tombstones}
    await deleted(world, person)
    assert {one.guild_id for one in (await world.store.subscriptions()).by_id.values()} == {world.guild.id}


async def deleted_again(person: UserHandle) -> InteractionResult:
    """Press Delete of an older reply."""
    dm = person.dm_channel
    confirm = {"type": 2, "style": 4, "label": "Delete", "custom_id": "paperboy:data:confirm"}
    shown = await person.slash("paperboy help")
    backend = person._env.backend
    backend.get_message(dm.id, shown.response.id).components = [{"type": 1, "components": [confirm]}]
    return await person.click(shown.response, label="Delete")


async def test_only_server_subscriptions(world: World):
    """A person without alerts in direct messages is asked the same, and told that it is for good."""
    await world.subscribe("birds")
    shown = await world.run("paperboy data")
    sure = await world.press(shown, "Delete…")
    assert "This cannot be undone.\n" in said(sure)
    done = await world.reply(sure, "Delete")
    assert "Your data was deleted." in done
    assert "direct messages" not in done


async def test_unconfirmed_deletion_changes_nothing(world: World, person: UserHandle):
    """Neither Delete without confirmation nor Keep it deletes anything."""
    before = await stored(world, person.id)
    shown = await show_data(person)
    sure = await world.press(shown, "Delete…", person)
    assert await stored(world, person.id) == before
    assert "Nothing was deleted" in await world.reply(sure, "Cancel", person)
    assert await stored(world, person.id) == before


async def test_forged_buttons_delete_only_own_data(world: World, person: UserHandle):
    """A forged copy of the buttons deletes only the data of the person who presses it."""
    before = await stored(world, person.id)
    await deleted_again(world.reader.user)
    assert await stored(world, person.id) == before


async def test_long_lists_are_cut(world: World):
    """Many servers and queries fit one message, and servers without the bot are listed by id."""
    user = world.reader.user
    for number in range(13):
        await subscribe(
            world.store,
            subscription(f"s{number}", f"w{number}", guild_id=5000 + number, channel=number, creator_id=user.id),
        )
    for number in range(8):
        shown = await user.slash("alerts subscribe", query=f"word{number} " + "x" * 300)
        await world.press(shown, "Save", user)
    text = said(await show_data(user))
    assert "5000, " in text
    assert text.count("3 more") == 2


async def test_closed_direct_messages(world: World):
    """If Discord opens no DM, all other data is shown and deleted."""
    await Reminders(world.store, world.now).put(world.reader.id, "told x", "text")
    world.env.inject_error("POST", "/users/@me/channels", status=403)
    assert "1 notice" in await world.told("paperboy data")
    await world.apps[-1]._services().personal.forget(world.reader.id, None)
    assert NOTHING in await world.told("paperboy data")


async def test_a_change_while_data_is_deleted(world: World, person: UserHandle):
    """Of a subscription that another manager changes while a person's data is deleted, no version keeps the id."""
    personal = world.apps[-1]._services().personal
    (birds,) = [one for one in await world.saved() if one.query == "birds"]

    async def pause():
        await personal.subscriptions.pause(birds.owner, birds.id)

    store = cast("Any", Meanwhile(world.store, "forget_destination", pause))
    await replace(personal, store=store).forget(person.id, person.dm_channel.id)
    assert store.is_done
    assert await stored(world, person.id) == set()
    assert birds.id in {from_tombstone(one).id for one in (await world.store.subscriptions()).tombstones}
