"""Everything that a store in a database holds, read out and written entry by entry."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, assert_never

from typing_extensions import override

from bot.domain.alert import Message
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store import codec
from bot.store.postgres.database import Core
from bot.store.postgres.rows import (
    ALERT_COLUMNS,
    MESSAGE_COLUMNS,
    SELECT_PAPERS,
    UPSERT_ALERT,
    UPSERT_DESTINATION,
    UPSERT_MESSAGE,
    UPSERT_NOTE,
    UPSERT_PAPER,
    UPSERT_POSITION,
    UPSERT_SUBSCRIPTION,
    alert_of,
    alert_values,
    bare_paper_of,
    decoded,
    destination_values,
    message_of,
    message_values,
    note_values,
    paper_values,
    subscription_values,
)
from bot.store.transfer import AlertEntry, Note, Portable, Position, SubscriptionEntry

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from bot.store.postgres.driver import Connection, Row
    from bot.store.transfer import Entry

    Puts: TypeAlias = dict[str, list[tuple[object, ...]]]  # values by statement

_AT_ONCE = 500  # rows in memory
_EMPTY = """
SELECT NOT EXISTS (SELECT FROM papers) AND NOT EXISTS (SELECT FROM destinations)
    AND NOT EXISTS (SELECT FROM subscriptions) AND NOT EXISTS (SELECT FROM alerts)
    AND NOT EXISTS (SELECT FROM messages) AND NOT EXISTS (SELECT FROM positions)
    AND NOT EXISTS (SELECT FROM notes) AND (SELECT papers + subscriptions FROM ledger) = 0
"""
_INCREMENT = "UPDATE ledger SET papers = papers + 1, subscriptions = subscriptions + 1"


class PortableOperations(Core, Portable):
    """Everything that the store holds, entry by entry."""

    @override
    async def entries(self) -> AsyncGenerator[Entry]:
        """All of one moment, also while others write."""
        async with self._db.open(readonly=True) as db:
            for query, entry_of in _QUERIES:
                async for row in db.cursor(query, prefetch=_AT_ONCE):
                    yield entry_of(row)

    @override
    async def is_empty(self) -> bool:
        return await self._db.fetchval(_EMPTY)

    @override
    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """In one transaction."""
        async with self._db.open() as db:
            await db.execute("SELECT FROM ledger FOR UPDATE")
            puts: Puts = defaultdict(list)
            count = 0
            async for entry in entries:
                statement, values = _put(entry)
                puts[statement].append(values)
                count += 1
                if count % _AT_ONCE == 0:
                    await _flush(db, puts)
            await _flush(db, puts)
            await db.execute(_INCREMENT)


def _subscribed(row: Row) -> SubscriptionEntry:
    subscription = decoded("subscriptions", row, codec.decode_subscription)
    return SubscriptionEntry(subscription=subscription, baseline=frozenset(row["baseline"]))


_QUERIES: tuple[tuple[str, Callable[[Row], Entry]], ...] = (
    (SELECT_PAPERS, bare_paper_of),
    ("SELECT id, document FROM destinations", lambda row: decoded("destinations", row, codec.decode_destination)),
    ("SELECT id, document, baseline FROM subscriptions", _subscribed),
    (
        f"SELECT {ALERT_COLUMNS}, finished FROM alerts",  # noqa: S608 - columns of our own
        lambda row: AlertEntry(alert=alert_of(row), finished=row["finished"]),
    ),
    (
        f"SELECT {MESSAGE_COLUMNS} FROM messages ORDER BY number",  # noqa: S608 - columns of our own
        lambda row: replace(message_of(row), leased_until=None),
    ),
    ("SELECT source, day FROM positions", lambda row: Position(source=row["source"], day=row["day"])),
    ("SELECT name, value FROM notes", lambda row: Note(name=row["name"], value=json.loads(row["value"]))),
)


def _put(entry: Entry) -> tuple[str, tuple[object, ...]]:
    """The statement that stores an entry, and its values."""
    match entry:
        case Sighting():
            put = UPSERT_PAPER, paper_values(entry)
        case Destination():
            put = UPSERT_DESTINATION, destination_values(entry)
        case SubscriptionEntry(subscription=subscription, baseline=baseline):
            put = UPSERT_SUBSCRIPTION, subscription_values(subscription, baseline)
        case AlertEntry(alert=alert, finished=finished):
            put = UPSERT_ALERT, alert_values(alert, finished)
        case Message():
            put = UPSERT_MESSAGE, message_values(entry)
        case Position(source=source, day=day):
            put = UPSERT_POSITION, (source, day)
        case Note(name=name, value=value):
            put = UPSERT_NOTE, note_values(name, value)
        case _:
            assert_never(entry)
    return put


async def _flush(db: Connection, puts: Puts) -> None:
    for statement, values in puts.items():
        await db.fetchmany(statement, values)
    puts.clear()
