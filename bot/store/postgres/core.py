"""Transactions of the PostgreSQL engine, and its lookups of papers, subscriptions and destinations."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self, TypeVar

from typing_extensions import override

from bot.domain.discord.ids import EVERYTHING, Shard
from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.store import rules
from bot.store.entries import KINDS
from bot.store.operations.papers import PaperOperations
from bot.store.operations.subscriptions import SubscriptionOperations
from bot.store.postgres.rows import TABLES, destination_of, paper_of, subscription_of
from bot.store.postgres.transaction import PostgresTransaction
from bot.store.subscription_cache import BATCH_SIZE, CacheReader

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable, Mapping
    from datetime import date

    from bot.domain.subscription import Destination
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.store.entries import StoredSubscription
    from bot.store.operations.transaction import Transaction
    from bot.store.postgres.database import Connection, Database, Row
    from bot.store.subscription_cache import Part

T = TypeVar("T")
# `$1` are the ids in the cache. A subscription that was deleted since comes without a document.
_ALL_SUBSCRIPTIONS = """
SELECT id, s.document, s.baseline FROM subscriptions s
FULL JOIN (SELECT unnest($1::text[]) COLLATE "C" AS id) AS known USING (id)
"""
_CHANGED_SUBSCRIPTIONS = """
SELECT c.id, s.document, s.baseline FROM subscription_changes c LEFT JOIN subscriptions s ON s.id = c.id
WHERE c.version > $1
"""
# A hash of the id and the transaction that last wrote the row: it changes with every write, without a column.
_PAPER_MARK = "hashtext(id || ' ' || xmin::text)"
_DAY_MARKS = f"SELECT list_day, sum({_PAPER_MARK}::bigint)::bigint AS marks FROM papers GROUP BY list_day"  # noqa: S608 - our own
_PAPER_MARKS = f"SELECT id, {_PAPER_MARK} AS mark FROM papers WHERE list_day = $1"  # noqa: S608 - our own
_PREPRINTS = "SELECT published, max(id) AS id FROM papers WHERE published = ANY($1::text[]) GROUP BY published"
_ROWS_AT_ONCE = 100  # rows decoded before the event loop runs: some 3 ms for papers


class Core(PaperOperations, SubscriptionOperations, Store):
    """The open database with its papers, subscriptions and destinations.

    `shard` is the part of the outbox to work on. Stores of one process share their `cache`.
    """

    def __init__(
        self,
        database: Database,
        *,
        shard: Shard = EVERYTHING,
        cache: CacheReader | None = None,
    ) -> None:
        self.db = database
        self._in_shard = shard.count, shard.id  # for the placeholders of `database.in_shard`
        self._cache = cache or CacheReader(self._version, self._changes)

    def for_shard(self, shard: Shard) -> Self:
        """Return a store on the same database for one shard; it is closed with this one."""
        return type(self)(self.db, shard=shard, cache=self._cache)

    @override
    async def in_transaction(self, work: Callable[[Transaction], Awaitable[T]], *, more_follow: bool = False) -> T:
        async def once(db: Connection) -> T:
            if more_follow:  # the commit of the next transaction waits for the disk for both
                await db.execute("SET LOCAL synchronous_commit TO off")
            return await work(PostgresTransaction(db))

        return await self.db.transaction(once)

    @override
    async def read(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        table = TABLES[kind]
        columns = table.key_arguments(keys)
        entries = await self._read(table.decode, table.select_by_key, *columns) if columns else ()
        return {KINDS[kind].key(entry): entry for entry in entries}

    async def _read(self, decode: Callable[[Row], T], query: str, *args: object) -> tuple[T, ...]:
        """Return the decoded rows of a query; the event loop runs between batches."""
        entries: list[T] = []
        for row in await self.db.fetch(query, *args):
            entries.append(decode(row))
            if len(entries) % _ROWS_AT_ONCE == 0:
                await asyncio.sleep(0)
        return tuple(entries)

    async def _version(self) -> int:
        return await self.db.fetchval("SELECT subscriptions FROM ledger")

    async def _changes(self, cache: SubscriptionCache) -> AsyncGenerator[Part]:
        """Yield what changed since the cache was made, in parts; see `CacheReader`."""
        async with self.db.open(readonly=True) as db:
            [ledger] = await db.fetch("SELECT subscriptions, forgotten FROM ledger")
            version: int = ledger["subscriptions"]
            part: dict[str, StoredSubscription | None] = {}
            query, arguments = _ALL_SUBSCRIPTIONS, list[object]([list(cache.by_id)])
            # Only the changes, unless the cache is too old, or newer than a database that was restored
            if ledger["forgotten"] <= cache.version <= version:
                query, arguments = _CHANGED_SUBSCRIPTIONS, [cache.version]
            async for row in db.cursor(query, *arguments, prefetch=BATCH_SIZE):
                part[row["id"]] = None if row["document"] is None else subscription_of(row)
                if len(part) == BATCH_SIZE:
                    yield cache.version, part
                    part = {}
                    await asyncio.sleep(0)
            yield version, part

    # --- lookups ------------------------------------------------------------------------------------------

    @override
    async def papers_version(self) -> int:
        return await self.db.fetchval("SELECT papers FROM ledger")

    @override
    async def preprints_of(self, paper_ids: Collection[str]) -> dict[str, str]:
        return {row["published"]: row["id"] for row in await self.db.fetch(_PREPRINTS, list(paper_ids))}

    @override
    async def changed_days(self, known: Mapping[date, int]) -> AsyncGenerator[tuple[date, dict[str, int]]]:
        marks = {row["list_day"]: row["marks"] for row in await self.db.fetch(_DAY_MARKS)}
        for day in sorted({*known, *marks}, reverse=True):
            if known.get(day) != marks.get(day):
                yield day, {row["id"]: row["mark"] for row in await self.db.fetch(_PAPER_MARKS, day)}

    @override
    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        papers = await self._read(paper_of, f"{TABLES[Sighting].select_all} WHERE list_day >= $1", day)
        return tuple(sorted(papers, key=rules.newest_first))

    @override
    async def destinations(
        self, guild_ids: Collection[int] | None = None, *, blocked: bool = False
    ) -> tuple[Destination, ...]:
        where = f"{'blocked' if blocked else 'true'} AND ($1::bigint[] IS NULL OR guild_id = ANY($1))"
        query = f"SELECT id, document FROM destinations WHERE {where} ORDER BY id"  # noqa: S608 - conditions of our own
        return await self._read(destination_of, query, None if guild_ids is None else list(guild_ids))

    @override
    async def guilds(self) -> frozenset[int]:
        rows = await self.db.fetch("SELECT DISTINCT guild_id FROM destinations WHERE guild_id IS NOT NULL")
        return frozenset(row["guild_id"] for row in rows)
