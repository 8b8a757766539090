"""Everything that a store in a folder holds, read out and written entry by entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Message
from bot.domain.errors import StoreCorruptError
from bot.store.entries import KINDS
from bot.store.tinydb.core import Core
from bot.store.tinydb.reading import in_batches
from bot.store.transfer import Portable, in_parts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from bot.store.entries import Entry

_HALF = "half filled"  # a fact that stands while `fill` is at work


class PortableOperations(Core, Portable):
    """Everything that the store holds, entry by entry."""

    @override
    async def entries(self) -> AsyncGenerator[Entry]:
        tables = self._tables
        for kind in KINDS:
            names = tables.names(kind)
            if kind is Message:
                documents = ((name, tables.doc(kind, name)) async for some in in_batches(names) for name in some)
                numbers = {name: document["n"] async for name, document in documents if document is not None}
                names = sorted(numbers, key=numbers.__getitem__)
            async for some in in_batches(names):
                for name in some:
                    if (document := tables.doc(kind, name)) is not None:
                        entry = tables.decode(kind, name, document)
                        yield replace(entry, leased_until=None) if kind is Message else entry

    @override
    async def is_empty(self) -> bool:
        return not any(map(len, self.storage.documents.values()))

    @override
    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """In several transactions, as one would have to be held in memory whole."""
        rows = self._tables
        async with self._write():
            rows.set_fact(_HALF, 1)
        async for part in in_parts(entries):
            async with self._write():
                await rows.put(part)
        async with self._write():
            rows.set_fact(_HALF, None)
            await rows.grow("papers", "subscriptions")

    def require_whole(self) -> None:
        """Raise StoreCorruptError when a `fill` was broken off: half of a store would forget and repeat alerts."""
        if self._tables.fact(_HALF):
            raise StoreCorruptError(
                "An import into this store was broken off, so half of it is missing: "
                "move its folder away and import again."
            )
