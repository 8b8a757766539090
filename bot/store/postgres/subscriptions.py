"""Subscriptions and destinations."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import QUIET
from bot.domain.errors import ConflictError
from bot.domain.ports import SubscriptionStore
from bot.domain.subscription import earlier_id, taken_back
from bot.store import codec, rules
from bot.store.postgres.database import Core
from bot.store.postgres.planning import keep, let_go, revise, take_apart, take_up
from bot.store.postgres.rows import (
    UPSERT_DESTINATION,
    UPSERT_SUBSCRIPTION,
    decoded,
    destination_values,
    subscription_values,
)
from bot.store.revision import kept

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.ports import Revision
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Block, Destination, Subscription
    from bot.domain.subscription_book import SubscriptionBook
    from bot.store.postgres.driver import Connection

_AT_A_TIME = 200  # destinations decoded before the event loop gets its turn, some 3 ms
_BLOCKED = """
SELECT id, document FROM destinations WHERE blocked AND ($1::bigint[] IS NULL OR guild_id = ANY($1)) ORDER BY id
"""
_REMOVE = "DELETE FROM subscriptions WHERE id = $1"
_INCREMENT = "UPDATE ledger SET subscriptions = subscriptions + 1"
_RESCHEDULE = """
UPDATE alerts SET due = $5
WHERE destination_id = $1 AND paper_id = $2 AND state = 'pending' AND subscriptions = $3 AND due = $4
RETURNING paper_id
"""
# As `rules.judged_by_preferences`.
_SUBSCRIPTIONS_CHANGED = "UPDATE subscriptions SET id = id WHERE destination_id = $1"  # whose posts they are
_LOOK_AGAIN = """
UPDATE messages SET next_try = least(created, next_try), leased_until = NULL
WHERE destination_id = $1 AND state = 'ready' AND (reason = $2 OR leased_until IS NOT NULL)
"""
_DROP_MESSAGES = """
WITH dropped AS (
    UPDATE messages SET state = 'dropped', reason = $3, finished = $2, leased_until = NULL
    WHERE destination_id = $1 AND {which} RETURNING paper_ids, first_attempt
)
UPDATE alerts SET finished = $2,
    state = CASE WHEN dropped.first_attempt IS NULL THEN 'dropped' ELSE 'uncertain' END
