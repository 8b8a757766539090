"""What can be taken back for an hour. It is kept in notes, so that Undo works after a restart."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Protocol, TypeVar

from bot.domain.errors import PaperboyError
from bot.domain.subscription import NOBODY, Mode, Subscription
from bot.language.translating import gettext
from bot.service.notes import JsonNote, moment
from bot.service.slices import Locks, in_slices

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable
    from datetime import datetime

    from bot.domain.ports import NoteStore

    MayPost = Callable[[int], Awaitable[None]]  # raises where the person may not post in that channel themselves

KEPT: Final = timedelta(hours=1)
MOST_OF_A_PLACE: Final = 200  # of one kind: as many as one import makes
MOST: Final = 1_000  # of one kind altogether
_AT_A_TIME = 5  # with the baseline of a wide query one takes a millisecond or two to read


class UndoError(PaperboyError):
    """It cannot be taken back. The text says why, and what to do."""


def undo_over() -> UndoError:
    """What to raise where it was taken back already, or is not remembered any more."""
    return UndoError(gettext("That cannot be undone any more: `/alerts list` shows how things are."))


def changed_again() -> UndoError:
    """What to raise where taking it back would take back something else, too."""
    return UndoError(
        gettext("That subscription was changed again since, so it stays as it is: look at `/alerts list`.")
    )


def settings_of(subscription: Subscription) -> Subscription:
    """What a change is about: not who made it, nor whether it is paused."""
    return replace(subscription, creator_id=NOBODY, paused=False, paused_until=None)


def nameless(subscription: Subscription) -> Subscription:
    """Without saying who made it, which no change touches."""
    return replace(subscription, creator_id=NOBODY)


class _Done(Protocol):
    """One thing that was done: `key` is its own, `about` the id of the subscription it is about, or empty."""

    @property
    def key(self) -> str: ...

    @property
    def at(self) -> datetime: ...

    @property
    def about(self) -> str: ...


class _Listed(NamedTuple):
    """What is known of one without reading it; `place` is negative where it is not offered there."""

    at: datetime
    about: str
    place: int


class Lately(NamedTuple):
    """What `key` takes back was done `at` that moment."""

    at: datetime
    key: str


T = TypeVar("T", bound=_Done)


class Undoable(Generic[T]):
    """What was done lately; `decode` reads one, `now` gives aware UTC time.

    Each has a note of its own, and the note with the `name` lists them: an import makes very many, each with a
    baseline, and what is done to one of them must not take longer for that. Hold the lock `changing(about)` from
    reading to writing: that of one subscription, or of the key where it is about several. Replicas write the list
    without each other, so that one may miss what another did at that moment: it is found by its own note.
    """

    def __init__(
        self, store: NoteStore, name: str, decode: Callable[[Any], T], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._name = name
        self._decode = decode
        self._now = now
        self._list = JsonNote[dict[str, _Listed]](store, name, _decode_list, unreadable={})
        self.changing = Locks()
        self._listing = asyncio.Lock()  # of the list alone, which all share: nothing long is done under it

    async def find(self, key: str) -> T | None:
        """The one with this key, if it can still be taken back."""
        found = await self._own_note(key).load()
        return None if found is None or self._is_over(found) else found

    async def done_in(self, place: int) -> list[Lately]:
        """Those that were done in a place, the newest first. Reads none of them: it is the same for very many."""
        listed = reversed((await self._listed()).items())
        ours = (Lately(one.at, key) for key, one in listed if one.place == place and not self._is_over(one))
        return sorted(ours, key=lambda one: one.at, reverse=True)

    async def about(self, subscription_id: str) -> list[T]:
        """Those about a subscription that can still be taken back."""
        listed = await self._listed()
        keys = [key for key, one in listed.items() if one.about == subscription_id and not self._is_over(one)]
        return await self._read(keys)

    async def known(self) -> list[T]:
        """All that are remembered, those that are too old included."""
        async with aclosing(self._each()) as each:
            return [one async for _, one in each if one is not None]

    async def keep(self, done: T, place: int, *, offered: bool = True) -> None:
        """Remember it, in place of what had its key; what is too old or one too many is let go.

        `place` is a server, or the channel of a person's direct messages. Where it is not `offered` there, it is
        part of something that is taken back as a whole.
        """
        async with self._listing:
            listed = {key: one for key, one in (await self._listed()).items() if key != done.key}
            listed[done.key] = _Listed(done.at, done.about, place if offered else -place)
            over = [key for key, one in listed.items() if self._is_over(one)]
            gone = {*over, *_oldest(listed, MOST_OF_A_PLACE, place), *_oldest(listed, MOST)}
            await self._list.save({key: one for key, one in listed.items() if key not in gone})
            await self._forget_own(gone)
        await self._own_note(done.key).save(done)

    async def write_again(self, done: T) -> None:
        """Remember more of it, or less: it was kept before, and is listed as it was."""
        await self._own_note(done.key).save(done)

    async def drop_about(self, subscription_ids: Collection[str]) -> None:
        """Forget those about these subscriptions."""
        await self.drop([one.key for one in await self.known() if one.about in subscription_ids])

    async def drop(self, keys: Collection[str]) -> None:
        """Forget these; nothing is written for those that are not there."""
        await self._forget_own(keys)
        async with self._listing:
            listed = await self._listed()
            left = {key: one for key, one in listed.items() if key not in keys}
            if len(left) < len(listed):
                await self._save_list(left)

    async def forget_old(self) -> None:
        """Let go of what cannot be taken back any more, and of what nothing can read."""
        async with self._listing:
            listed = await self._list.load()
            kept = {key: one for key, one in (listed or {}).items() if not self._is_over(one)}
            if listed is not None and (not kept or len(kept) < len(listed)):
                await self._save_list(kept)
        async with aclosing(self._each(but=kept)) as each:
            rest = [key async for key, one in each if one is None or self._is_over(one)]
        for key in rest:
            async with self.changing(key):  # an end has the key of its subscription, which may have ended again
                if await self.find(key) is None:
                    await self._own_note(key).forget()

    async def _listed(self) -> dict[str, _Listed]:
        return await self._list.load() or {}

    async def _save_list(self, listed: dict[str, _Listed]) -> None:
        if listed:
            await self._list.save(listed)
        else:
            await self._list.forget()

    async def _read(self, keys: Collection[str]) -> list[T]:
        async with aclosing(in_slices(tuple(keys), _AT_A_TIME)) as some:
            return [one async for key in some if (one := await self._own_note(key).load()) is not None]

    async def _forget_own(self, keys: Iterable[str]) -> None:
        for key in keys:
            await self._own_note(key).forget()

    def _own_note(self, key: str) -> JsonNote[T]:
        return JsonNote[T](self._store, f"{self._name} {key}", self._decode)

    async def _each(self, but: Collection[str] = ()) -> AsyncGenerator[tuple[str, T | None]]:
        """All that have a note of their own, with their keys; None for what nothing can read."""
        beginning = f"{self._name} "
        notes = await self._store.notes(beginning)
        texts = [(key, text) for name, text in notes.items() if (key := name.removeprefix(beginning)) not in but]
        async with aclosing(in_slices(texts, _AT_A_TIME)) as some:
            async for key, text in some:
                yield key, self._own_note(key).read(text)

    def _is_over(self, one: _Listed | T) -> bool:
        return self._now() - one.at > KEPT


def _oldest(listed: dict[str, _Listed], most: int, place: int | None = None) -> list[str]:
    """The keys of those that are too many, of one place or altogether."""
    found = [key for key, one in listed.items() if place is None or abs(one.place) == place]
    return sorted(found, key=lambda key: listed[key].at)[: max(0, len(found) - most)]


def _decode_list(doc: dict[str, list[Any]]) -> dict[str, _Listed]:
    """Older versions listed no place."""
    return {
        key: _Listed(moment(at), str(about), int(place[0]) if place else 0)
        for key, (at, about, *place) in doc.items()
    }


def place_of(subscription: Subscription) -> int:
    """The server that it is of, or the channel of the person's direct messages."""
    return subscription.guild_id or subscription.destination_id


def subscription_of(doc: dict[str, Any]) -> Subscription:
    """A subscription as it stands in a note."""
    until = doc["paused_until"]
    return Subscription(
        id=str(doc["id"]),
        destination_id=int(doc["destination_id"]),
        guild_id=None if doc["guild_id"] is None else int(doc["guild_id"]),
        query=str(doc["query"]),
        name=str(doc["name"]),
        creator_id=int(doc["creator_id"]),
        created=moment(doc["created"]),
        mode=Mode(doc["mode"]),
        paused=bool(doc["paused"]),
        paused_until=None if until is None else moment(until),
        sources=tuple(map(str, doc.get("sources", ()))),
    )
