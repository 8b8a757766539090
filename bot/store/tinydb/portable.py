"""Everything that a store in a folder holds, read out and written entry by entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.errors import StoreCorruptError
from bot.store.entries import Position, Subscribed
from bot.store.tinydb.core import Core
from bot.store.tinydb.table import in_batches
from bot.store.tinydb.tables import POSITION
from bot.store.transfer import Portable, in_parts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from bot.domain.alert import Message
    from bot.store.entries import Entry

_HALF = "half filled"  # a fact that stands while `fill` is at work


class PortableOperations(Core, Portable):
    """Everything that the store holds, entry by entry."""

    @override
    async def entries(self) -> AsyncGenerator[Entry]:
        tables = self._tables
        for table in (tables.papers, tables.destinations):
            async for key, doc in table.items():
                yield table.decode(key, doc)
        async for key, doc in tables.subscriptions.items():
            yield Subscribed(tables.subscriptions.decode(key, doc), tables.baseline(key))
        async for key, doc in tables.alerts.items():
            yield tables.alerts.decode(key, doc)
        async for message in self._in_order():
            yield message
        async for key, doc in tables.facts.items():
            if key.startswith(POSITION):
                yield Position(key.removeprefix(POSITION), date.fromisoformat(doc["value"]))
        async for key, doc in tables.notes.items():
            yield tables.notes.decode(key, doc)

    async def _in_order(self) -> AsyncGenerator[Message]:
        messages = self._tables.messages
        numbers = {key: doc["n"] async for key, doc in messages.items()}
        async for keys in in_batches(sorted(numbers, key=numbers.__getitem__)):
            for key in keys:
                if (message := messages.get(key)) is not None:
                    yield replace(message, leased_until=None)

    @override
    async def is_empty(self) -> bool:
        return not any(map(len, self.storage.documents.values()))

    @override
    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """In several transactions, as one would have to be held in memory whole."""
        rows = self._tables
        async with self._write():
            rows.facts.put(_HALF, 1)
        async for part in in_parts(entries):
            async with self._write():
                await rows.put(part)
        async with self._write():
            rows.facts.drop(_HALF)
            await rows.grow("papers", "subscriptions")

    def require_whole(self) -> None:
        """Raise StoreCorruptError when a `fill` was broken off: half of a store would forget and repeat alerts."""
        if self._tables.facts.get(_HALF):
            raise StoreCorruptError(
                "An import into this store was broken off, so half of it is missing: "
                "move its folder away and import again."
            )
