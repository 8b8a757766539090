"""Domain objects from rows, and the values of rows from domain objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.errors import StoreCorruptError
from bot.store.lines import dump

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.store.codec import Doc
    from bot.store.postgres.driver import Row

T = TypeVar("T")

ALERT = "destination_id, paper_id, subscriptions, due, created, gathered, state, message_key"
MESSAGE = (
    "key, destination_id, kind, paper_ids, payload, created, next_try, state, attempts, first_attempt, after, "
    "message_id, reason, finished, claim, leased_until, milestones, edited, thread_id"
)


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


def alert_of(row: Row) -> Alert:
    """The alert of a row with the columns ALERT."""
    return Alert(
        destination_id=row["destination_id"],
        paper_id=row["paper_id"],
        subscriptions=tuple(row["subscriptions"]),
        due=row["due"],
        created=row["created"],
        gathered=row["gathered"],
        state=AlertState(row["state"]),
        message_key=row["message_key"],
    )


def message_of(row: Row) -> Message:
    """The message of a row with the columns MESSAGE."""
    fields: dict[str, Any] = {name: row[name] for name in MESSAGE.split(", ")}
    fields |= {
        "kind": MessageKind(fields["kind"]),
        "state": MessageState(fields["state"]),
        "paper_ids": tuple(fields["paper_ids"]),
        "payload": json.loads(fields["payload"]),
        "milestones": tuple(fields["milestones"]),
    }
    return Message(**fields)
