"""Alerts that are due, and the messages that are to carry them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import AlertState
from bot.domain.errors import ConflictError
from bot.domain.ports import OutboxStore
from bot.domain.subscription import taken_back
from bot.store import revision as revising
from bot.store import rules
from bot.store.postgres.database import Core, lost, ours
from bot.store.postgres.delivery import FINISH
from bot.store.postgres.papers import had_elsewhere
from bot.store.postgres.rows import (
    ALERT_COLUMNS,
    MESSAGE_COLUMNS,
    UPSERT_ALERT,
    UPSERT_MESSAGE,
    alert_of,
    alert_values,
    message_of,
    message_values,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.ports import Revision
    from bot.domain.subscription import Subscription
    from bot.store.postgres.driver import Connection

# The destinations that fit into the limit are among those of as many alerts, oldest first: each has one there.
_DUE = f"""
WITH oldest AS (
    SELECT a.destination_id, a.due FROM alerts a LEFT JOIN destinations d ON d.id = a.destination_id
    WHERE a.state = 'pending' AND a.due <= $1 AND d.blocked IS NOT TRUE AND {ours("$3", "$4")}
    ORDER BY a.due, a.destination_id LIMIT greatest($2, 1)
), due_at AS (
    SELECT destination_id, min(due) AS since FROM oldest GROUP BY destination_id
), sized AS (
    SELECT destination_id, since, (
        SELECT count(*) FROM (SELECT FROM alerts a WHERE a.destination_id = p.destination_id
                              AND state = 'pending' AND due <= $1 LIMIT 2 * $2 + 1) AS counted
    ) AS waiting FROM due_at p
), numbered AS (
    SELECT destination_id AS place, waiting, row_number() OVER line AS turn, sum(waiting) OVER line AS total
    FROM sized WINDOW line AS (ORDER BY since, destination_id)
)
SELECT {ALERT_COLUMNS} FROM numbered, LATERAL (
    SELECT * FROM alerts a WHERE a.destination_id = place AND state = 'pending' AND due <= $1
    ORDER BY due, created, paper_id LIMIT CASE WHEN waiting > 2 * $2 THEN $2 ELSE waiting END
) AS alerts WHERE turn = 1 OR total <= $2 ORDER BY turn, due, created, paper_id
"""  # noqa: S608 - columns of our own
_PENDING = f"""
SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND state = 'pending' ORDER BY due, created, paper_id
"""  # noqa: S608 - columns of our own
_TIE = """
UPDATE alerts SET state = $3, message_key = $4, finished = $5
WHERE destination_id = $1 AND paper_id = $2 AND state = 'pending' RETURNING paper_id
"""
_DROP = """
UPDATE alerts SET state = 'dropped', finished = $4
WHERE destination_id = $1 AND paper_id = $2 AND state = 'pending' AND subscriptions = $3 RETURNING paper_id
"""
_POSTPONE = """
UPDATE alerts SET due = $4, gathered = $5
WHERE destination_id = $1 AND paper_id = $2 AND state = 'pending' AND subscriptions = $3 RETURNING paper_id
"""
_WANTED = """
SELECT EXISTS (
    SELECT FROM messages m JOIN alerts a ON a.destination_id = m.destination_id AND a.paper_id = ANY(m.paper_ids)
    JOIN subscriptions s ON s.id = ANY(a.subscriptions) WHERE m.key = $1
)
"""
_SPLIT = """
UPDATE messages
SET state = 'dropped', reason = $3, finished = $4, leased_until = NULL, first_attempt = NULL, after = NULL
WHERE key = $1 AND claim = $2 AND leased_until IS NOT NULL RETURNING destination_id, paper_ids
"""
_LEFT_WANTED = """
SELECT EXISTS (
    SELECT FROM alerts a JOIN subscriptions s ON s.id = ANY(a.subscriptions) JOIN papers p ON p.id = a.paper_id
    WHERE a.destination_id = $1 AND a.paper_id = ANY($2::text[])
)
"""
_UNTIE = "UPDATE alerts SET state = 'dropped', finished = $3 WHERE destination_id = $1 AND paper_id = ANY($2)"
_RETIE = """
UPDATE alerts SET state = $3, message_key = $4, finished = $5
WHERE destination_id = $1 AND paper_id = $2 RETURNING paper_id
"""
_NAMED = f"""
SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND state IN ('pending', 'planned')
AND $2 = ANY(subscriptions) ORDER BY destination_id, paper_id FOR UPDATE
"""  # noqa: S608 - as above
_TAKE_APART = """
WITH apart AS (
    UPDATE messages SET state = 'dropped', reason = $4, finished = $3, leased_until = NULL
    WHERE destination_id = $1 AND state = 'ready' AND first_attempt IS NULL AND paper_ids && $2::text[]
    RETURNING paper_ids
)
UPDATE alerts SET state = 'pending', message_key = NULL
WHERE destination_id = $1 AND state = 'planned' AND paper_id IN (SELECT unnest(paper_ids) FROM apart)
"""
_THERE = f"""
SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND paper_id = ANY($2::text[])
ORDER BY destination_id, paper_id FOR UPDATE
"""  # noqa: S608 - as above
_NAME = """
UPDATE alerts SET subscriptions = array_append(subscriptions, $3)
WHERE destination_id = $1 AND paper_id = ANY($2::text[])
"""


class PlanningOperations(Core, OutboxStore):
    """The part of the outbox that is about alerts, until messages carry them."""

    @override
    async def due_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        """Of the shard that is ours."""
        return tuple(map(alert_of, await self._db.fetch(_DUE, now, limit, *self._ours())))

    @override
    async def pending(self, destination_id: int) -> tuple[Alert, ...]:
        return tuple(map(alert_of, await self._db.fetch(_PENDING, destination_id)))

    @override
    async def find_alert(self, destination_id: int, paper_id: str) -> tuple[Alert, Message | None] | None:
        async def work(db: Connection) -> tuple[Alert, Message | None] | None:
            query = f"SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND paper_id = $2"  # noqa: S608 - as above
            row = await db.fetchrow(query, destination_id, paper_id)
            if row is None:
                return None
            query = f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE key = $1"  # noqa: S608 - as above
            message = await db.fetchrow(query, row["message_key"])
            return alert_of(row), None if message is None else message_of(message)

        return await self._db.reading(work)

    @override
    async def plan(
        self,
        messages: Sequence[Message],
        dropped: Sequence[Alert],
        at: datetime,
        *,
        postponed: Sequence[Alert] = (),
        subscriptions_version: int | None = None,
    ) -> None:
        ties = [(*where, *tie) for message in messages for where, tie in _ties(message)]
        gone = [(*alert.key, list(alert.subscriptions), at) for alert in dropped]
        later = [(*one.key, list(one.subscriptions), one.due, one.deferred_to_digest) for one in postponed]

        async def work(db: Connection) -> None:
            await _all(db, UPSERT_MESSAGE, list(map(message_values, messages)))
            await _all(db, _TIE, sorted(ties, key=_key))
            await _all(db, _DROP, sorted(gone, key=_key))
            await _all(db, _POSTPONE, sorted(later, key=_key))
            # Last of all: whoever changes a subscription from now on waits for the alerts of it.
            if subscriptions_version not in {None, await db.fetchval("SELECT subscriptions FROM ledger")}:
                raise ConflictError("Subscriptions changed while alerts were planned: plan again.")

        await self._db.transaction(work)

    @override
    async def drop_unwanted(self, key: str, claim: int, reason: str, at: datetime, *, in_doubt: bool) -> bool:
        if await self._db.fetchval(_WANTED, key):
            return False

        async def work(db: Connection) -> bool:
            await db.execute("SELECT FROM ledger FOR UPDATE")  # as those who change subscriptions
            if await db.fetchval(_WANTED, key):
                return False
            if not await db.fetchval(FINISH, key, claim, "dropped", plain(reason), at, in_doubt):
                raise lost(key, claim)
            return True

        return await self._db.transaction(work)

    @override
    async def split(self, key: str, claim: int, parts: Sequence[Message], *, reason: str, at: datetime) -> None:
        ties = [(*where, *tie) for part in parts for where, tie in _ties(part)]

        async def work(db: Connection) -> None:
            await db.execute("SELECT FROM ledger FOR UPDATE")  # as those who change subscriptions
            whole = await db.fetchrow(_SPLIT, key, claim, plain(reason), at)
            if whole is None:
                raise lost(key, claim)
            left = set(whole["paper_ids"]).difference(*(part.paper_ids for part in parts))
            if await db.fetchval(_LEFT_WANTED, whole["destination_id"], sorted(left)):
                raise ConflictError(
                    f"Somebody wants papers of the message {key} that are in no part: split again."
                )
            await db.execute(_UNTIE, whole["destination_id"], whole["paper_ids"], at)
            await _all(db, UPSERT_MESSAGE, list(map(message_values, parts)))
            if ties:
                await db.fetchmany(_RETIE, sorted(ties, key=_key))

        await self._db.transaction(work)


async def take_apart(db: Connection, subscription: Subscription, at: datetime) -> None:
    """The messages with alerts of a subscription that are surely not posted.

    Its alerts are locked first: a plan that is being written is waited for, a later one finds them changed.
    """
    named = await db.fetch(_NAMED, subscription.destination_id, subscription.id)
    papers = [row["paper_id"] for row in named if row["state"] == AlertState.PLANNED]
    if papers:
        await db.execute(_TAKE_APART, subscription.destination_id, papers, at, rules.PLANNED_AGAIN)


async def named(db: Connection, one: Subscription) -> list[Alert]:
    """The open alerts where a subscription or tombstone is that name it, locked."""
    return list(map(alert_of, await db.fetch(_NAMED, one.destination_id, one.id)))


async def follow(db: Connection, revised: revising.Revised) -> None:
    """Write what has become of alerts."""
    await db.fetchmany(UPSERT_ALERT, [alert_values(*revised.alerts[key]) for key in sorted(revised.alerts)])
    for key in sorted(revised.gone):
        await db.execute("DELETE FROM alerts WHERE destination_id = $1 AND paper_id = $2", *key)


async def let_go(db: Connection, one: Subscription) -> None:
    """Take a subscription or tombstone off the open alerts that name it."""
    await follow(db, revising.let_go(one, await named(db, one)))


async def keep(db: Connection, old: Subscription, tombstone: Subscription) -> None:
    """Let the open alerts of a subscription name the version before its change as well."""
    alerts = [revising.naming(alert, tombstone.id) for alert in await named(db, old)]
    await db.fetchmany(UPSERT_ALERT, [alert_values(alert) for alert in alerts])


async def take_up(db: Connection, tombstone: Subscription, at: datetime, due: datetime) -> None:
    """Let what waits for a tombstone be for the subscription that it becomes again."""
    back, alerts = taken_back(tombstone), await named(db, tombstone)
    elsewhere = await had_elsewhere(db, [alert.key for alert in alerts])
    had = {paper for (_, paper), keys in elsewhere.items() if back.id in keys}
    await follow(db, revising.taken_up(tombstone, alerts, had, at, due))


async def revise(db: Connection, subscription: Subscription, revision: Revision) -> frozenset[str]:
    """Let what waits follow; the papers that the place that was left has for the subscription.

    The ledger is locked, so no reading inserts alerts meanwhile.
    """
    if not revising.concerned(subscription, revision):
        return frozenset()
    old, to = revision.replaces, subscription.destination_id
    await take_apart(db, old, revision.end)
    here = await named(db, old)
    elsewhere = await had_elsewhere(db, [(to, paper) for paper in revision.owed])
    had = {paper for (_, paper), keys in elsewhere.items() if subscription.id in keys}
    revision = replace(revision, owed=revision.owed - had)
    papers = sorted(revision.owed.union(alert.paper_id for alert in here))
    there = map(alert_of, await db.fetch(_THERE, to, papers))
    revised = revising.revise(subscription, revision, here, {alert.paper_id: alert for alert in there})
    await follow(db, revised)
    if to == old.destination_id:
        return frozenset()
    known = map(alert_of, await db.fetch(_THERE, old.destination_id, sorted(revision.candidates)))
    left = [alert for alert in known if revising.had(alert, subscription.id)]
    if others := revising.had_because_of_others(left, subscription, revision):
        papers = [alert.paper_id for alert in others]
        await db.execute(_NAME, old.destination_id, papers, subscription.id)
    return frozenset(revised.stayed.union(alert.paper_id for alert in left))


def _ties(message: Message) -> list[tuple[tuple[int, str], tuple[object, ...]]]:
    state = AlertState.PLANNED if message.state in rules.OPEN else AlertState(message.state.value)
    tie = (state.value, message.key, message.finished)
    return [((message.destination_id, paper_id), tie) for paper_id in message.paper_ids]


def _key(values: Sequence[object]) -> tuple[object, ...]:
    return tuple(values[:2])


async def _all(db: Connection, query: str, values: Sequence[Sequence[object]]) -> None:
    """Run a statement for each of the values; raises ConflictError when one of them changes nothing."""
    if values and len(await db.fetchmany(query, values)) != len(values):
        raise ConflictError("Alerts or messages changed while they were planned: plan again.")
