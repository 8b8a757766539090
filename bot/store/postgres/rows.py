"""Domain objects from rows, and the values of rows from domain objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.errors import StoreCorruptError
from bot.store import codec
from bot.store.codec.ascii_json import dump

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
        deferred_to_digest=row["gathered"],
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


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination, Subscription

_MESSAGE = MESSAGE.split(", ")


def _put(table: str, columns: str, key: str, *, keeping: Collection[str] = ()) -> str:
    """An upsert of `columns`; those in `keeping` stay as they are in a row that there is."""
    names = columns.split(", ")
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name not in {*key.split(", "), *keeping})
    return f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT ({key}) DO UPDATE SET {changes}"  # noqa: S608 - names of our own


PAPER = _put("papers", "id, list_day, document", "id")
DESTINATION = _put("destinations", "id, guild_id, blocked, document", "id")
SUBSCRIPTION = _put("subscriptions", "id, destination_id, created, baseline, document", "id")
ALERTED = _put("alerts", f"{ALERT}, finished", "destination_id, paper_id")
POSITION = _put("positions", "source, day", "source")
NOTE = _put("notes", "name, value", "name")
# A message planned anew goes on counting its claims, so that no token of its former life fits.
PLANNED = _put("messages", MESSAGE, "key", keeping=["claim"]) + " WHERE messages.state = 'dropped' RETURNING key"


def paper(sighting: Sighting) -> tuple[object, ...]:
    """The values of PAPER."""
    return sighting.paper.id, sighting.signals.list_day, document(codec.encode_sighting(sighting))


def destination(place: Destination) -> tuple[object, ...]:
    """The values of DESTINATION."""
    return place.id, place.guild_id, place.block is not None, document(codec.encode_destination(place))


def subscription(made: Subscription, baseline: frozenset[str]) -> tuple[object, ...]:
    """The values of SUBSCRIPTION."""
    text = document(codec.encode_subscription(made))
    return made.id, made.destination_id, made.created, sorted(baseline), text


def alerted(alert: Alert, finished: datetime | None = None) -> tuple[object, ...]:
    """The values of ALERTED."""
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


def planned(message: Message) -> tuple[object, ...]:
    """The values of PLANNED."""
    fields: dict[str, object] = {name: getattr(message, name) for name in _MESSAGE}
    fields |= {
        "kind": message.kind.value,
        "state": message.state.value,
        "payload": document(dict(message.payload)),
        "reason": plain(message.reason),
    }
    return tuple(fields.values())


def note(name: str, value: str) -> tuple[object, ...]:
    """The values of NOTE."""
    return name, document(value)
