"""Everything that a store in a database holds, read out and written entry by entry."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.store.postgres.core import Core
from bot.store.postgres.rows import (
    ALERT_COLUMNS,
    MESSAGE_COLUMNS,
    SELECT_PAPERS,
    alert_of,
    bare_paper_of,
    destination_of,
    message_of,
    subscribed_of,
)
from bot.store.postgres.transaction import PostgresTransaction
from bot.store.transfer import AlertEntry, Note, Portable, Position, SubscriptionEntry
from bot.store.verbs.filling import in_parts, put_entries

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from bot.store.postgres.driver import Row
    from bot.store.transfer import Entry

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
            for query, entry_of in _QUERIES:
                async for row in db.cursor(query, prefetch=_AT_ONCE):
                    yield entry_of(row)

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
                await put_entries(rows, part)
            await rows.grow("papers")
            await rows.grow("subscriptions")


_QUERIES: tuple[tuple[str, Callable[[Row], Entry]], ...] = (
    (SELECT_PAPERS, bare_paper_of),
    ("SELECT id, document FROM destinations", destination_of),
    (
        "SELECT id, document, baseline FROM subscriptions",
        lambda row: SubscriptionEntry(*subscribed_of(row)),
    ),
    (
        f"SELECT {ALERT_COLUMNS}, finished FROM alerts",  # noqa: S608 - columns of our own
        lambda row: AlertEntry(alert=alert_of(row), finished=row["finished"]),
    ),
    (
        f"SELECT {MESSAGE_COLUMNS} FROM messages ORDER BY number",  # noqa: S608 - columns of our own
        lambda row: replace(message_of(row), leased_until=None),
    ),
    ("SELECT source, day FROM positions", lambda row: Position(source=row["source"], day=row["day"])),
    ("SELECT name, value FROM notes", lambda row: Note(name=row["name"], value=json.loads(row["value"]))),
)
