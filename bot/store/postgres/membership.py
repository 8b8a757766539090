"""The shards that this replica serves: advisory locks on a connection of its own, which end with it."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.clock import utc_now
from bot.domain.discord.ids import Shard
from bot.domain.errors import StoreError
from bot.store.engine import Membership, ShardAssignment
from bot.store.postgres.database import MEMBER_LOCKS, SHARD_LOCKS, STARTING_LOCK, connect, driver_errors, in_shard
from bot.store.postgres.migrating import newer_than_known

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.store.postgres.core import Core
    from bot.store.postgres.database import Connection

_TIMEOUT = 4.0  # seconds for one heartbeat, which waits for no advisory lock
# https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
_SHARD_START_INTERVAL = 5.0  # seconds between the connections of two shards
# Seconds in which a reconnected replica locks only its former shards: others reconnect too
_RECONNECT_PERIOD = 6.0
# Longer than `tenure`: by then the last holder has stopped posting.
HANDOVER = timedelta(seconds=2.5)
# `objsubid` is 2 for locks with two keys, which are `classid` and `objid`.
_LOCKS = """
SELECT classid::bigint AS kind, objid::bigint AS number, count(*) AS holders,
    bool_or(pid = pg_backend_pid()) AS mine
FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid::bigint IN ($1, $2)
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
GROUP BY kind, number
"""
COUNT_REPLICAS = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid::bigint = $1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
# Leases that another process or connection left end at once if their message is certainly not being posted, else
# after the handover (NULL: they stay). Computed from the row once it is locked: while the update waits, a worker
# may start to post.
_NEW_LEASE = "CASE WHEN state = 'ready' THEN $3 ELSE $3::timestamptz + $4::interval END"
_END_LEASES = f"""
UPDATE messages SET leased_until = {_NEW_LEASE}
WHERE leased_until > {_NEW_LEASE} AND state IN ('ready', 'sending') AND key IN (
    SELECT m.key FROM messages m LEFT JOIN destinations d ON d.id = m.destination_id
    WHERE m.leased_until IS NOT NULL AND {in_shard("$1", "$2")}
)
"""  # noqa: S608 - conditions of our own
_TRY_LOCK = "SELECT pg_try_advisory_lock($1, $2)"
_UNLOCK = "SELECT pg_advisory_unlock($1, $2)"


class PostgresMembership(Membership):
    """A replica's part: a shared advisory lock, to count the replicas, and one lock for each shard it serves.

    If a new replica joins, the shards that it should have are surplus here. If one dies, its locks are free when
    the server notices. Then its claimed messages can be claimed again: those that it may be posting only after its
    `tenure`, all others at once. `clock` gives monotonic seconds, `now` the time.
    """

    heartbeat = 0.5
    tenure = 1.75

    def __init__(
        self,
        store: Core,
        shards: int,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._shards = shards
        self._clock, self._now = clock, now
        self._joined = False
        self._connection: Connection | None = None
        self._is_counted = False  # holds the lock by which replicas are counted
        self._held: frozenset[int] = frozenset()
        self._former_only_until = clock()  # until then, only shards that were ours are locked
        self._started_at: float | None = None  # when we locked STARTING_LOCK; None: we have not

    @override
    def store_for(self, shard: int) -> Store:
        return self._store.for_shard(Shard(id=shard, count=self._shards))

    @override
    async def renew(self) -> ShardAssignment:
        try:
            with driver_errors(self._store.db.address):
                async with asyncio.timeout(_TIMEOUT):
                    return await self._renew(await self._connected())
        except StoreError:
            self.leave()
            raise

    @override
    async def release(self, shard: int) -> None:
        if self._connection is not None:
            with driver_errors(self._store.db.address):
                await self._connection.fetchval(_UNLOCK, SHARD_LOCKS, shard)
            self._held -= {shard}

    def leave(self) -> None:
        """Release everything by cutting the connection off."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
            self._started_at = None

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.is_closed():
            self.leave()
            self._connection = await connect(self._store.db.address)
            self._is_counted = False
            if self._joined:
                self._former_only_until = self._clock() + _RECONNECT_PERIOD
            self._joined = True
        return self._connection

    async def _renew(self, db: Connection) -> ShardAssignment:
        if (schema := await newer_than_known(db)) is not None:
            return await self._stand_down(db, schema)
        if not self._is_counted:
            await db.fetchval("SELECT pg_advisory_lock_shared($1, $2)", MEMBER_LOCKS, self._shards)
            self._is_counted = True
        return await self._claim(db)

    async def _stand_down(self, db: Connection, schema: int) -> ShardAssignment:
        """Make all shards surplus; once released, leave the count of replicas: newer ones then take everything."""
        await self._let_others_start(db)
        if not self._held and self._is_counted:
            await db.fetchval("SELECT pg_advisory_unlock_shared($1, $2)", MEMBER_LOCKS, self._shards)
            self._is_counted = False
        reason = (
            f"A newer Paperboy has updated the database (schema {schema}), so this one has stopped. Update it."
        )
        return ShardAssignment(held=self._held, surplus=self._held, waiting_for=reason)

    async def _claim(self, db: Connection) -> ShardAssignment:
        """Return the shards of this replica, with one more if it has less than its share and one is free."""
        rows = await db.fetch(_LOCKS, MEMBER_LOCKS, SHARD_LOCKS)
        mine = frozenset(row["number"] for row in rows if row["kind"] == SHARD_LOCKS and row["mine"])
        holders = {row["number"]: row["holders"] for row in rows if row["kind"] == MEMBER_LOCKS}
        replicas = holders.pop(self._shards)
        if holders and not mine:  # replicas with another number of shards
            self._held = frozenset()
            return ShardAssignment(
                waiting_for=f"Other replicas run with PAPERBOY_SHARDING__COUNT={min(holders)}. "
                "Use the same number everywhere."
            )
        share = -(-self._shards // replicas)  # of the shards, rounded up
        locked = {row["number"] for row in rows if row["kind"] == SHARD_LOCKS}
        free = [number for number in range(self._shards) if number not in locked]
        if self._clock() < self._former_only_until:
            free = [shard for shard in free if shard in self._held]
        await self._let_others_start(db)
        if free and len(mine) < share:
            mine |= await self._start_shard(db, free)
        self._held = mine
        return ShardAssignment(held=mine, surplus=frozenset(sorted(mine)[share:]))

    async def _start_shard(self, db: Connection, free: list[int]) -> frozenset[int]:
        """Lock and return one free shard; none if others took all, or a replica began to connect one just now."""
        if self._started_at is not None or not await db.fetchval(_TRY_LOCK, *STARTING_LOCK):
            return frozenset()
        for shard in free:
            if await db.fetchval(_TRY_LOCK, SHARD_LOCKS, shard):
                handover = None if shard in self._held else HANDOVER  # it was ours: our own posts may be in flight
                await self._store.db.fetch(_END_LEASES, self._shards, shard, self._now(), handover)
                self._started_at = self._clock()
                return frozenset({shard})
        await db.fetchval(_UNLOCK, *STARTING_LOCK)
        return frozenset()

    async def _let_others_start(self, db: Connection) -> None:
        """Let other replicas start a shard when enough time has passed since we did."""
        if self._started_at is not None and self._clock() >= self._started_at + _SHARD_START_INTERVAL:
            await db.fetchval(_UNLOCK, *STARTING_LOCK)
            self._started_at = None
