"""Lookups of alerts and messages in a database, and some of their changes."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import TRIES_BEFORE_DEFERRAL
from bot.domain.paper import UNEDITABLE
from bot.store import rules
from bot.store.operations.outbox import OutboxOperations, lost_claim
from bot.store.postgres.core import Core
from bot.store.postgres.database import in_shard
from bot.store.postgres.rows import ALERT_COLUMNS, MESSAGE_COLUMNS, alert_of, message_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from bot.domain.alert import Alert, Message, MessageState


_IS_OPEN = "m.state IN ('ready', 'sending')"
# As Message.is_deferred: a deferred message neither waits for others nor blocks them.
_IS_DEFERRED = f"{{0}}.state = 'sending' AND {{0}}.attempts >= {TRIES_BEFORE_DEFERRAL}"
_IS_NEXT_IN_LINE = f"""({_IS_DEFERRED.format("m")} OR NOT EXISTS (
    SELECT FROM messages o WHERE o.destination_id = m.destination_id AND o.state IN ('ready', 'sending')
    AND (o.created, o.number) < (m.created, m.number) AND NOT ({_IS_DEFERRED.format("o")})
))"""
_IS_UNBLOCKED_IN_SHARD = f"d.blocked IS NOT TRUE AND {in_shard('$1', '$2')}"
_JOINED_COLUMNS = ", ".join(f"m.{name}" for name in MESSAGE_COLUMNS.split(", "))
_MESSAGES_AND_DESTINATIONS = "messages m LEFT JOIN destinations d ON d.id = m.destination_id"

# SKIP LOCKED: another replica is just claiming that message.
_CLAIM_DUE = f"""
WITH chosen AS (
    SELECT m.key FROM {_MESSAGES_AND_DESTINATIONS}
    WHERE {_IS_OPEN} AND m.next_try <= $3 AND (m.leased_until IS NULL OR m.leased_until <= $3)
        AND {_IS_UNBLOCKED_IN_SHARD} AND {_IS_NEXT_IN_LINE} AND m.key <> ALL($6::text[])
    ORDER BY m.next_try, m.created, m.number LIMIT $5 FOR UPDATE OF m SKIP LOCKED
)
UPDATE messages SET claim = claim + 1, leased_until = $4 FROM chosen WHERE messages.key = chosen.key
RETURNING {", ".join(f"messages.{name}" for name in MESSAGE_COLUMNS.split(", "))}, number
"""  # noqa: S608 - columns of our own
# Messages with a lease are few. They are queried apart, so that an index sorts the others.
_NEXT_WAKE = f"""
SELECT least(
    (SELECT a.due FROM alerts a LEFT JOIN destinations d ON d.id = a.destination_id
        WHERE a.state = 'pending' AND {_IS_UNBLOCKED_IN_SHARD} ORDER BY a.due LIMIT 1),
    (SELECT m.next_try FROM {_MESSAGES_AND_DESTINATIONS}
        WHERE {_IS_OPEN} AND m.leased_until IS NULL AND {_IS_UNBLOCKED_IN_SHARD} AND {_IS_NEXT_IN_LINE}
        ORDER BY m.next_try LIMIT 1),
    (SELECT min(greatest(m.next_try, m.leased_until)) FROM {_MESSAGES_AND_DESTINATIONS}
        WHERE {_IS_OPEN} AND m.leased_until IS NOT NULL AND {_IS_UNBLOCKED_IN_SHARD} AND {_IS_NEXT_IN_LINE})
)
"""  # noqa: S608 - columns of our own
# `mark_sending` and `mark_sent` have one statement each: through the shared operations, a post takes three times
# the processor time.
# A finished message has no lease, so claim number and lease together prove the claim.
_IS_CLAIMED = "key = $1 AND claim = $2 AND leased_until IS NOT NULL"
_MARK_SENDING = f"""
UPDATE messages SET state = 'sending', attempts = attempts + 1, first_attempt = $3, after = $4,
    leased_until = coalesce($5, leased_until)
