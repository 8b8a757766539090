"""The book of subscriptions, kept from one question to the next: only what has changed is read again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.domain.subscription_book import SubscriptionBook
from bot.store.postgres.rows import subscribed_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.subscription_book import Change
    from bot.store.postgres.driver import Connection, Row

_AT_A_TIME = 100  # subscriptions decoded before the event loop gets its turn, some 10 ms with 300 papers each
_ALL = "SELECT id, document, baseline FROM subscriptions"
_CHANGED = """
SELECT c.id, s.document, s.baseline FROM subscription_changes c LEFT JOIN subscriptions s ON s.id = c.id
WHERE c.version > $1
"""


class BookKeeper:
    """Makes the books of one database, for all shards of a process. For what it is given see `Database`."""

    def __init__(
        self,
        fetchval: Callable[[str], Awaitable[Any]],
        reading: Callable[[Callable[[Connection], Awaitable[SubscriptionBook]]], Awaitable[SubscriptionBook]],
    ) -> None:
        self._fetchval = fetchval
        self._in_one_moment = reading
        self._book: SubscriptionBook | None = None
        self._reading = asyncio.Lock()

    async def current(self) -> SubscriptionBook:
        """The book of this moment."""
        async with self._reading:
            version = await self._fetchval("SELECT subscriptions FROM ledger")
            if self._book is None or self._book.version != version:
                self._book = await self._in_one_moment(self._read)
            return self._book

    async def _read(self, db: Connection) -> SubscriptionBook:
        ledger = await db.fetchrow("SELECT subscriptions, forgotten FROM ledger")
        version, forgotten = (0, 0) if ledger is None else (ledger["subscriptions"], ledger["forgotten"])
        known = self._book
        if known is None or not forgotten <= known.version <= version:  # a database may have been restored
            return await _follow(db, SubscriptionBook(version=0), version, _ALL)
        return await _follow(db, known, version, _CHANGED, known.version)


async def _follow(
    db: Connection, book: SubscriptionBook, version: int, query: str, *args: object
) -> SubscriptionBook:
    """The book with what a query gives, in slices."""
    before, changes = book.version, dict[str, "Change"]()
    async for row in db.cursor(query, *args, prefetch=_AT_A_TIME):
        changes[row["id"]] = _subscribed(row)
        if len(changes) == _AT_A_TIME:
            book = book.changed(before, changes)
            changes.clear()
            await asyncio.sleep(0)
    return book.changed(version, changes)


def _subscribed(row: Row) -> Change:
    if row["document"] is None:
        return None
    found = subscribed_of(row)
    return found.subscription, found.baseline
