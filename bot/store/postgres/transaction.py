"""A transaction on a database. Rows that may change are locked as they are read, in one order."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

from bot.domain.alert import Alert, Message, MessageState
from bot.domain.errors import ConflictError
from bot.store import rules
from bot.store.entries import KINDS, Entry
from bot.store.operations.transaction import AlertKey, Counted, Transaction
from bot.store.postgres.rows import ALERT_COLUMNS, MESSAGE_COLUMNS, TABLES, alert_of, message_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.store.postgres.database import Connection, Row

T = TypeVar("T")
_OPEN_ALERTS = f"""
SELECT {ALERT_COLUMNS} FROM alerts WHERE destination_id = $1 AND state IN ('pending', 'planned')
AND ($2::text IS NULL OR $2 = ANY(subscriptions)) ORDER BY destination_id, paper_id FOR UPDATE
"""  # noqa: S608 - columns of our own
# The second condition on the state lets it use the partial index messages_queue.
_UNFINISHED_MESSAGES = f"""
SELECT {MESSAGE_COLUMNS} FROM messages
WHERE destination_id = $1 AND state = ANY($2::text[]) AND state IN ('ready', 'sending')
ORDER BY created, number FOR UPDATE
"""  # noqa: S608 - as above
# Without `claim`: a message that replaces a dropped one goes on with its count of claims (see `add_messages`).
_ADD_MESSAGE = f"""
{TABLES[Message].upsert.replace("claim = excluded.claim, ", "")}
WHERE messages.state = 'dropped' RETURNING (SELECT subscriptions FROM ledger) AS version
"""  # noqa: S608 - columns of our own
_ADD_TO_BASELINES = """
UPDATE subscriptions SET baseline = ARRAY(SELECT unnest(baseline) UNION SELECT unnest($2::text[]))
WHERE id = $1 AND NOT baseline @> $2::text[] RETURNING id
"""
# Alerts for the same papers in other channels of the server.
_ALERTED_ELSEWHERE = """
SELECT asked.destination_id, asked.paper_id, a.subscriptions
FROM unnest($1::bigint[], $2::text[]) AS asked (destination_id, paper_id)
JOIN destinations here ON here.id = asked.destination_id
JOIN destinations other ON other.guild_id = here.guild_id AND other.id <> here.id
JOIN alerts a ON a.destination_id = other.id AND a.paper_id = asked.paper_id AND a.state <> 'dropped'
"""


class PostgresTransaction(Transaction):
    """One transaction on a connection."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    @override
    async def lock(self) -> Mapping[Counted, int]:
        return await self._db.fetchrow("SELECT papers, subscriptions FROM ledger FOR UPDATE")

    @override
    async def count_changes(self, *names: Counted) -> None:
        for name in names:
            await self._db.execute(f"UPDATE ledger SET {name} = {name} + 1")  # noqa: S608 - one of two

    @override
    async def find(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        table = TABLES[kind]
        rows = await self._fetch_by_keys(kind, table.lock_by_key, keys)
        return {KINDS[kind].key(entry): entry for entry in map(table.decode, rows)}

    @override
    async def put(self, entries: Iterable[Entry]) -> None:
        by_kind: defaultdict[type[Any], list[Entry]] = defaultdict(list)
        for entry in entries:
            by_kind[type(entry)].append(entry)
        # Rows are written in one order, too (kinds, then keys), so that transactions rarely deadlock.
        for kind in filter(by_kind.__contains__, TABLES):
            values = list(map(TABLES[kind].values, by_kind[kind]))
            if kind is not Message:  # messages keep the order in which they were planned
                values.sort(key=lambda row: row[: TABLES[kind].key_width])
            await self._fetch_each(TABLES[kind].upsert, values)

    @override
    async def add_messages(self, messages: Collection[Message]) -> int:
        added = await self._fetch_each(_ADD_MESSAGE, list(map(TABLES[Message].values, messages)))
        if len(added) != len(messages):
            raise ConflictError("Messages changed while they were planned. Plan again.")
        return added[-1]["version"] if added else await self._db.fetchval("SELECT subscriptions FROM ledger")

    @override
    async def drop(self, kind: type[Entry], keys: Collection[Any]) -> None:
        await self._fetch_by_keys(kind, TABLES[kind].drop, keys)

    @override
    async def find_open_alerts(self, destination_id: int, subscription_id: str | None = None) -> list[Alert]:
        return list(map(alert_of, await self._db.fetch(_OPEN_ALERTS, destination_id, subscription_id)))

    @override
    async def find_unfinished_messages(
        self, destination_id: int, states: Collection[MessageState] = rules.OPEN_STATES
    ) -> list[Message]:
        return list(map(message_of, await self._db.fetch(_UNFINISHED_MESSAGES, destination_id, sorted(states))))

    @override
    async def find_subscription_ids(self, destination_id: int) -> Collection[str]:
        rows = await self._db.fetch("SELECT id FROM subscriptions WHERE destination_id = $1", destination_id)
        return [row["id"] for row in rows]

    @override
    async def find_alerted_elsewhere(self, keys: Collection[AlertKey]) -> Mapping[AlertKey, Collection[str]]:
        alerted: defaultdict[AlertKey, set[str]] = defaultdict(set)
        for row in await self._fetch_by_keys(Alert, _ALERTED_ELSEWHERE, keys):
            alerted[row["destination_id"], row["paper_id"]].update(row["subscriptions"])
        return alerted

    @override
    async def add_to_baselines(self, baselines: Mapping[str, frozenset[str]]) -> bool:
        values = [(key, sorted(papers)) for key, papers in sorted(baselines.items())]
        return bool(await self._fetch_each(_ADD_TO_BASELINES, values))

    @override
    async def mark_subscriptions_changed(self, destination_id: int) -> None:
        """Fire the trigger that records changed subscriptions."""
        await self._db.execute("UPDATE subscriptions SET id = id WHERE destination_id = $1", destination_id)

    async def _fetch_by_keys(self, kind: type[Any], query: str, keys: Iterable[Any]) -> Sequence[Row]:
        """Run a statement for entries of a kind with these keys."""
        columns = TABLES[kind].key_arguments(keys)
        return await self._db.fetch(query, *columns) if columns else ()

    async def _fetch_each(self, query: str, values: Sequence[Sequence[object]]) -> Sequence[Row]:
        """Run a statement for each of the values."""
        return await self._db.fetchmany(query, values) if values else ()
