"""Decoding entries from rows, and the rows of entries."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store.codec import documents
from bot.store.codec.ascii_json import dump
from bot.store.codec.documents import READINGS_FIELD
from bot.store.entries import Note, Position, StoredSubscription, decode_entry
from bot.store.rules import SUMMARY_NOTE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.store.postgres.database import Row


T = TypeVar("T")

# `readings` is the column, or NULL in a read-only database of an earlier version that has none: there the name in
# the inner query means that of `before`.
SELECT_PAPERS = (
    "SELECT id, document, (SELECT readings FROM (SELECT papers.*) AS whole) AS readings, "  # noqa: S608 - our own
    f"(SELECT value FROM notes WHERE name = '{SUMMARY_NOTE_PREFIX}' || papers.id) AS summaries "
    "FROM papers CROSS JOIN (SELECT NULL::json AS readings) AS before"
)
_BY_ALERT_KEYS = "(destination_id, paper_id) IN (SELECT * FROM unnest($1::bigint[], $2::text[]))"


def as_json(value: object) -> str:
    """Return ASCII JSON: lone surrogates and NULs in texts are kept as escapes."""
    return dump(value).decode("ascii")


def _storable(text: str | None) -> str | None:
    """Return a text without what PostgreSQL refuses: NULs are dropped, lone surrogates become question marks."""
    return None if text is None else text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _decode_document(kind: type[T], row: Row, **other_columns: object) -> T:
    """Decode the document of a row with an `id`, and the values that have columns of their own."""
    return decode_entry(kind, str(row["id"]), json.loads(row["document"]) | other_columns)


def paper_without_summaries(row: Row) -> Sighting:
    """Decode a row of SELECT_PAPERS, without summaries."""
    other_columns = {} if row["readings"] is None else {READINGS_FIELD: json.loads(row["readings"])}
    return _decode_document(Sighting, row, **other_columns)


def paper_of(row: Row) -> Sighting:
    """Decode a row of SELECT_PAPERS, summaries included."""
    paper = paper_without_summaries(row)
    if row["summaries"] is None:
        return paper
    return replace(
        paper, paper=replace(paper.paper, summaries=documents.decode_summaries(json.loads(row["summaries"])))
    )


def _paper_values(sighting: Sighting) -> tuple[object, ...]:
    document = documents.encode_sighting(sighting)
    readings = document.pop(READINGS_FIELD, None)
    readings_json = None if readings is None else as_json(readings)
    return (
        sighting.paper.id,
        sighting.signals.list_day,
        as_json(document),
        readings_json,
        _storable(sighting.paper.published),
    )


destination_of = partial(_decode_document, Destination)


def subscription_of(row: Row) -> StoredSubscription:
    """Decode a subscription and its baseline."""
    return _decode_document(StoredSubscription, row, baseline=row["baseline"])


def _subscription_values(entry: StoredSubscription) -> tuple[object, ...]:
    subscription, text = entry.subscription, as_json(documents.encode_subscription(entry.subscription))
    return subscription.id, subscription.destination_id, subscription.created, sorted(entry.baseline), text


# Alerts and messages have a column for each of their fields, in the same order.
_COLUMN_DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "subscriptions": tuple,
    "kind": MessageKind,
    "paper_ids": tuple,
    "payload": json.loads,
    "milestones": tuple,
}
_ALERT_FIELDS = [one.name for one in fields(Alert)]
_MESSAGE_FIELDS = [one.name for one in fields(Message)]
ALERT_COLUMNS = ", ".join(_ALERT_FIELDS).replace("deferred_to_digest", "gathered")  # the column's name
MESSAGE_COLUMNS = ", ".join(_MESSAGE_FIELDS)
_alert_values = attrgetter(*_ALERT_FIELDS)


def _decode_columns(
    kind: Callable[..., T], names: list[str], state: type[AlertState | MessageState], row: Row
) -> T:
    values = {
        name: _COLUMN_DECODERS[name](value) if name in _COLUMN_DECODERS else value
        for name, value in zip(names, row.values(), strict=False)  # a claimed message's row ends in its `number`
    }
    return kind(**values | {"state": state(values["state"])})


alert_of = partial(_decode_columns, Alert, _ALERT_FIELDS, AlertState)
message_of = partial(_decode_columns, Message, _MESSAGE_FIELDS, MessageState)


def _message_values(message: Message) -> tuple[object, ...]:
    values = {name: getattr(message, name) for name in _MESSAGE_FIELDS}
    return tuple(
        (values | {"payload": as_json(dict(message.payload)), "reason": _storable(message.reason)}).values()
    )


class StoredTable(Generic[T]):
    """The table of one kind of entry, whose key is its first column, or its first two.

    `select_all` and `select_by_key` are queries for `decode`; `lock_by_key` also locks the rows. `drop` deletes by
    key, and `upsert` takes `values`.
    """

    def __init__(
        self,
        table: str,
        columns: str,
        decode: Callable[[Row], T],
        values: Callable[[T], tuple[Any, ...]],
        *,
        select_all: str | None = None,
    ) -> None:
        names = columns.split(", ")
        self.decode, self.values = decode, values
        self.key_width = 2 if table == "alerts" else 1
        key = ", ".join(names[: self.key_width])
        condition = _BY_ALERT_KEYS if table == "alerts" else f"{key} = ANY($1)"
        self.select_all = select_all or f"SELECT {columns} FROM {table}"  # noqa: S608 - names of our own
        self.select_by_key = f"{self.select_all} WHERE {condition}"
        self.lock_by_key = f"{self.select_by_key} ORDER BY {key} FOR UPDATE OF {table}"
        self.drop = f"DELETE FROM {table} WHERE {condition}"  # noqa: S608 - names of our own
        numbers = ", ".join(f"${number}" for number, _ in enumerate(names, 1))
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[self.key_width :])
        self.upsert = (
            f"INSERT INTO {table} ({columns}) VALUES ({numbers}) ON CONFLICT ({key}) DO UPDATE SET {changes}"  # noqa: S608 - names of our own
        )

    def key_arguments(self, keys: Iterable[Any]) -> list[list[Any]]:
        """Return keys as the arguments of `select_by_key`, `lock_by_key` and `drop`; empty without keys."""
        keys = list(keys)
        return list(map(list, zip(*keys, strict=True))) if self.key_width > 1 else [keys] if keys else []


# `Portable.entries` yields the kinds in this order.
TABLES: Mapping[type[Any], StoredTable[Any]] = {
    Sighting: StoredTable(
        "papers", "id, list_day, document, readings, published", paper_of, _paper_values, select_all=SELECT_PAPERS
    ),
    Destination: StoredTable(
        "destinations",
        "id, guild_id, blocked, document",
        destination_of,
        lambda one: (one.id, one.guild_id, one.block is not None, as_json(documents.encode_destination(one))),
    ),
    StoredSubscription: StoredTable(
        "subscriptions", "id, destination_id, created, baseline, document", subscription_of, _subscription_values
    ),
    Alert: StoredTable("alerts", ALERT_COLUMNS, alert_of, _alert_values),
    Message: StoredTable("messages", MESSAGE_COLUMNS, message_of, _message_values),
    Position: StoredTable(
        "positions", "source, day", lambda row: Position(*row.values()), attrgetter("source", "day")
    ),
    Note: StoredTable(
        "notes",
        "name, value",
        lambda row: Note(row["name"], json.loads(row["value"])),
        lambda note: (note.name, as_json(note.value)),
    ),
}
