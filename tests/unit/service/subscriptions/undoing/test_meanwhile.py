"""What somebody else does between two steps of an end, an Undo, or of forgetting a person."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.errors import ConflictError
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import NOBODY
from bot.service.alerts_file.changers import Changers
from bot.service.alerts_file.imports import Imports
from bot.service.notices.notices import Notices
from bot.service.notices.reminders import Reminders
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.subscriptions.channel_pauses import ChannelPauses, NothingToChangeError
from bot.service.subscriptions.personal import PersonalRecords
from bot.service.subscriptions.subscriptions import Subscriptions
from bot.service.subscriptions.undoing.edits import Edits
from bot.service.subscriptions.undoing.endings import Endings
from tests.support.fakes import CHANNEL, PERSON, SERVER, subscribe, subscription
from tests.support.meanwhile import Held, Meanwhile, turns
from tests.unit.service.subscriptions.undoing.changing import OURS, TREE_DRAFT, allowed

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription
    from tests.unit.service.deliver.harness import DeliveryHarness

OTHER = subscription("bbbbb", "ice")


async def there(harness: DeliveryHarness) -> dict[str, Subscription]:
    return {one.id: one for one in (await harness.store.subscriptions()).subscriptions}


def personal(store: Any, harness: DeliveryHarness, subscriptions: Subscriptions) -> PersonalRecords:
    """With everything that it needs; nobody is written to."""
    now = harness.now
    endings = Endings(store, subscriptions, now)
    edits = Edits(store, subscriptions, endings, now)
    preferences = ChannelPreferences(store, DigestTimes(), now)
    imports = Imports(Changers(store, subscriptions, preferences, endings, edits, now))
    sender: Any = None
    notices = Notices(store, sender, now)
    return PersonalRecords(store, subscriptions, endings, edits, imports, notices, Reminders(store, now))


@pytest.mark.parametrize("verb", ["set_note", "open_elsewhere"])
async def test_undo_brings_back_what_was_edited_while_it_ended(harness: DeliveryHarness, verb: str) -> None:
    """An end takes a moment to be written down: a change in that moment is part of what was ended."""
    saved: list[Subscription] = []

    async def edit() -> None:
        saved.append(await subscriptions.save(replace(TREE_DRAFT, replaces=OURS)))

    store: Any = Meanwhile(harness.store, verb, edit)
    subscriptions = Subscriptions(store, harness.now)
    endings = Endings(store, subscriptions, harness.now)
    ended = await endings.end(SERVER, OURS.id)
    assert store.is_done
    assert [ended] == saved
    assert await there(harness) == {}
    await endings.undo(SERVER, OURS.id, allowed)
    assert list((await there(harness)).values()) == saved


async def test_what_always_changes_is_not_ended(harness: DeliveryHarness) -> None:
    """In the end it is said, and nothing has ended."""

    class Restless(Subscriptions):
        async def unsubscribe(self, *_: object, **__: object) -> Subscription:
            raise ConflictError("It has changed.")

    endings = Endings(harness.store, Restless(harness.store, harness.now), harness.now)
    with pytest.raises(ConflictError, match="Somebody else changed that subscription meanwhile"):
        await endings.end(SERVER, OURS.id)
    assert await there(harness) == {OURS.id: OURS}


async def test_undo_of_one_pause_leaves_the_end_that_it_gets_while_it_works(harness: DeliveryHarness) -> None:
    """It was looked at before: what somebody sets meanwhile is not written over, and that is said."""
    held: Any = Held(harness.store, "save_subscription")
    subscriptions = Subscriptions(held, harness.now)
    edits = Edits(held, subscriptions, Endings(held, subscriptions, harness.now), harness.now)
    paused = await Edits(
        harness.store,
        (own := Subscriptions(harness.store, harness.now)),
        Endings(harness.store, own, harness.now),
        harness.now,
    ).pause(SERVER, OURS.id, allowed, paused=True)
    until = harness.now() + timedelta(days=3)
    moving = asyncio.create_task(subscriptions.pause(SERVER, OURS.id, until=until))
    await held.reached.wait()
    undoing = asyncio.create_task(edits.undo(SERVER, paused.key, allowed))
    await turns()
    held.go.set()
    await moving
    with pytest.raises(ConflictError, match="Somebody else changed that subscription meanwhile"):
        await undoing
    assert (await there(harness))[OURS.id].paused_until == until


async def test_undo_leaves_what_is_paused_anew_while_it_works(harness: DeliveryHarness) -> None:
    """All are paused again, one after the other; whoever pauses the last one meanwhile has wanted just that."""
    await subscribe(harness.store, OTHER)
    pauses = ChannelPauses(harness.store, Subscriptions(harness.store, harness.now), harness.now)
    await pauses.pause(SERVER, CHANNEL, allowed)
    resumed = await pauses.resume(SERVER, CHANNEL)
    first, last = (one.id for one in resumed.subscriptions)
    store: Any = Held(harness.store, "save_subscription")
    subscriptions = Subscriptions(store, harness.now)
    undoing = asyncio.create_task(
        ChannelPauses(store, subscriptions, harness.now).undo(SERVER, resumed.key, allowed)
    )
    await store.reached.wait()
    until = harness.now() + timedelta(days=3)
    pausing = asyncio.create_task(subscriptions.pause(SERVER, last, until=until))
    await turns()
    store.go.set()
    assert [one.id for one in await undoing] == [first]
    await pausing
    found = await there(harness)
    assert (found[first].paused_until, found[last].paused_until) == (None, until)


async def test_undo_of_a_pause_takes_what_is_renamed_while_it_works_along(harness: DeliveryHarness) -> None:
    """It is as it is called by now, and goes on like the others."""
    await subscribe(harness.store, OTHER)
    changed = await ChannelPauses(harness.store, Subscriptions(harness.store, harness.now), harness.now).pause(
        SERVER, CHANNEL, allowed
    )
    paused = (await there(harness))[OURS.id]
    subscriptions = Subscriptions(harness.store, harness.now)

    async def rename(_: Subscription) -> None:
        subscriptions.before_pause = None
        await subscriptions.save(replace(TREE_DRAFT, replaces=paused))

    subscriptions.before_pause = rename
    back = await ChannelPauses(harness.store, subscriptions, harness.now).undo(SERVER, changed.key, allowed)
    assert sorted((one.query, one.paused) for one in back) == [("ice", False), ("trees", False)]


async def test_one_that_ends_while_its_channel_is_paused_does_not_hinder_the_others(
    harness: DeliveryHarness,
) -> None:
    """The rest is paused, and resumed, all the same; where nothing is left, that is said."""
    await subscribe(harness.store, OTHER)
    first, last = sorted((OURS, OTHER), key=lambda one: one.id)
    store: Any = Meanwhile(harness.store, "set_note", lambda: harness.store.remove_subscription(first.id))
    pauses = ChannelPauses(store, Subscriptions(store, harness.now), harness.now)
    changed = await pauses.pause(SERVER, CHANNEL, allowed)
    assert [(one.id, one.paused) for one in changed.subscriptions] == [(last.id, True)]
    assert [one.id for one in await pauses.undo(SERVER, changed.key, allowed)] == [last.id]
    store = Meanwhile(harness.store, "set_note", lambda: harness.store.remove_subscription(last.id))
    pauses = ChannelPauses(store, Subscriptions(store, harness.now), harness.now)
    with pytest.raises(NothingToChangeError, match="ended meanwhile"):
        await pauses.pause(SERVER, CHANNEL, allowed)


async def test_a_person_is_forgotten_though_another_pauses_what_they_made(harness: DeliveryHarness) -> None:
    """Their name goes, and the pause stays; what has ended by then hinders nothing."""
    await subscribe(harness.store, OTHER)

    async def meanwhile() -> None:
        await subscriptions.pause(SERVER, OURS.id)
        await harness.store.remove_subscription(OTHER.id)

    store: Any = Meanwhile(harness.store, "notes", meanwhile)
    subscriptions = Subscriptions(store, harness.now)
    await personal(store, harness, subscriptions).forget(PERSON, None)
    assert store.is_done
    (left,) = (await there(harness)).values()
    assert (left.id, left.creator_id, left.paused) == (OURS.id, NOBODY, True)


async def test_a_person_is_forgotten_though_another_takes_an_end_back(harness: DeliveryHarness) -> None:
    """What comes back in that moment does not bring their name."""
    subscriptions = Subscriptions(harness.store, harness.now)
    await Endings(harness.store, subscriptions, harness.now).end(SERVER, OURS.id)
    held: Any = Held(harness.store, "save_subscription")
    shared = Subscriptions(held, harness.now)
    records = personal(held, harness, shared)
    undoing = asyncio.create_task(records._endings.undo(SERVER, OURS.id, allowed))
    await held.reached.wait()  # the person's end is known still, and nothing is there yet
    forgetting = asyncio.create_task(records.forget(PERSON, None))
    await turns()
    held.go.set()
    await asyncio.gather(undoing, forgetting)
    (left,) = (await there(harness)).values()
    assert (left.id, left.creator_id) == (OURS.id, NOBODY)
