"""The store in a database: its engine, and the class with all operations."""

from __future__ import annotations

import json
import logging
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.domain.alert import AlertState, Message, MessageState
from bot.domain.paper import Sighting
from bot.domain.ports import StoreCounts
from bot.domain.ports.store import KEEP_PAPERS
from bot.domain.subscription_cache import baselines_begin
from bot.store import rules
from bot.store.engine import OpenStore, StoreEngine
from bot.store.postgres.database import MEMBER_LOCKS, Connection, Database, Row, address_of, connect_pool
from bot.store.postgres.membership import COUNT_REPLICAS, PostgresMembership
from bot.store.postgres.migrating import migrate, require_readable
from bot.store.postgres.outbox import PostgresOutbox
from bot.store.postgres.rows import TABLES, paper_without_summaries
from bot.store.postgres.transaction import PostgresTransaction
from bot.store.transfer import entry_batches

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Collection
    from datetime import datetime, timedelta

    from bot.store.entries import Entry


# A subscription with "ended" is a tombstone; texts cannot contain that key, as their quotes are escaped.
_COUNTS = """
SELECT
    (SELECT count(*) FROM papers) AS papers,
    (SELECT count(*) FROM subscriptions WHERE document::text NOT LIKE '%"ended":%') AS subscriptions,
    (SELECT count(*) FROM destinations) AS destinations,
    (SELECT count(*) FROM destinations WHERE blocked) AS blocked,
    (SELECT coalesce(json_object_agg(state, n), '{}') FROM
        (SELECT state, count(*) AS n FROM alerts GROUP BY state) AS a) AS alerts,
    (SELECT coalesce(json_object_agg(state, n), '{}') FROM
        (SELECT state, count(*) AS n FROM messages GROUP BY state) AS m) AS messages,
    least(
        (SELECT a.due FROM alerts a LEFT JOIN destinations d ON d.id = a.destination_id
            WHERE a.state = 'pending' AND d.blocked IS NOT TRUE ORDER BY a.due LIMIT 1),
        (SELECT min(m.created) FROM messages m LEFT JOIN destinations d ON d.id = m.destination_id
            WHERE m.state IN ('ready', 'sending') AND d.blocked IS NOT TRUE)
    ) AS oldest_due
"""
# Baselines of which at least half of the papers are older than the given day, or deleted.
_OLD_BASELINES = """
SELECT id FROM subscriptions WHERE cardinality(baseline) >= 2 * (
    SELECT count(*) FROM unnest(baseline) AS known(id) JOIN papers p ON p.id = known.id COLLATE "C"
    WHERE p.list_day >= $1
) AND cardinality(baseline) > 0
"""
_PRUNE_BASELINES = """
UPDATE subscriptions SET baseline = ARRAY(
    SELECT known.id FROM unnest(baseline) AS known(id) JOIN papers p ON p.id = known.id COLLATE "C"
    WHERE p.list_day >= $1 ORDER BY known.id COLLATE "C"
) WHERE id = ANY($2::text[])
"""
_BASELINE_BATCH = 100  # baselines rewritten while the ledger is locked
_DELETIONS_KEPT_FOR = 10_000  # changes of subscriptions; a cache that is older is reloaded as a whole
_FORGET_DELETIONS = f"""
WITH forgetting AS (
    UPDATE ledger SET forgotten = greatest(forgotten, subscriptions - {_DELETIONS_KEPT_FOR}) RETURNING forgotten
)
DELETE FROM subscription_changes c USING forgetting
WHERE c.version <= forgotten AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.id = c.id)
"""  # noqa: S608 - a number of our own
_PRUNE_PAPERS = """
DELETE FROM papers p WHERE list_day < $1 AND id <> ALL($2::text[])
    AND NOT EXISTS (SELECT FROM alerts a WHERE a.paper_id = p.id AND a.state = 'pending')
    AND p.id NOT IN (SELECT unnest(paper_ids) FROM messages WHERE state IN ('ready', 'sending'))
RETURNING id
"""
_PRUNE_SUMMARIES = f"""
DELETE FROM notes n WHERE starts_with(name, '{rules.SUMMARY_NOTE_PREFIX}')
    AND NOT EXISTS (SELECT FROM papers p WHERE '{rules.SUMMARY_NOTE_PREFIX}' || p.id = n.name)
"""  # noqa: S608 - a name of our own
_PRUNE_MESSAGES = """
DELETE FROM messages
WHERE finished < CASE WHEN state = ANY($3::text[]) THEN $1::timestamptz ELSE $2::timestamptz END
RETURNING key
"""
_PRUNE_PAYLOADS = """
UPDATE messages SET payload = '{}' WHERE finished < $1 AND state = ANY($2::text[]) AND payload::text <> '{}'
"""
_ROWS_IN_MEMORY = 500
# The ledger counts changes, also of what was deleted since.
_IS_EMPTY = """
SELECT NOT EXISTS (SELECT FROM papers) AND NOT EXISTS (SELECT FROM destinations)
    AND NOT EXISTS (SELECT FROM subscriptions) AND NOT EXISTS (SELECT FROM alerts)
    AND NOT EXISTS (SELECT FROM messages) AND NOT EXISTS (SELECT FROM positions)
    AND NOT EXISTS (SELECT FROM notes) AND (SELECT papers + subscriptions FROM ledger) = 0
"""


