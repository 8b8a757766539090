"""Everything that a store in a folder holds, read out and written entry by entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

from bot.domain.alert import Message
from bot.domain.errors import StoreCorruptError
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store.tinydb.core import Core
from bot.store.tinydb.typed_table import TypedTable, in_batches
from bot.store.transfer import AlertEntry, Note, Portable, Position, SubscriptionEntry

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from bot.store.transfer import Entry

T = TypeVar("T")

_POSITION = "position "
_HALF = "half filled"  # a fact that stands while `fill` is at work
_AT_ONCE = 500  # entries in one transaction


class PortableOperations(Core, Portable):
    """Everything that the store holds, entry by entry."""

    @override
    async def entries(self) -> AsyncGenerator[Entry]:
        async for _, sighting in _all(self._papers):
            yield sighting
        async for _, destination in _all(self._destinations):
            yield destination
        async for key, subscription in _all(self._subscriptions):
            yield SubscriptionEntry(subscription=subscription, baseline=frozenset(self._baselines.get(key) or ()))
        async for _, alert in _all(self._alerts):
            yield AlertEntry(alert=alert, finished=self._finished(alert))
        async for message in self._in_order():
            yield replace(message, leased_until=None)
        async for key, value in _all(self._facts):
            if key.startswith(_POSITION):
                yield Position(source=key.removeprefix(_POSITION), day=date.fromisoformat(value))
        async for key, value in _all(self._notes):
            yield Note(name=key, value=value)

    async def _in_order(self) -> AsyncGenerator[Message]:
        numbers: dict[str, int] = {}
        async for keys in in_batches(self._messages):
            numbers.update({key: (self._messages.doc(key) or {}).get("n", 0) for key in keys})
        async for keys in in_batches(sorted(numbers, key=numbers.__getitem__)):
            for key in keys:
                if (message := self._messages.get(key)) is not None:
                    yield message

    @override
    async def is_empty(self) -> bool:
        tables: tuple[TypedTable[Any], ...] = (
            self._papers,
            self._destinations,
            self._subscriptions,
            self._alerts,
            self._messages,
            self._facts,
            self._notes,
        )
        return not any(len(table) for table in tables)

    @override
    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """In several transactions, as one would have to be held in memory whole."""
        await self._mark(half=True)
        while batch := await _some(entries, _AT_ONCE):
            async with self._write():
                for entry in batch:
                    self._put_entry(entry)
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
                self._increment("papers")
                self._increment("subscriptions")

    def _put_entry(self, entry: Entry) -> None:
        match entry:
            case Sighting():
                self._papers.put(entry.paper.id, entry)
            case Destination():
                self._destinations.put(str(entry.id), entry)
            case SubscriptionEntry(subscription=subscription, baseline=baseline):
                self._subscriptions.put(subscription.id, subscription)
                self._baselines.put(subscription.id, baseline)
            case AlertEntry(alert=alert, finished=finished):
                self._put_alert(alert, finished)
            case Message():
                self._put_message(entry)
            case Position(source=source, day=day):
                self._facts.put(_POSITION + source, day.isoformat())
            case _:  # a Note, the one that is left
                self._notes.put(entry.name, entry.value)


async def _all(table: TypedTable[T]) -> AsyncGenerator[tuple[str, T]]:
    """Keys and objects; the event loop gets its turn in between."""
    async for keys in in_batches(table):
        for key in keys:
            if (thing := table.get(key)) is not None:
                yield key, thing


async def _some(entries: AsyncIterator[Entry], most: int) -> list[Entry]:
    found: list[Entry] = []
    async for entry in entries:
        found.append(entry)
        if len(found) == most:
            break
    return found
