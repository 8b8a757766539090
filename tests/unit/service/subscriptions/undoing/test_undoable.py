"""What can be taken back, where all of it is gone through."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from bot.service.subscriptions.subscriptions import Subscriptions
from bot.service.subscriptions.undoing.endings import Endings
from bot.service.subscriptions.undoing.undoable import KEPT
from tests.support.fakes import GUILD, PERSON, SERVER, subscribe, subscription

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

_NOTE = "ended subscriptions "


class _Counting:
    """A store that counts how often each note's text is read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read: Counter[str] = Counter()

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._store, verb)

    async def note(self, name: str) -> str | None:
        self.read[name] += 1
        return await self._store.note(name)

    async def notes(self, beginning: str) -> dict[str, str]:
        found = await self._store.notes(beginning)
        self.read.update(found.keys())
        return found


async def _three_ended(store: Store, now: Clock) -> None:
    for key in ("aaaaa", "bbbbb", "ccccc"):
        await subscribe(store, subscription(key, f"word{key}"))
        await Endings(store, Subscriptions(store, now), now).end(SERVER, key)


async def test_each_is_read_once_for_a_person(store: Store, now: Clock) -> None:
    """They may have very many, each with what it knows; and one that nothing can read hides no other."""
    await _three_ended(store, now)
    await store.set_note(f"{_NOTE}bbbbb", "{")
    counting: Any = _Counting(store)
    found = await Endings(counting, Subscriptions(store, now), now).of_person(PERSON)
    assert sorted(one.key for one in found) == ["aaaaa", "ccccc"]
    assert set(counting.read.values()) == {1}


async def test_what_was_done_in_a_place_is_found_without_reading_any(store: Store, now: Clock) -> None:
    """The newest first, however many there are, and nothing of other places or of more than an hour ago."""
    await _three_ended(store, now)
    now.forward(minutes=1)
    await subscribe(store, subscription("ddddd", "later"))
    await Endings(store, Subscriptions(store, now), now).end(SERVER, "ddddd")
    counting: Any = _Counting(store)
    endings = Endings(counting, Subscriptions(store, now), now)
    assert [one.key for one in await endings.done_in(GUILD)] == ["ddddd", "ccccc", "bbbbb", "aaaaa"]
    assert await endings.done_in(GUILD + 1) == []
    now.forward(minutes=59, seconds=1)
    assert [one.key for one in await endings.done_in(GUILD)] == ["ddddd"]
    assert set(counting.read) == {_NOTE.strip()}


@pytest.mark.parametrize("listed", [True, False])
async def test_what_is_old_goes_and_the_rest_stays(store: Store, now: Clock, *, listed: bool) -> None:
    """Whether or not the list knows it: another replica may have written that at the same moment."""
    await _three_ended(store, now)
    await store.set_note(f"{_NOTE}bbbbb", "{")
    now.forward(seconds=KEPT.total_seconds() - 1)
    await subscribe(store, subscription("ddddd", "young"))
    endings = Endings(store, Subscriptions(store, now), now)
    await endings.end(SERVER, "ddddd")
    if not listed:
        await store.set_note(_NOTE.strip(), None)
    now.forward(seconds=2)
    await endings.forget_old()
    assert set(await store.notes(_NOTE)) == {f"{_NOTE}ddddd"}
