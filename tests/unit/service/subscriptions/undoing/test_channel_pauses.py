"""Pausing and resuming a whole channel, and taking that back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.subscription import Owner
from bot.service.subscriptions.channel_pauses import ChannelPauses, NothingToChangeError
from bot.service.subscriptions.subscriptions import Subscriptions
from bot.service.subscriptions.undoing.undoable import UndoError
from tests.support.fakes import CHANNEL, GUILD, PERSON, subscribe, subscription
from tests.unit.service.subscriptions.undoing.changing import allowed

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

OWNER = Owner(guild_id=GUILD, user_id=PERSON)
OTHER = Owner(guild_id=GUILD + 1, user_id=PERSON)


@pytest.fixture
async def pauses(store: Store, now: Clock) -> ChannelPauses:
    await subscribe(store, subscription("aaaaa"), subscription("bbbbb"))
    return ChannelPauses(store, Subscriptions(store, now), now)


async def paused(store: Store) -> list[str]:
    return sorted(one.id for one in (await store.subscriptions()).subscriptions if one.paused)


async def test_a_crash_between_two_of_them_can_be_undone(store: Store, now: Clock) -> None:
    """What was to be done is remembered first; those that were not reached are as they were."""
    await subscribe(store, subscription("aaaaa"), subscription("bbbbb"))
    real = Subscriptions(store, now)

    class Crashing:
        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

        async def pause(self, owner: Owner, ref: str, **options: Any) -> Any:
            if ref == "bbbbb":
                raise KeyboardInterrupt
            return await real.pause(owner, ref, **options)

    crashing: Any = Crashing()
    with pytest.raises(KeyboardInterrupt):
        await ChannelPauses(store, crashing, now).pause(OWNER, CHANNEL, allowed)
    assert await paused(store) == ["aaaaa"]
    note = await store.note("paused together")
    assert note is not None
    (key,) = json.loads(note)
    (back,) = await ChannelPauses(store, real, now).undo(OWNER, key, allowed)
    assert (back.id, await paused(store)) == ("aaaaa", [])


async def test_nobody_else_can_undo_it(pauses: ChannelPauses, store: Store) -> None:
    """A key of another server, or one that never was, changes nothing."""
    made = await pauses.pause(OWNER, CHANNEL, allowed)
    for owner, key in ((OTHER, made.key), (OWNER, "0" * 16)):
        with pytest.raises(UndoError):
            await pauses.undo(owner, key, allowed)
    assert await paused(store) == ["aaaaa", "bbbbb"]
    with pytest.raises(NothingToChangeError, match="Nothing is subscribed"):
        await pauses.resume(OTHER, CHANNEL)


async def test_what_ended_meanwhile_stays_ended(pauses: ChannelPauses, store: Store) -> None:
    """Undo is for those that are still there."""
    made = await pauses.pause(OWNER, CHANNEL, allowed)
    await store.remove_subscription("aaaaa")
    (back,) = await pauses.undo(OWNER, made.key, allowed)
    assert back.id == "bbbbb"


async def test_only_the_last_hour_is_remembered(pauses: ChannelPauses, store: Store, now: Clock) -> None:
    """Later steps let go of older ones, and what another program wrote counts as nothing."""
    await store.set_note("paused together", '[{"key": 1}]')
    first = await pauses.pause(OWNER, CHANNEL, allowed, now() + timedelta(days=3))
    now.forward(minutes=61)
    second = await pauses.resume(OWNER, CHANNEL)
    note = await store.note("paused together")
    assert note is not None
    assert (first.key in note, second.key in note) == (False, True)
    back = await pauses.undo(OWNER, second.key, allowed)
    assert {one.paused_until for one in back} == {first.subscriptions[0].paused_until}
    assert replace(back[0], paused=False, paused_until=None) == second.subscriptions[0]
    assert await store.notes("paused together") == {}


@pytest.mark.parametrize("days", [None, 2])
async def test_a_pause_that_got_another_end_since_stays(
    pauses: ChannelPauses, store: Store, now: Clock, days: int | None
) -> None:
    """Whoever has set another end has wanted that one; the rest goes on."""
    made = await pauses.pause(OWNER, CHANNEL, allowed, None if days is None else now() + timedelta(days=days))
    until = now() + timedelta(days=9)
    await Subscriptions(store, now).pause(OWNER, "aaaaa", until=until)
    assert [one.id for one in await pauses.undo(OWNER, made.key, allowed)] == ["bbbbb"]
    left = {one.id: one.paused_until for one in (await store.subscriptions()).subscriptions if one.paused}
    assert left == {"aaaaa": until}


@pytest.mark.parametrize("was_moved", [True, False])
async def test_what_an_earlier_version_wrote_down_is_undone(
    pauses: ChannelPauses, store: Store, now: Clock, *, was_moved: bool
) -> None:
    """It knows the end of a pause that was moved, and takes one that began for unchanged while it lasts."""
    if was_moved:
        await pauses.pause(OWNER, CHANNEL, allowed)
    made = await pauses.pause(OWNER, CHANNEL, allowed, now() + timedelta(days=2))
    name = f"paused together {made.key}"
    doc = json.loads(await store.note(name) or "")
    doc.pop("knows_end")
    until = doc.pop("until")
    await store.set_note(name, json.dumps(doc | {"moved_to": until if was_moved else None}))
    await Subscriptions(store, now).pause(OWNER, "aaaaa", until=now() + timedelta(days=9))
    back = sorted(one.id for one in await pauses.undo(OWNER, made.key, allowed))
    assert back == (["bbbbb"] if was_moved else ["aaaaa", "bbbbb"])
