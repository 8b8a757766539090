"""All that a store holds, as entries of a few kinds, and each kind's name, key and document.

Whatever is true of every kind goes by `KINDS`: what an engine writes, what moves from one store to another, and
what an export has.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - a field's type
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from bot.domain.alert import Alert, Message
from bot.domain.errors import StoreCorruptError
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination, Subscription
from bot.store import codec
from bot.store.codec.records import Record, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.store.codec import Doc


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription with the papers that it is never alerted about."""

    subscription: Subscription
    baseline: frozenset[str]


@dataclass(frozen=True, slots=True)
class Position:
    """The last list day of a source that was read."""

    source: str
    day: date


@dataclass(frozen=True, slots=True)
class Note:
    """A small remembered value."""

    name: str
    value: str


Entry: TypeAlias = Sighting | Destination | Subscribed | Alert | Message | Position | Note


class Kind(NamedTuple):
    """The name of a kind in exports and checks, the key of an entry, and its document."""

    name: str
    key: Callable[[Any], Any]  # a text, a number or an alert's key
    encode: Callable[[Any], Doc]
    decode: Callable[[str, Doc], Any]


def _encode_subscribed(entry: Subscribed) -> Doc:
    return codec.encode_subscription(entry.subscription) | {"baseline": sorted(entry.baseline)}


def _decode_subscribed(key: str, doc: Doc) -> Subscribed:
    # A paper stands in the baselines of many; a set made of a set has half the size of one that has grown.
    baseline = frozenset(set(map(sys.intern, texts(doc["baseline"]))))
    return Subscribed(codec.decode_subscription(key, doc), baseline)


_POSITIONS = Record(Position, apart=("source",))
_NOTES = Record(Note, apart=("name",))
# In the order in which a store is read out.
KINDS: Mapping[type[Any], Kind] = {
    Sighting: Kind("paper", attrgetter("paper.id"), codec.encode_sighting, codec.decode_sighting),
    Destination: Kind("destination", attrgetter("id"), codec.encode_destination, codec.decode_destination),
    Subscribed: Kind("subscription", attrgetter("subscription.id"), _encode_subscribed, _decode_subscribed),
    Alert: Kind("alert", attrgetter("key"), codec.encode_alert, codec.decode_alert),
    Message: Kind("message", attrgetter("key"), codec.encode_message, codec.decode_message),
    Position: Kind("position", attrgetter("source"), _POSITIONS.encode, _POSITIONS.keyed("source")),
    Note: Kind("note", attrgetter("name"), _NOTES.encode, _NOTES.keyed("name")),
}


def decoded(kind: type[Any], name: str, document: Doc) -> Any:  # noqa: ANN401 - an entry of that kind
    """The entry that a document stands for; raises StoreCorruptError."""
    try:
        return KINDS[kind].decode(name, document)
    except codec.FOREIGN as error:
        raise StoreCorruptError(
            f"The store holds something that this version cannot understand, {KINDS[kind].name} {name}: "
            f"{error!r}. Restore it from a backup."
        ) from error


def name_of(key: Any) -> str:  # noqa: ANN401 - as `Kind.key`
    """The key of an entry as a text."""
    return str(key) if isinstance(key, str | int) else codec.alert_key(*key)


def named(entry: Entry) -> str:
    """The entry's own key as a text."""
    return name_of(KINDS[type(entry)].key(entry))
