"""Entries from rows, and the values of rows from entries."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store import codec
from bot.store.codec import READINGS
from bot.store.codec.ascii_json import dump
from bot.store.entries import Note, Position, Subscribed, decoded
from bot.store.rules import SUMMARY_NOTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.store.postgres.database import Row


T = TypeVar("T")

# `readings` is the column; or nothing, in a database of an earlier version that somebody only reads.
SELECT_PAPERS = (
    "SELECT id, document, (SELECT readings FROM (SELECT papers.*) AS whole) AS readings, "  # noqa: S608 - our own
    f"(SELECT value FROM notes WHERE name = '{SUMMARY_NOTES}' || papers.id) AS summaries "
    "FROM papers CROSS JOIN (SELECT NULL::json AS readings) AS before"
)
_THESE_ALERTS = "(destination_id, paper_id) IN (SELECT * FROM unnest($1::bigint[], $2::text[]))"


def document(value: object) -> str:
    """JSON in ASCII: lone surrogates and NULs in strangers' texts survive as escapes."""
    return dump(value).decode("ascii")


def _plain(text: str | None) -> str | None:
    """A sentence without what PostgreSQL's texts cannot hold."""
    return None if text is None else text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _decoded(kind: type[T], row: Row, **apart: object) -> T:
    """Decode the document of a row with an `id`, and values that have columns of their own."""
    return decoded(kind, str(row["id"]), json.loads(row["document"]) | apart)


def bare_paper_of(row: Row) -> Sighting:
    """The paper of a row as sources gave it."""
    apart = {} if row["readings"] is None else {READINGS: json.loads(row["readings"])}
    return _decoded(Sighting, row, **apart)


def paper_of(row: Row) -> Sighting:
    """Decode a row of SELECT_PAPERS, summaries included."""
    found = bare_paper_of(row)
    if row["summaries"] is None:
        return found
    return replace(
        found, paper=replace(found.paper, summaries=codec.decode_summaries(json.loads(row["summaries"])))
    )


def _paper_values(sighting: Sighting) -> tuple[object, ...]:
    whole = codec.encode_sighting(sighting)
    readings = whole.pop(READINGS, None)
    apart = None if readings is None else document(readings)
    return sighting.paper.id, sighting.signals.list_day, document(whole), apart, _plain(sighting.paper.published)


destination_of: Callable[[Row], Destination] = partial(_decoded, Destination)


def subscribed_of(row: Row) -> Subscribed:
    """The subscription of a row, with its baseline."""
    return _decoded(Subscribed, row, baseline=row["baseline"])


def _subscribed_values(entry: Subscribed) -> tuple[object, ...]:
    one, text = entry.subscription, document(codec.encode_subscription(entry.subscription))
    return one.id, one.destination_id, one.created, sorted(entry.baseline), text


# Alerts and messages have a column for each of their fields, in the same order.
_READS: Mapping[str, Callable[[Any], Any]] = {
    "subscriptions": tuple,
    "kind": MessageKind,
    "paper_ids": tuple,
    "payload": json.loads,
    "milestones": tuple,
}
_ALERT_FIELDS = [one.name for one in fields(Alert)]
_MESSAGE_FIELDS = [one.name for one in fields(Message)]
ALERT_COLUMNS = ", ".join(_ALERT_FIELDS).replace("deferred_to_digest", "gathered")
MESSAGE_COLUMNS = ", ".join(_MESSAGE_FIELDS)
_alert_values = attrgetter(*_ALERT_FIELDS)


def _of(kind: Callable[..., T], names: list[str], state: type[AlertState | MessageState], row: Row) -> T:
    found = {
        name: _READS[name](value) if name in _READS else value
        for name, value in zip(names, row.values(), strict=False)
    }
    return kind(**found | {"state": state(found["state"])})


alert_of: Callable[[Row], Alert] = partial(_of, Alert, _ALERT_FIELDS, AlertState)
message_of: Callable[[Row], Message] = partial(_of, Message, _MESSAGE_FIELDS, MessageState)


def _message_values(message: Message) -> tuple[object, ...]:
    found = {name: getattr(message, name) for name in _MESSAGE_FIELDS}
    return tuple((found | {"payload": document(dict(message.payload)), "reason": _plain(message.reason)}).values())


class Stored(Generic[T]):
    """The table of one kind of entry, whose key is the first of its columns, or the first two.

    `every` and `these` are queries whose rows `of` reads; `drop` and `upsert` take the same keys, and `values`.
    """

    def __init__(
        self,
        table: str,
        columns: str,
        of: Callable[[Row], T],
        values: Callable[[T], tuple[Any, ...]],
        *,
        every: str | None = None,
    ) -> None:
        names = columns.split(", ")
        self.of, self.values = of, values
        self.width = 2 if table == "alerts" else 1
        key = ", ".join(names[: self.width])
        which = _THESE_ALERTS if table == "alerts" else f"{key} = ANY($1)"
        self.every = every or f"SELECT {columns} FROM {table}"  # noqa: S608 - names of our own
        self.some = f"{self.every} WHERE {which}"
        self.these = f"{self.some} ORDER BY {key} FOR UPDATE OF {table}"
        self.drop = f"DELETE FROM {table} WHERE {which}"  # noqa: S608 - names of our own
        numbers = ", ".join(f"${number}" for number, _ in enumerate(names, 1))
        changes = ", ".join(f"{name} = excluded.{name}" for name in names[self.width :])
        self.upsert = (
            f"INSERT INTO {table} ({columns}) VALUES ({numbers}) ON CONFLICT ({key}) DO UPDATE SET {changes}"  # noqa: S608 - names of our own
        )

    def columns(self, keys: Iterable[Any]) -> list[list[Any]]:
        """The keys as the arguments of `some`, `these` and `drop`; nothing for none."""
        asked = list(keys)
        return list(map(list, zip(*asked, strict=True))) if self.width > 1 else [asked] if asked else []


# In the order in which a store is read out.
STORED: Mapping[type[Any], Stored[Any]] = {
    Sighting: Stored(
        "papers", "id, list_day, document, readings, published", paper_of, _paper_values, every=SELECT_PAPERS
    ),
    Destination: Stored(
        "destinations",
        "id, guild_id, blocked, document",
        destination_of,
        lambda one: (one.id, one.guild_id, one.block is not None, document(codec.encode_destination(one))),
    ),
    Subscribed: Stored(
        "subscriptions", "id, destination_id, created, baseline, document", subscribed_of, _subscribed_values
    ),
    Alert: Stored("alerts", ALERT_COLUMNS, alert_of, _alert_values),
    Message: Stored("messages", MESSAGE_COLUMNS, message_of, _message_values),
    Position: Stored("positions", "source, day", lambda row: Position(*row.values()), attrgetter("source", "day")),
    Note: Stored(
        "notes",
        "name, value",
        lambda row: Note(row["name"], json.loads(row["value"])),
        lambda note: (note.name, document(note.value)),
    ),
}
