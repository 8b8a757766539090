"""Domain objects from rows, and the values of rows from domain objects."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.errors import StoreCorruptError
from bot.store import codec
from bot.store.codec.ascii_json import dump
from bot.store.codec.papers import READINGS
from bot.store.rules import SUMMARY_NOTES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination, Subscription
    from bot.store.codec import Doc
    from bot.store.postgres.driver import Row


T = TypeVar("T")

# `readings` is the column; or nothing, in a database of an earlier version that somebody only reads.
SELECT_PAPERS = (
    "SELECT id, document, (SELECT readings FROM (SELECT papers.*) AS whole) AS readings, "  # noqa: S608 - our own
    f"(SELECT value FROM notes WHERE name = '{SUMMARY_NOTES}' || papers.id) AS summaries "
    "FROM papers CROSS JOIN (SELECT NULL::json AS readings) AS before"
)
THESE_PAPERS = f"{SELECT_PAPERS} WHERE id = ANY($1::text[])"
ALERT_COLUMNS = "destination_id, paper_id, subscriptions, due, created, gathered, state, message_key"
MESSAGE_COLUMNS = (
    "key, destination_id, kind, paper_ids, payload, created, next_try, state, attempts, first_attempt, after, "
    "message_id, reason, finished, claim, leased_until, milestones, edited, thread_id"
)
_MESSAGE_FIELDS = MESSAGE_COLUMNS.split(", ")


def document(value: object) -> str:
    """JSON in ASCII: lone surrogates and NULs in strangers' texts survive as escapes."""
    return dump(value).decode("ascii")


def plain(text: str | None) -> str | None:
    """A sentence without what PostgreSQL's texts cannot hold."""
    return None if text is None else text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def decoded(table: str, row: Row, decode: Callable[[str, Doc], T]) -> T:
    """What the document of a row with an `id` stands for. Raises StoreCorruptError."""
    key = str(row["id"])
    try:
        return decode(key, json.loads(row["document"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreCorruptError(
            f"The database holds something that this version cannot understand, {table} {key}: {error!r}. "
            "Restore it from a backup."
        ) from error


def destination_of(row: Row) -> Destination:
    """The destination of a row. Raises StoreCorruptError."""
    return decoded("destinations", row, codec.decode_destination)


def subscribed_of(row: Row) -> tuple[Subscription, frozenset[str]]:
    """The subscription of a row, with its baseline. Raises StoreCorruptError."""
    return decoded("subscriptions", row, codec.decode_subscription), frozenset(row["baseline"])


def alert_of(row: Row) -> Alert:
    """The alert of a row with the columns ALERT_COLUMNS."""
    return Alert(
        destination_id=row["destination_id"],
        paper_id=row["paper_id"],
        subscriptions=tuple(row["subscriptions"]),
        due=row["due"],
        created=row["created"],
        deferred_to_digest=row["gathered"],
        state=AlertState(row["state"]),
        message_key=row["message_key"],
    )


def paper_of(row: Row) -> Sighting:
    """The paper of a row of SELECT_PAPERS, with what models wrote about it. Raises StoreCorruptError."""
    sighting = bare_paper_of(row)
    if row["summaries"] is None:
        return sighting
    summaries = codec.decode_summaries(json.loads(row["summaries"]))
    return replace(sighting, paper=replace(sighting.paper, summaries=summaries))


def bare_paper_of(row: Row) -> Sighting:
    """The same as sources gave it."""

    def decode(key: str, doc: Doc) -> Sighting:
        readings = row["readings"]
        return codec.decode_sighting(key, doc if readings is None else doc | {READINGS: json.loads(readings)})

    return decoded("papers", row, decode)


def message_of(row: Row) -> Message:
    """The message of a row with the columns MESSAGE_COLUMNS."""
    fields: dict[str, Any] = {name: row[name] for name in _MESSAGE_FIELDS}
    fields |= {
        "kind": MessageKind(fields["kind"]),
        "state": MessageState(fields["state"]),
        "paper_ids": tuple(fields["paper_ids"]),
        "payload": json.loads(fields["payload"]),
        "milestones": tuple(fields["milestones"]),
    }
    return Message(**fields)


def _upsert(table: str, columns: str, key: str, *, keeping: Collection[str] = ()) -> str:
    """An upsert of `columns`; those in `keeping` stay as they are in a row that exists."""
    names = columns.split(", ")
    values = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name not in {*key.split(", "), *keeping})
    return f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {changes}"  # noqa: S608 - names of our own


UPSERT_PAPER = _upsert("papers", "id, list_day, document, readings, published", "id")
UPSERT_DESTINATION = _upsert("destinations", "id, guild_id, blocked, document", "id")
UPSERT_SUBSCRIPTION = _upsert("subscriptions", "id, destination_id, created, baseline, document", "id")
# One that stays in a final state keeps its end where none is given.
UPSERT_ALERT = _upsert("alerts", f"{ALERT_COLUMNS}, finished", "destination_id, paper_id").replace(
    "finished = excluded.finished",
    "finished = coalesce(excluded.finished, "
    "CASE WHEN excluded.state NOT IN ('pending', 'planned') THEN alerts.finished END)",
)
UPSERT_POSITION = _upsert("positions", "source, day", "source")
UPSERT_NOTE = _upsert("notes", "name, value", "name")
UPSERT_MESSAGE = _upsert("messages", MESSAGE_COLUMNS, "key")
# A message that is planned again goes on counting its claims, so that none of its earlier tokens fits.
ADD_MESSAGE = (
    _upsert("messages", MESSAGE_COLUMNS, "key", keeping=["claim"])
    + " WHERE messages.state = 'dropped' RETURNING key"
)


def paper_values(sighting: Sighting) -> tuple[object, ...]:
    """The values of UPSERT_PAPER."""
    whole = codec.encode_sighting(sighting)
    readings = whole.pop(READINGS, None)
    apart = None if readings is None else document(readings)
    return sighting.paper.id, sighting.signals.list_day, document(whole), apart, plain(sighting.paper.published)


def destination_values(destination: Destination) -> tuple[object, ...]:
    """The values of UPSERT_DESTINATION."""
    is_blocked = destination.block is not None
    text = document(codec.encode_destination(destination))
    return destination.id, destination.guild_id, is_blocked, text


def subscription_values(subscription: Subscription, baseline: frozenset[str]) -> tuple[object, ...]:
    """The values of UPSERT_SUBSCRIPTION."""
    text = document(codec.encode_subscription(subscription))
    return subscription.id, subscription.destination_id, subscription.created, sorted(baseline), text


def alert_values(alert: Alert, finished: datetime | None = None) -> tuple[object, ...]:
    """The values of UPSERT_ALERT."""
    return (
        alert.destination_id,
        alert.paper_id,
        alert.subscriptions,
        alert.due,
        alert.created,
        alert.deferred_to_digest,
        alert.state.value,
        alert.message_key,
        finished,
    )


def message_values(message: Message) -> tuple[object, ...]:
    """The values of UPSERT_MESSAGE."""
    fields: dict[str, object] = {name: getattr(message, name) for name in _MESSAGE_FIELDS}
    fields |= {
        "kind": message.kind.value,
        "state": message.state.value,
        "payload": document(dict(message.payload)),
        "reason": plain(message.reason),
    }
    return tuple(fields.values())
