"""Everything that a store in a database holds, read out and written entry by entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Message
from bot.domain.paper import Sighting
from bot.store.postgres.core import Core
from bot.store.postgres.rows import STORED, bare_paper_of
from bot.store.postgres.transaction import PostgresTransaction
from bot.store.transfer import Portable, in_parts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from bot.store.entries import Entry

_AT_ONCE = 500  # rows in memory
_EMPTY = """
SELECT NOT EXISTS (SELECT FROM papers) AND NOT EXISTS (SELECT FROM destinations)
    AND NOT EXISTS (SELECT FROM subscriptions) AND NOT EXISTS (SELECT FROM alerts)
    AND NOT EXISTS (SELECT FROM messages) AND NOT EXISTS (SELECT FROM positions)
    AND NOT EXISTS (SELECT FROM notes) AND (SELECT papers + subscriptions FROM ledger) = 0
"""


class PortableOperations(Core, Portable):
    """Everything that the store holds, entry by entry."""

    @override
    async def entries(self) -> AsyncGenerator[Entry]:
        """All of one moment, also while others write."""
        async with self._db.open(readonly=True) as db:
            for kind, stored in STORED.items():
                query = stored.every + (" ORDER BY number" if kind is Message else "")
                async for row in db.cursor(query, prefetch=_AT_ONCE):
                    yield bare_paper_of(row) if kind is Sighting else _unleased(stored.of(row))

    @override
    async def is_empty(self) -> bool:
        return await self._db.fetchval(_EMPTY)

    @override
    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """In one transaction."""
        async with self._db.open() as db:
            rows = PostgresTransaction(db)
            await rows.lock()
            async for part in in_parts(entries):
                await rows.put(part)
            await rows.grow("papers", "subscriptions")


def _unleased(entry: Entry) -> Entry:
    return replace(entry, leased_until=None) if isinstance(entry, Message) else entry