WHERE {_IS_CLAIMED} RETURNING {MESSAGE_COLUMNS}
"""  # noqa: S608 - columns of our own
_MARK_SENT = f"""
WITH ended AS (
    UPDATE messages SET state = 'sent', reason = NULL, finished = $3, leased_until = NULL, message_id = $4
    WHERE {_IS_CLAIMED} RETURNING destination_id, paper_ids
), its_alerts AS (
    UPDATE alerts SET finished = $3, state = 'sent' FROM ended
    WHERE alerts.destination_id = ended.destination_id AND alerts.paper_id = ANY(ended.paper_ids)
)
SELECT count(*) FROM ended
"""  # noqa: S608 - a condition of our own
# Each condition has an index, so this costs little when no time is too late.
_SHORTEN_WAITS = """
WITH hurried AS (
    UPDATE messages SET created = CASE WHEN created > $2 THEN $1 ELSE created END,
        next_try = CASE WHEN next_try > $2 THEN $1 ELSE next_try END,
        leased_until = CASE WHEN leased_until > $2 THEN $3 ELSE leased_until END
    WHERE state IN ('ready', 'sending') AND (next_try > $2 OR leased_until > $2 OR created > $2) RETURNING key
), advanced AS (
    UPDATE alerts SET due = $1, created = least(created, $1)
    WHERE state = 'pending' AND due > $2 RETURNING paper_id
)
SELECT (SELECT count(*) FROM hurried) + (SELECT count(*) FROM advanced)
"""
_CARDS_BETWEEN = """
SELECT count(*) FROM messages
WHERE destination_id = $1 AND kind = 'card' AND created >= $2 AND created < $3 AND state <> 'dropped'
"""
_IS_POSTED_CARD = """m.state = 'sent' AND m.kind = 'card' AND m.message_id IS NOT NULL AND m.finished >= $3"""
_IS_LIVING_CARD = f"{_IS_POSTED_CARD} AND NOT '{UNEDITABLE}' = ANY (m.milestones) AND d.living"
# The condition of the index `messages_threadless`; `d.threads` is false in forums.
_THREADLESS_CARDS = f"""
SELECT {_JOINED_COLUMNS} FROM messages m JOIN destinations d ON d.id = m.destination_id
WHERE {_IS_POSTED_CARD} AND m.thread_id IS NULL AND m.payload::text LIKE '%"thread":{{%' AND d.threads
    AND {_IS_UNBLOCKED_IN_SHARD} AND (m.finished, m.key) > ($4, $5)
ORDER BY m.finished, m.key LIMIT $6
"""  # noqa: S608 - columns of our own
_SHOWN_MILESTONES = f"""
SELECT DISTINCT m.paper_ids[1] AS paper, m.milestones
FROM messages m JOIN destinations d ON d.id = m.destination_id
WHERE {_IS_LIVING_CARD} AND {_IS_UNBLOCKED_IN_SHARD}
"""  # noqa: S608 - columns of our own
_OUTDATED_CARDS = f"""
SELECT {_JOINED_COLUMNS} FROM messages m JOIN destinations d ON d.id = m.destination_id
WHERE m.paper_ids[1] = $7 AND {_IS_LIVING_CARD} AND NOT m.milestones @> $8::text[]
    AND coalesce(m.edited, m.finished) <= $9 AND {_IS_UNBLOCKED_IN_SHARD} AND (m.finished, m.key) > ($4, $5)