FROM dropped WHERE destination_id = $1 AND paper_id = ANY(dropped.paper_ids)
"""
_DROP_PENDING = (
    "UPDATE alerts SET state = 'dropped', finished = $2 WHERE destination_id = $1 AND state = 'pending'"
)


class SubscriptionOperations(Core, SubscriptionStore):
    """Subscriptions with their baselines, and destinations."""

    @override
    async def subscriptions(self) -> SubscriptionBook:
        return await self._book.current()

    @override
    async def save_subscription(
        self,
        subscription: Subscription,
        destination: Destination,
        *,
        baseline: frozenset[str] | None,
        papers_version: int,
        revision: Revision | None = None,
    ) -> None:
        async def work(db: Connection) -> None:
            version = await db.fetchval("SELECT papers FROM ledger FOR UPDATE")
            if baseline is not None and papers_version != version:
                raise ConflictError("New papers arrived while the subscription was made: make it again.")
            stored = await _subscription(db, subscription.id)
            if revision is not None:
                _require(stored, revision.replaces)
            existing = await _locked(db, destination.id)
            kept = existing or destination
            await db.execute(
                UPSERT_DESTINATION,
                *destination_values(replace(destination, block=kept.block, preferences=kept.preferences)),
            )
            known = baseline if baseline is not None else frozenset[str]() if stored is None else stored[1]
            if revision is not None and revision.kept is not None and stored is not None:
                await _keep(db, *stored, revision.kept, subscription)
            stayed = await revise(db, subscription, revision) if revision is not None else frozenset[str]()
            await db.execute(UPSERT_SUBSCRIPTION, *subscription_values(subscription, known | stayed))
            await db.execute(_INCREMENT)

        await self._db.transaction(work)

    @override
    async def restore_subscription(
        self, tombstone: Subscription, *, at: datetime, due: datetime, ended: datetime | None = None
    ) -> None:
        async def work(db: Connection) -> None:
            await db.execute("SELECT FROM ledger FOR UPDATE")
            stored, back = await _subscription(db, tombstone.id), taken_back(tombstone)
            _require(stored, tombstone)
            current = await _subscription(db, back.id)
            if current is not None and current != stored:
                await take_apart(db, current[0], ended or self._now())
                await let_go(db, current[0])
            await take_up(db, tombstone, at, due)
            await db.execute(_REMOVE, tombstone.id)
            baseline = frozenset[str]() if stored is None else stored[1]
            await db.execute(UPSERT_SUBSCRIPTION, *subscription_values(back, baseline))
            await db.execute(_INCREMENT)

        await self._db.transaction(work)

    @override
    async def remove_subscription(
        self, subscription_id: str, *, found: Subscription | None = None, ended: datetime | None = None
    ) -> bool:
        async def work(db: Connection) -> bool:
            await db.execute("SELECT FROM ledger FOR UPDATE")
            stored = await _subscription(db, subscription_id)
            if stored is None or found not in {None, stored[0]}:
                return False
            await _remove(db, stored[0], ended or self._now())
            await db.execute(_INCREMENT)
            return True

        return await self._db.transaction(work)

    @override
    async def destination(self, destination_id: int) -> Destination | None:
        row = await self._db.fetchrow("SELECT id, document FROM destinations WHERE id = $1", destination_id)
        return None if row is None else decoded("destinations", row, codec.decode_destination)

    @override
    async def destinations(self) -> tuple[Destination, ...]:
        return await self._read_destinations("SELECT id, document FROM destinations ORDER BY id")

    @override
    async def destinations_by_id(self, destination_ids: Collection[int]) -> dict[int, Destination]:
        query = "SELECT id, document FROM destinations WHERE id = ANY($1::bigint[])"
        return {found.id: found for found in await self._read_destinations(query, list(destination_ids))}

    @override
    async def destinations_in(self, guild_ids: Collection[int]) -> tuple[Destination, ...]:
        query = "SELECT id, document FROM destinations WHERE guild_id = ANY($1::bigint[]) ORDER BY id"
        return await self._read_destinations(query, list(guild_ids))

    @override
    async def blocked_destinations(self, guild_ids: Collection[int] | None = None) -> tuple[Destination, ...]:
        guilds = None if guild_ids is None else list(guild_ids)
        return await self._read_destinations(_BLOCKED, guilds)

    @override
    async def guilds(self) -> frozenset[int]:
        rows = await self._db.fetch("SELECT DISTINCT guild_id FROM destinations WHERE guild_id IS NOT NULL")
        return frozenset(row["guild_id"] for row in rows)

    async def _read_destinations(self, query: str, *args: object) -> tuple[Destination, ...]:
        """All that a query gives; the event loop turns in between."""

        async def work(db: Connection) -> list[Destination]:
            found: list[Destination] = []
            async for row in db.cursor(query, *args, prefetch=_AT_A_TIME):
                found.append(decoded("destinations", row, codec.decode_destination))
                if len(found) % _AT_A_TIME == 0:
                    await asyncio.sleep(0)
            return found

        return tuple(await self._db.reading(work))

    @override
    async def set_block(
        self,
        destination_id: int,
        block: Block | None,
        *,
        found: Destination | None = None,
        dropping: Collection[str] = (),
        ended: datetime | None = None,
    ) -> bool:
        async def work(db: Connection) -> bool:
            destination = await _locked(db, destination_id)
            if destination is None or rules.is_blocked_otherwise(destination, found):
                return False
            await _put(db, replace(destination, block=block))
            if dropping:
                await _drop_stale(db, destination_id, list(dropping), ended or self._now())
            return True

        return await self._db.transaction(work)

    @override
    async def set_preferences(
        self, destination_id: int, preferences: Preferences, *, due: Mapping[Alert, datetime]
    ) -> bool:
        """Alerts that are not pending as they were are passed over."""
        moved = [(*one.key, list(one.subscriptions), one.due, moment) for one, moment in due.items()]

        async def work(db: Connection) -> bool:
            await db.execute("SELECT FROM ledger FOR UPDATE")
            destination = await _locked(db, destination_id)
            if destination is None:
                return False
            await _put(db, replace(destination, preferences=preferences))
            if preferences != destination.preferences:
                await db.execute(_SUBSCRIPTIONS_CHANGED, destination_id)
                await db.execute(_INCREMENT)
                await db.execute(_LOOK_AGAIN, destination_id, QUIET)
            await db.fetchmany(_RESCHEDULE, sorted(moved))
            return True

        return await self._db.transaction(work)

    @override
    async def forget_destination(
        self, destination_id: int, *, found: Destination | None = None, ended: datetime | None = None
    ) -> bool:
        async def work(db: Connection) -> bool:
            await db.execute("SELECT FROM ledger FOR UPDATE")
            if rules.is_blocked_otherwise(await _locked(db, destination_id), found):
                return False
            await db.execute("DELETE FROM destinations WHERE id = $1", destination_id)
            gone = "DELETE FROM subscriptions WHERE destination_id = $1 RETURNING id"
            if await db.fetch(gone, destination_id):
                await db.execute(_INCREMENT)
            await _drop_all(db, destination_id, ended or self._now())
            return True

        return await self._db.transaction(work)


async def _subscription(db: Connection, subscription_id: str) -> tuple[Subscription, frozenset[str]] | None:
    """With its baseline. Only transactions that hold the ledger write any."""
    row = await db.fetchrow("SELECT id, document, baseline FROM subscriptions WHERE id = $1", subscription_id)
    if row is None:
        return None
    return decoded("subscriptions", row, codec.decode_subscription), frozenset(row["baseline"])


def _require(stored: tuple[Subscription, frozenset[str]] | None, found: Subscription) -> None:
    if stored is None or stored[0] != found:
        raise ConflictError("The subscription was changed by somebody else meanwhile: look at it again.")


async def _keep(
    db: Connection, old: Subscription, baseline: frozenset[str], moment: datetime, new: Subscription
) -> None:
    """Keep the version before a change, in place of an earlier one; what has ended keeps none."""
    if (earlier := await _subscription(db, earlier_id(old.id))) is not None:
        await _remove(db, earlier[0], moment)
    if new.ended is None:
        tombstone = kept(old, moment)
        await keep(db, old, tombstone)
        await db.execute(UPSERT_SUBSCRIPTION, *subscription_values(tombstone, baseline))


async def _remove(db: Connection, found: Subscription, at: datetime) -> None:
    if found.ended is None:
        await take_apart(db, found, at)
    else:
        await let_go(db, found)
    await db.execute(_REMOVE, found.id)


async def _locked(db: Connection, destination_id: int) -> Destination | None:
    row = await db.fetchrow("SELECT id, document FROM destinations WHERE id = $1 FOR UPDATE", destination_id)
    return None if row is None else decoded("destinations", row, codec.decode_destination)


async def _put(db: Connection, destination: Destination) -> None:
    await db.execute(UPSERT_DESTINATION, *destination_values(destination))


async def _drop_all(db: Connection, destination_id: int, at: datetime) -> None:
    """Drop unfinished messages with their alerts, and pending alerts."""
    query = _DROP_MESSAGES.format(which="state IN ('ready', 'sending')")
    await db.execute(query, destination_id, at, rules.FORGOTTEN)
    await db.execute(_DROP_PENDING, destination_id, at)


async def _drop_stale(db: Connection, destination_id: int, papers: list[str], at: datetime) -> None:
    """The same for these papers, without the messages that may be posted."""
    query = _DROP_MESSAGES.format(which="state = 'ready' AND paper_ids <@ $4")
    await db.execute(query, destination_id, at, rules.STALE, papers)
    await db.execute(f"{_DROP_PENDING} AND paper_id = ANY($3)", destination_id, at, papers)
