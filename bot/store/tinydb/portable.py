"""Moving the TinyDB engine's documents in and out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from bot.domain.alert import Message
from bot.domain.errors import StoreCorruptError
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store.codec import parse_time
from bot.store.tinydb.core import Core
from bot.store.tinydb.typed_table import TypedTable, in_batches
from bot.store.transfer import Note, Owed, Position, Subscribed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.store.transfer import Entry

T = TypeVar("T")

_POSITION = "position "
_HALF = "half filled"  # a fact that stands while `fill` is at work
_AT_ONCE = 500  # entries in one transaction


class PortableVerbs(Core):
    """See bot.store.transfer.Portable."""

    async def entries(self) -> AsyncGenerator[Entry]:
        """See Portable."""
        async for _, sighting in _all(self._papers):
            yield sighting
        async for _, destination in _all(self._destinations):
            yield destination
        async for key, subscription in _all(self._subscriptions):
            yield Subscribed(subscription=subscription, baseline=frozenset(self._baselines.get(key) or ()))
        async for key, alert in _all(self._alerts):
            yield Owed(alert=alert, finished=_finished(self._alerts, key))
        async for message in self._in_order():
            yield replace(message, leased_until=None)
        async for key, value in _all(self._facts):
            if key.startswith(_POSITION):
                yield Position(source=key.removeprefix(_POSITION), day=date.fromisoformat(value))
        async for key, value in _all(self._notes):
            yield Note(name=key, value=value)

    async def _in_order(self) -> AsyncGenerator[Message]:
        numbers = {key: (self._messages.doc(key) or {}).get("n", 0) for key in self._messages}
        for key in sorted(numbers, key=lambda key: numbers[key]):
            if (message := self._messages.get(key)) is not None:
                yield message

    async def is_empty(self) -> bool:
        """See Portable."""
        shelves: tuple[TypedTable[Any], ...] = (
            self._papers,
            self._destinations,
            self._subscriptions,
            self._alerts,
            self._messages,
            self._facts,
            self._notes,
        )
        return not any(len(shelf) for shelf in shelves)

    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """See Portable; in several transactions, as one would have to be held in memory whole."""
        await self._mark(half=True)
        while batch := await _some(entries, _AT_ONCE):
            async with self._write():
                for entry in batch:
                    self._take(entry)
        await self._mark(half=False)

    def require_whole(self) -> None:
        """Raise StoreCorruptError when a `fill` was broken off: half of a store would forget and repeat alerts."""
        if self._facts.get(_HALF):
            raise StoreCorruptError(
                "An import into this store was broken off, so half of it is missing: "
                "move its folder away and import again."
            )

    async def _mark(self, *, half: bool) -> None:
        async with self._write():
            if half:
                self._facts.put(_HALF, 1)
            else:
                self._facts.drop(_HALF)
                self._grow("papers")
                self._grow("subscriptions")

    def _take(self, entry: Entry) -> None:
        match entry:
            case Sighting():
                self._papers.put(entry.paper.id, entry)
            case Destination():
                self._destinations.put(str(entry.id), entry)
            case Subscribed(subscription=subscription, baseline=baseline):
                self._subscriptions.put(subscription.id, subscription)
                self._baselines.put(subscription.id, baseline)
            case Owed(alert=alert, finished=finished):
                self._put_alert(alert, finished)
            case Message():
                self._put_message(entry)
            case Position(source=source, day=day):
                self._facts.put(_POSITION + source, day.isoformat())
            case _:  # a Note, the one that is left
                self._notes.put(entry.name, entry.value)


async def _all(shelf: TypedTable[T]) -> AsyncGenerator[tuple[str, T]]:
    """Keys and objects; the event loop gets its turn in between."""
    async for keys in in_batches(shelf):
        for key in keys:
            if (thing := shelf.get(key)) is not None:
                yield key, thing


def _finished(alerts: TypedTable[Alert], key: str) -> datetime | None:
    finished = (alerts.doc(key) or {}).get("finished")
    return None if finished is None else parse_time(finished)


async def _some(entries: AsyncIterator[Entry], most: int) -> list[Entry]:
    found: list[Entry] = []
    async for entry in entries:
        found.append(entry)
        if len(found) == most:
            break
    return found
