"""An open transaction on a database: rows that may change are locked as they are read, in order of their keys."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.errors import ConflictError
from bot.store import rules
from bot.store.postgres import rows as table
from bot.store.verbs.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from bot.domain.alert import Alert, Message, MessageState
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination
    from bot.store.postgres.driver import Connection, Row
    from bot.store.verbs.transaction import AlertKey, Counted, Put, Subscribed

_ALERTS = f"SELECT {table.ALERT_COLUMNS} FROM alerts WHERE {{}} ORDER BY destination_id, paper_id FOR UPDATE"  # noqa: S608 - columns of our own
_THESE = "(destination_id, paper_id) IN (SELECT * FROM unnest($1::bigint[], $2::text[]))"
ALERTS_OF = f"SELECT {table.ALERT_COLUMNS} FROM alerts WHERE {_THESE}"  # noqa: S608 - as above
_FOUND = _ALERTS.format(_THESE)
_NAMING = _ALERTS.format("destination_id = $1 AND state IN ('pending', 'planned') AND $2 = ANY(subscriptions)")
_PENDING = _ALERTS.format("destination_id = $1 AND state = 'pending'")
_DROP_ALERTS = f"DELETE FROM alerts WHERE {_THESE}"  # noqa: S608 - as above
_MESSAGE = f"SELECT {table.MESSAGE_COLUMNS} FROM messages WHERE key = $1 FOR UPDATE"  # noqa: S608 - as above
_UNFINISHED = f"""
SELECT {table.MESSAGE_COLUMNS} FROM messages
WHERE destination_id = $1 AND state = ANY($2::text[]) AND state IN ('ready', 'sending')
ORDER BY created, number FOR UPDATE
"""  # noqa: S608 - as above
_WIDEN = """
UPDATE subscriptions SET baseline = ARRAY(SELECT unnest(baseline) UNION SELECT unnest($2::text[]))
WHERE id = $1 AND NOT baseline @> $2::text[] RETURNING id
"""
_ELSEWHERE = """
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
    async def lock(self) -> None:
        await self._db.execute("SELECT FROM ledger FOR UPDATE")

    @override
    async def version(self, name: Counted) -> int:
        return await self._db.fetchval(f"SELECT {name} FROM ledger")  # noqa: S608 - one of two

    @override
    async def grow(self, name: Counted) -> None:
        await self._db.execute(f"UPDATE ledger SET {name} = {name} + 1")  # noqa: S608 - one of two

    @override
    async def find_alerts(self, keys: Collection[AlertKey]) -> dict[AlertKey, Alert]:
        return {alert.key: alert for alert in map(table.alert_of, await self._of(_FOUND, keys))}

    @override
    async def find_naming(self, destination_id: int, subscription_id: str) -> list[Alert]:
        return list(map(table.alert_of, await self._db.fetch(_NAMING, destination_id, subscription_id)))

    @override
    async def find_pending(self, destination_id: int) -> list[Alert]:
        return list(map(table.alert_of, await self._db.fetch(_PENDING, destination_id)))

    @override
    async def put_alerts(self, alerts: Iterable[Put]) -> None:
        puts = sorted(alerts, key=lambda put: put[0].key)
        await self._all(table.UPSERT_ALERT, [table.alert_values(*put) for put in puts])

    @override
    async def drop_alerts(self, keys: Collection[AlertKey]) -> None:
        await self._of(_DROP_ALERTS, keys)

    @override
    async def had_elsewhere(self, keys: Collection[AlertKey]) -> Mapping[AlertKey, Collection[str]]:
        had: defaultdict[AlertKey, set[str]] = defaultdict(set)
        for row in await self._of(_ELSEWHERE, keys):
            had[row["destination_id"], row["paper_id"]].update(row["subscriptions"])
        return had

    @override
    async def find_message(self, key: str) -> Message | None:
        row = await self._db.fetchrow(_MESSAGE, key)
        return None if row is None else table.message_of(row)

    @override
    async def find_unfinished(
        self, destination_id: int, states: Collection[MessageState] = rules.OPEN
    ) -> list[Message]:
        return list(map(table.message_of, await self._db.fetch(_UNFINISHED, destination_id, sorted(states))))

    @override
    async def put_messages(self, messages: Collection[Message]) -> None:
        await self._all(table.UPSERT_MESSAGE, map(table.message_values, messages))

    @override
    async def add_messages(self, messages: Collection[Message]) -> None:
        added = await self._all(table.ADD_MESSAGE, map(table.message_values, messages))
        if len(added) != len(messages):
            raise ConflictError("Messages changed while they were planned: plan again.")

    @override
    async def find_subscription(self, subscription_id: str) -> Subscribed | None:
        query = "SELECT id, document, baseline FROM subscriptions WHERE id = $1"
        row = await self._db.fetchrow(query, subscription_id)
        return None if row is None else table.subscribed_of(row)

    @override
    async def find_subscribed(self, destination_id: int) -> Collection[str]:
        rows = await self._db.fetch("SELECT id FROM subscriptions WHERE destination_id = $1", destination_id)
        return [row["id"] for row in rows]

    @override
    async def put_subscriptions(self, subscriptions: Collection[Subscribed]) -> None:
        await self._all(table.UPSERT_SUBSCRIPTION, [table.subscription_values(*one) for one in subscriptions])

    @override
    async def drop_subscription(self, subscription_id: str) -> None:
        await self._db.execute("DELETE FROM subscriptions WHERE id = $1", subscription_id)

    @override
    async def touch(self, destination_id: int) -> None:
        """A trigger notes them."""
        await self._db.execute("UPDATE subscriptions SET id = id WHERE destination_id = $1", destination_id)

    @override
    async def find_destination(self, destination_id: int) -> Destination | None:
        query = "SELECT id, document FROM destinations WHERE id = $1 FOR UPDATE"
        row = await self._db.fetchrow(query, destination_id)
        return None if row is None else table.destination_of(row)

    @override
    async def put_destinations(self, destinations: Collection[Destination]) -> None:
        await self._all(table.UPSERT_DESTINATION, map(table.destination_values, destinations))

    @override
    async def drop_destination(self, destination_id: int) -> None:
        await self._db.execute("DELETE FROM destinations WHERE id = $1", destination_id)

    @override
    async def find_papers(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        rows = await self._db.fetch(table.THESE_PAPERS, list(paper_ids))
        return {sighting.paper.id: sighting for sighting in map(table.paper_of, rows)}

    @override
    async def put_papers(self, sightings: Collection[Sighting]) -> None:
        by_key = sorted(sightings, key=lambda sighting: sighting.paper.id)
        await self._all(table.UPSERT_PAPER, map(table.paper_values, by_key))

    @override
    async def widen(self, baselines: Mapping[str, frozenset[str]]) -> bool:
        values = [(key, sorted(papers)) for key, papers in sorted(baselines.items())]
        return bool(await self._all(_WIDEN, values))

    @override
    async def put_notes(self, notes: Mapping[str, str]) -> None:
        await self._all(table.UPSERT_NOTE, [(name, table.document(value)) for name, value in notes.items()])

    @override
    async def put_positions(self, positions: Mapping[str, date]) -> None:
        await self._all(table.UPSERT_POSITION, list(positions.items()))

    async def _all(self, query: str, values: Iterable[Sequence[object]]) -> Sequence[Row]:
        """Run a statement for each of the values."""
        return await self._db.fetchmany(query, found) if (found := list(values)) else ()

    async def _of(self, query: str, keys: Collection[AlertKey]) -> Sequence[Row]:
        """Run a statement for these alerts."""
        return await self._db.fetch(query, *map(list, zip(*keys, strict=True))) if keys else ()