class PostgresStore(PostgresOutbox, OpenStore):
    """A store in a database, for any number of processes.

    Due alerts, claims, wake times and posted cards are those of one shard; everything else is of the whole store.
    """

    @override
    @asynccontextmanager
    async def join(self, shards: int) -> AsyncGenerator[PostgresMembership]:
        membership = PostgresMembership(self, shards)
        try:
            yield membership
        finally:
            membership.leave()

    @override
    async def replicas(self) -> int | None:
        return await self.db.fetchval(COUNT_REPLICAS, MEMBER_LOCKS)

    @override
    async def close(self) -> None:
        await self.db.close()

    @override
    async def notes(self, prefix: str) -> dict[str, str]:
        rows = await self.db.fetch("SELECT name, value FROM notes WHERE starts_with(name, $1)", prefix)
        return {row["name"]: json.loads(row["value"]) for row in rows}

    @override
    async def entries(self) -> AsyncGenerator[Entry]:
        """Yield all entries of one moment, also while others write."""
        async with self.db.open(readonly=True) as db:
            for kind, table in TABLES.items():
                query = table.select_all + (" ORDER BY number" if kind is Message else "")
                async for row in db.cursor(query, prefetch=_ROWS_IN_MEMORY):
                    # A paper's summaries are notes, which are yielded too.
                    entry = paper_without_summaries(row) if kind is Sighting else table.decode(row)
                    yield replace(entry, leased_until=None) if kind is Message else entry

    @override
    async def is_empty(self) -> bool:
        return await self.db.fetchval(_IS_EMPTY)

    @override
    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """Use one transaction, so that an interrupted fill leaves the store empty."""
        async with self.db.open() as db:
            transaction = PostgresTransaction(db)
            await transaction.lock()
            async for part in entry_batches(entries):
                await transaction.put(part)
            await transaction.count_changes("papers", "subscriptions")

    @override
    async def counts(self) -> StoreCounts:
        """Count the entries of all shards."""
        (row,) = await self.db.fetch(_COUNTS)
        counts: dict[str, Any] = {**row}
        for name, states in (("alerts", AlertState), ("messages", MessageState)):
            found = json.loads(row[name])
            counts[name] = {state: found.get(state, 0) for state in states}
        return StoreCounts(**counts)

    @override
    async def prune(
        self, now: datetime, *, keep_papers: timedelta = KEEP_PAPERS, kept: Collection[str] = ()
    ) -> int:
        sent_or_dropped = sorted(rules.SENT_OR_DROPPED_STATES)
        await self._prune_baselines(now)
        await self.db.fetch(_FORGET_DELETIONS)

        async def delete_papers(db: Connection) -> list[Row]:
            await db.execute("SELECT FROM ledger FOR UPDATE")  # so that no new alert needs a paper that is deleted
            deleted = list(await db.fetch(_PRUNE_PAPERS, (now - keep_papers).date(), list(kept)))
            await db.execute(_PRUNE_SUMMARIES)
            return deleted

        deleted = await self.db.transaction(delete_papers)
        long_ago = now - rules.KEEP_FINISHED
        # Messages before alerts: a message that is retried in between still has its alerts.
        deleted += await self.db.fetch(_PRUNE_MESSAGES, now - rules.KEEP_MESSAGES, long_ago, sent_or_dropped)
        deleted += await self.db.fetch("DELETE FROM alerts WHERE finished < $1 RETURNING paper_id", long_ago)
        await self.db.fetch(_PRUNE_PAYLOADS, now - rules.KEEP_PAYLOADS, sent_or_dropped)
        return len(deleted)

    async def _prune_baselines(self, now: datetime) -> None:
        newest = await self.db.fetchval("SELECT max(list_day) FROM papers")
        if newest is None:
            return
        since = baselines_begin(newest, now)
        ids = [row["id"] for row in await self.db.fetch(_OLD_BASELINES, since)]
        for start in range(0, len(ids), _BASELINE_BATCH):
            batch = ids[start : start + _BASELINE_BATCH]

            async def rewrite(db: Connection, batch: list[str] = batch) -> None:
                await db.execute("SELECT FROM ledger FOR UPDATE")  # as all do that change subscriptions
                await db.execute(_PRUNE_BASELINES, since, batch)

            await self.db.transaction(rewrite)


_UNSAFE_SETTING_WARNING = "PostgreSQL runs with %s = off: if it crashes, alerts may be lost or posted twice."
# With these off, a crash may lose acknowledged writes, and a paper could be posted twice.
_UNSAFE_SETTINGS = "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'"
_log = logging.getLogger(__name__)


class PostgresEngine(StoreEngine):
    """The engine for several replicas on one database; leases in it may belong to another replica."""

    shared = True

    @override
    @asynccontextmanager
    async def open(self, url: str, *, read_only: bool = False) -> AsyncGenerator[PostgresStore]:
        address = address_of(url)
        database = Database(address, await connect_pool(address, read_only=read_only))
        store = PostgresStore(database)
        try:
            if read_only:
                async with database.open(readonly=True) as connection:
                    await require_readable(connection)
            else:
                await database.transaction(migrate)
                for row in await database.fetch(_UNSAFE_SETTINGS):
                    _log.warning(_UNSAFE_SETTING_WARNING, row["name"])
            yield store
        finally:
            await store.close()
