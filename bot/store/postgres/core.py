"""What the operations on a database share: the clock, the shard, reading and writing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from typing_extensions import override

from bot.domain.discord.ids import EVERYTHING, Shard
from bot.store.postgres.book import BookKeeper
from bot.store.postgres.transaction import PostgresTransaction
from bot.store.verbs.transaction import Transaction, Verbs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.store.postgres.database import Database
    from bot.store.postgres.driver import Connection, Row

T = TypeVar("T")
_AT_A_TIME = 100  # rows decoded before the event loop gets its turn: of papers some 3 ms


class Core(Verbs):
    """The open database, the clock, and the shard whose part of the outbox is worked on.

    Stores of one process share its `book`.
    """

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], datetime],
        shard: Shard = EVERYTHING,
        book: BookKeeper | None = None,
    ) -> None:
        self._db = database
        self._now = now
        self._shard = shard
        self._book = book or BookKeeper(database.fetchval, database.reading)

    def _ours(self) -> tuple[int, int]:
        """The two arguments that statements with `ours` need."""
        return self._shard.count, self._shard.id

    @override
    async def in_transaction(self, work: Callable[[Transaction], Awaitable[T]], *, followed: bool = False) -> T:
        async def once(db: Connection) -> T:
            if followed:  # what comes after it is written to the disk after it, and waits for both
                await db.execute("SET LOCAL synchronous_commit TO off")
            return await work(PostgresTransaction(db))

        return await self._db.transaction(once)

    async def _read(self, of: Callable[[Row], T], query: str, *args: object) -> tuple[T, ...]:
        """What the rows of a query stand for; the event loop turns in between."""
        found: list[T] = []
        for row in await self._db.fetch(query, *args):
            found.append(of(row))
            if len(found) % _AT_A_TIME == 0:
                await asyncio.sleep(0)
        return tuple(found)
