"""Inserting or replacing one row of each table: the statements, and the values that they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import codec
from bot.store.postgres.rows import ALERT, MESSAGE, document, plain

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.domain.alert import Alert, Message
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
        alert.gathered,
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