ORDER BY m.finished, m.key LIMIT $6
"""  # noqa: S608 - columns of our own
_BY_STATES = f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE state = ANY($1::text[]) ORDER BY created, number"  # noqa: S608 - as above
_NEWEST_MESSAGE_IDS = """
SELECT message_id FROM messages WHERE destination_id = $1 AND state = 'sent' AND message_id IS NOT NULL
ORDER BY message_id DESC LIMIT $2
"""
_NEWEST_POSTS = f"""
SELECT {MESSAGE_COLUMNS} FROM messages WHERE destination_id = $1 AND state = 'sent' AND message_id IS NOT NULL
ORDER BY message_id DESC LIMIT $2
"""  # noqa: S608 - columns of our own
# Every destination within the limit `$2` has one of the `$2` oldest alerts. The first
# destination may have up to twice as many; one more is counted, to know if it has more.
_DUE_ALERTS = f"""
WITH oldest AS (
    SELECT a.destination_id, a.due FROM alerts a LEFT JOIN destinations d ON d.id = a.destination_id
    WHERE a.state = 'pending' AND a.due <= $1 AND d.blocked IS NOT TRUE AND {in_shard("$3", "$4")}
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
_PENDING_ALERTS = f"""
SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND state = 'pending' ORDER BY due, created, paper_id
"""  # noqa: S608 - columns of our own

_HAS_SUBSCRIPTION = """
SELECT EXISTS (
    SELECT FROM messages m JOIN alerts a ON a.destination_id = m.destination_id AND a.paper_id = ANY(m.paper_ids)
    JOIN subscriptions s ON s.id = ANY(a.subscriptions) WHERE m.key = $1
)
"""


class PostgresOutbox(Core, OutboxOperations):
    """Alerts and messages, found by indexes of the database."""

    @override
    async def due_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        """Return the alerts of our shard."""
        return await self._read(alert_of, _DUE_ALERTS, now, limit, *self._in_shard)

    @override
    async def pending(self, destination_id: int) -> tuple[Alert, ...]:
        return await self._read(alert_of, _PENDING_ALERTS, destination_id)

    @override
    async def claim_due(
        self, now: datetime, lease: timedelta, limit: int, *, in_work: Collection[str] = ()
    ) -> tuple[Message, ...]:
        """Claim messages of our shard."""
        rows = await self.db.fetch(_CLAIM_DUE, *self._in_shard, now, now + lease, limit, list(in_work))
        return tuple(map(message_of, sorted(rows, key=itemgetter("next_try", "created", "number"))))

    @override
    async def mark_sending(
        self,
        key: str,
        claim: int,
        *,
        first_attempt: datetime,
        after: int | None,
        leased_until: datetime | None = None,
    ) -> Message:
        for row in await self.db.fetch(_MARK_SENDING, key, claim, first_attempt, after, leased_until):
            return message_of(row)
        raise lost_claim(key, claim)

    @override
    async def mark_sent(self, key: str, claim: int, message_id: int | None, at: datetime) -> None:
        if not await self.db.fetchval(_MARK_SENT, key, claim, at, message_id):
            raise lost_claim(key, claim)

    @override
    async def drop_unwanted(self, key: str, claim: int, reason: str, at: datetime, *, in_doubt: bool) -> bool:
        if await self.db.fetchval(_HAS_SUBSCRIPTION, key):  # one query, as nearly every message has a subscription
            return False
        return await super().drop_unwanted(key, claim, reason, at, in_doubt=in_doubt)

    @override
    async def messages(self, states: Collection[MessageState]) -> tuple[Message, ...]:
        return await self._read(message_of, _BY_STATES, [state.value for state in states])

    @override
    async def shorten_waits(self, now: datetime, longest: timedelta) -> int:
        return await self.db.fetchval(_SHORTEN_WAITS, now, now + longest, now + rules.SHORTENED_LEASE)

    @override
    async def next_wake(self) -> datetime | None:
        """Return the time for our shard."""
        return await self.db.fetchval(_NEXT_WAKE, *self._in_shard)

    # --- what was posted ----------------------------------------------------------------------------------

    @override
    async def cards_between(self, destination_id: int, since: datetime, before: datetime) -> int:
        return await self.db.fetchval(_CARDS_BETWEEN, destination_id, since, before)

    @override
    async def threadless_cards(
        self, since: datetime, *, limit: int, after: Message | None = None
    ) -> tuple[Message, ...]:
        """Return cards of our shard."""
        arguments = (since, *rules.page_start(since, after), limit)
        return await self._read(message_of, _THREADLESS_CARDS, *self._in_shard, *arguments)

    @override
    async def shown_milestones(self, since: datetime) -> dict[str, set[tuple[str, ...]]]:
        """Return milestones on cards of our shard."""
        shown: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for row in await self.db.fetch(_SHOWN_MILESTONES, *self._in_shard, since):
            shown[row["paper"]].add(tuple(row["milestones"]))
        return dict(shown)

    @override
    async def outdated_cards(
        self,
        paper_id: str,
        reached: Collection[str],
        *,
        since: datetime,
        unchanged_since: datetime,
        limit: int,
        after: Message | None = None,
    ) -> tuple[Message, ...]:
        """Return cards of our shard."""
        arguments = (since, *rules.page_start(since, after), limit, paper_id, list(reached), unchanged_since)
        return await self._read(message_of, _OUTDATED_CARDS, *self._in_shard, *arguments)

    @override
    async def newest_message_ids(self, destination_id: int, limit: int) -> tuple[int, ...]:
        rows = await self.db.fetch(_NEWEST_MESSAGE_IDS, destination_id, limit)
        return tuple(row["message_id"] for row in rows)

    @override
    async def newest_posts(self, destination_id: int, limit: int) -> tuple[Message, ...]:
        return await self._read(message_of, _NEWEST_POSTS, destination_id, limit)
