"""Work on one subscription that takes long, beside work on those of other servers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Owner
from bot.query import parse
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.slices import Locks
from bot.service.subscriptions.pauses import Pauses
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from bot.service.subscriptions.undoing.edits import Edits
from bot.service.subscriptions.undoing.endings import Endings
from bot.service.subscriptions.undoing.undoable import MOST, MOST_OF_A_PLACE, UndoError
from tests.support.fakes import CHANNEL, GUILD, PERSON, SERVER, destination, subscribe, subscription
from tests.unit.service.subscriptions.undoing.changing import allowed

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

_OTHERS = Owner(guild_id=GUILD + 1, user_id=PERSON + 1)
_OURS = subscription("aaaaa", "diffusion")
_THEIRS = subscription("bbbbb", "trees", channel=CHANNEL + 1, guild_id=GUILD + 1)
_PAUSED = subscription("ccccc", "proteins", channel=CHANNEL + 2, guild_id=GUILD + 2)
_GUARD = 60.0  # seconds: reached by a defect alone


class _Stuck:
    """A store in which a verb never comes to an end for our channel or subscription."""

    def __init__(self, store: Store, verb: str) -> None:
        self._store = store
        self._verb = verb
        self.reached = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self._store, name)
        if name != self._verb:
            return verb

        async def stuck(first: Any, *more: Any, **named: Any) -> Any:
            if first in {_OURS.id, CHANNEL} or getattr(first, "id", None) == _OURS.id:
                self.reached.set()
                await asyncio.Event().wait()
            return await verb(first, *more, **named)

        return stuck


@pytest.mark.parametrize("verb", ["open_elsewhere", "save_subscription", "remove_subscription", "set_preferences"])
async def test_other_servers_and_polls_go_on(store: Store, now: Clock, verb: str) -> None:
    """While work on one subscription hangs, other servers change, end, undo and set theirs, and polls go on."""
    await subscribe(
        store, _OURS, _THEIRS, replace(_PAUSED, paused=True, paused_until=now() + timedelta(minutes=1))
    )
    stuck: Any = _Stuck(store, verb)
    subscriptions = Subscriptions(stuck, now)
    endings = Endings(stuck, subscriptions, now)
    edits = Edits(stuck, subscriptions, endings, now)
    preferences = ChannelPreferences(stuck, DigestTimes(), now)
    work = {
        "open_elsewhere": lambda: edits.pause(SERVER, _OURS.id, allowed, paused=True),
        "save_subscription": lambda: edits.pause(SERVER, _OURS.id, allowed, paused=True),
        "remove_subscription": lambda: endings.end(SERVER, _OURS.id),
        "set_preferences": lambda: preferences.change(CHANNEL, look="compact"),
    }
    hangs = asyncio.create_task(work[verb]())
    await stuck.reached.wait()
    now.forward(minutes=2)
    async with asyncio.timeout(_GUARD):
        paused = await edits.pause(_OTHERS, _THEIRS.id, allowed, paused=True)
        await edits.undo(_OTHERS, paused.key, allowed)
        await endings.end(_OTHERS, _THEIRS.id)
        await endings.undo(_OTHERS, _THEIRS.id, allowed)
        draft = Draft(
            query=parse("lasers"), destination=destination(CHANNEL + 1, guild=GUILD + 1), creator_id=PERSON
        )
        await edits.save(replace(draft, replaces=_THEIRS), _THEIRS)
        await preferences.change(CHANNEL + 1, most_a_day=5)
        await Pauses(store, subscriptions, now).end()
        await edits.forget_old()
        await endings.forget_old()
    book = await store.subscriptions()
    assert [book.by_id["bbbbb"].query, book.by_id["ccccc"].paused] == ["lasers", False]
    hangs.cancel()


async def test_one_of_the_same_subscription_waits() -> None:
    """The control: a lock is still one for its key, and is let go of when nobody needs it."""
    locks = Locks()
    async with locks("a"):
        assert locks("a").locked()
        assert not locks("b").locked()
    assert not locks("a").locked()


async def test_the_oldest_of_a_server_cannot_be_undone(store: Store, now: Clock) -> None:
    """Of more changes in an hour than are remembered the oldest goes, with a sentence; other servers' stay."""
    await subscribe(store, _OURS, _THEIRS)
    subscriptions = Subscriptions(store, now)
    edits = Edits(store, subscriptions, Endings(store, subscriptions, now), now)
    theirs = await edits.pause(_OTHERS, _THEIRS.id, allowed, paused=True)
    keys: list[str] = []
    for number in range(MOST_OF_A_PLACE + 1):
        now.forward(seconds=1)
        keys.append((await edits.pause(SERVER, _OURS.id, allowed, paused=number % 2 == 0)).key)
    assert len(await edits.pauses.done_in(GUILD)) == MOST_OF_A_PLACE < MOST
    assert len(await store.notes("paused alone ")) == MOST_OF_A_PLACE + 1
    with pytest.raises(UndoError, match="cannot be undone any more"):
        await edits.undo(SERVER, keys[0], allowed)
    await edits.undo(SERVER, keys[-1], allowed)
    assert not (await edits.undo(_OTHERS, theirs.key, allowed)).became.paused


async def test_notes_are_much_smaller_than_what_they_hold(store: Store, now: Clock) -> None:
    """What a wide subscription knows is kept packed: ten thousand ids in a fraction of their characters."""
    baseline = frozenset(f"arxiv:2511.{number:05}" for number in range(10_000))
    await subscribe(store, _OURS, baseline=baseline)
    subscriptions = Subscriptions(store, now)
    await Endings(store, subscriptions, now).end(SERVER, _OURS.id)
    (text,) = (await store.notes("ended subscriptions ")).values()
    assert len(text) < sum(map(len, baseline)) / 4
    await Endings(store, subscriptions, now).undo(SERVER, _OURS.id, allowed)
    assert (await store.subscriptions()).baseline(_OURS.id) == baseline
