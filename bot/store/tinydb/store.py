"""The store in a folder: all of its operations in one class, with pruning and counting."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import AlertState, Message, MessageState
from bot.domain.errors import StoreError
from bot.domain.paper import Sighting
from bot.domain.ports import StoreCounts
from bot.domain.subscription import Destination
from bot.store.engine import OpenStore
from bot.store.entries import Note, Subscribed
from bot.store.membership import SingleProcess
from bot.store.tinydb.lookups import Lookups
from bot.store.tinydb.outbox import OutboxOperations
from bot.store.tinydb.reading import in_batches
from bot.store.tinydb.whole import Whole

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class TinyDBStore(Whole, Lookups, OutboxOperations, OpenStore):
    """A store in a folder, for one process."""

    @override
    async def close(self) -> None:
        try:
            await self.storage.drain()
        finally:
            self.storage.close()

    @override
    @asynccontextmanager
    async def join(self, shards: int) -> AsyncGenerator[SingleProcess]:
        if shards > 1:
            raise StoreError(
                f"PAPERBOY_SHARDING__COUNT is {shards}, and a store in a folder has one shard: "
                "leave that setting out, or use a PostgreSQL database (docs/scaling.md)."
            )
        yield SingleProcess(self)

    async def release_leases(self) -> None:
        """End every lease: who has the folder's lock knows that the processes that held them have ended."""
        async with self._write():
            unfinished = self._tables.found(Message, self._index.outbox.all_unfinished())
            await self._tables.put(replace(one, leased_until=None) for one in unfinished if one.leased_until)

    @override
    async def compact(self) -> None:
        await self.storage.compact()

    @override
    async def notes(self, prefix: str) -> dict[str, str]:
        found: dict[str, str] = {}
        async for names in in_batches(name for name in self._tables.names(Note) if name.startswith(prefix)):
            found.update({one.name: one.value for one in self._tables.found(Note, names)})
        return found

    @override
    async def counts(self) -> StoreCounts:
        counts, rows = self._index.counts, self._tables.rows
        return StoreCounts(
            papers=len(rows(Sighting)),
            subscriptions=len(rows(Subscribed)) - counts["subscriptions", "ended"],
            destinations=len(rows(Destination)),
            blocked=len(self._index.outbox.blocked),
            alerts={state: counts["alerts", state] for state in AlertState},
            messages={state: counts["messages", state] for state in MessageState},
            oldest_due=self._index.outbox.oldest_due,
        )
