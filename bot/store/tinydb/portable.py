"""Everything that a store in a folder holds, read out and written entry by entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Message
from bot.domain.errors import StoreCorruptError
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store.codec import parse_time
from bot.store.tinydb.core import POSITION, Core
from bot.store.tinydb.table import in_batches
from bot.store.transfer import AlertEntry, Note, Portable, Position, SubscriptionEntry

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from bot.store.transfer import Entry

_HALF = "half filled"  # a fact that stands while `fill` is at work
_AT_ONCE = 500  # entries in one transaction


class PortableOperations(Core, Portable):
    """Everything that the store holds, entry by entry."""

    @override
    async def entries(self) -> AsyncGenerator[Entry]:
        async for key, doc in self._papers.items():
            yield self._papers.decode(key, doc)
        async for key, doc in self._destinations.items():
            yield self._destinations.decode(key, doc)
        async for key, doc in self._subscriptions.items():
            subscription = self._subscriptions.decode(key, doc)
            yield SubscriptionEntry(subscription=subscription, baseline=self._baseline(key))
        async for key, doc in self._alerts.items():
            finished = doc.get("finished")
            yield AlertEntry(alert=self._alerts.decode(key, doc), finished=finished and parse_time(finished))
        numbers = {key: doc["n"] async for key, doc in self._messages.items()}
        async for keys in in_batches(sorted(numbers, key=numbers.__getitem__)):
            for key in keys:
                if (message := self._messages.get(key)) is not None:
                    yield replace(message, leased_until=None)
        async for key, doc in self._facts.items():
            if key.startswith(POSITION):
                yield Position(source=key.removeprefix(POSITION), day=date.fromisoformat(doc["value"]))
        async for key, doc in self._notes.items():
            yield Note(name=key, value=doc["value"])

    @override
    async def is_empty(self) -> bool:
        return not any(map(len, self.storage.documents.values()))

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
                self._facts.put(POSITION + source, day.isoformat())
            case _:  # a Note, the one that is left
                self._notes.put(entry.name, entry.value)


async def _some(entries: AsyncIterator[Entry], most: int) -> list[Entry]:
    found: list[Entry] = []
    async for entry in entries:
        found.append(entry)
        if len(found) == most:
            break
    return found
