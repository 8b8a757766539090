"""The kinds of entries that a store holds, each with its name, key and document.

Code for every kind loops over `KINDS`: writing in an engine, copying a store, exporting it.
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
from bot.store.codec import documents
from bot.store.codec.records import DECODE_ERRORS, Doc, Record, require_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class StoredSubscription:
    """A subscription and its baseline: the papers that are never alerted for it."""

    subscription: Subscription
    baseline: frozenset[str]


@dataclass(frozen=True, slots=True)
class Position:
    """The last list day of a source that was read completely."""

    source: str
    day: date


@dataclass(frozen=True, slots=True)
class Note:
    """A small named value."""

    name: str
    value: str


Entry: TypeAlias = Sighting | Destination | StoredSubscription | Alert | Message | Position | Note


class Kind(NamedTuple):
    """The name of a kind in exports and checks, the key of its entries, and their documents."""

    name: str
    key: Callable[[Any], Any]  # of an entry: a text, a number, or an alert's (destination, paper)
    encode: Callable[[Any], Doc]
    decode: Callable[[str, Doc], Any]


def _encode_subscription(entry: StoredSubscription) -> Doc:
    return documents.encode_subscription(entry.subscription) | {"baseline": sorted(entry.baseline)}


def _decode_subscription(key: str, doc: Doc) -> StoredSubscription:
    # Many baselines share a paper: interned, its id is in memory once. A set copied from a set takes half the
    # memory of one that has grown.
    baseline = frozenset(set(map(sys.intern, require_texts(doc["baseline"]))))
    return StoredSubscription(documents.decode_subscription(key, doc), baseline)


_POSITIONS = Record(Position, elsewhere=("source",))
_NOTES = Record(Note, elsewhere=("name",))
# `Portable.entries` yields the kinds in this order.
KINDS: Mapping[type[Any], Kind] = {
    Sighting: Kind("paper", attrgetter("paper.id"), documents.encode_sighting, documents.decode_sighting),
    Destination: Kind("destination", attrgetter("id"), documents.encode_destination, documents.decode_destination),
    StoredSubscription: Kind(
        "subscription", attrgetter("subscription.id"), _encode_subscription, _decode_subscription
    ),
    Alert: Kind("alert", attrgetter("key"), documents.encode_alert, documents.decode_alert),
    Message: Kind("message", attrgetter("key"), documents.encode_message, documents.decode_message),
    Position: Kind("position", attrgetter("source"), _POSITIONS.encode, _POSITIONS.decoder_by_key("source")),
    Note: Kind("note", attrgetter("name"), _NOTES.encode, _NOTES.decoder_by_key("name")),
}


def decode_entry(kind: type[Any], key: str, document: Doc) -> Any:  # noqa: ANN401 - an entry of that kind
    """Decode an entry from its key as text and its document; raises StoreCorruptError."""
    try:
        return KINDS[kind].decode(key, document)
    except DECODE_ERRORS as error:
        raise StoreCorruptError(
            f"This version cannot read {KINDS[kind].name} {key} in the store ({error!r}). Restore a backup."
        ) from error


def key_text(key: Any) -> str:  # noqa: ANN401 - as `Kind.key`
    """Return an entry's key as text."""
    return str(key) if isinstance(key, str | int) else documents.alert_key(*key)


def entry_key_text(entry: Entry) -> str:
    """Return the key of this entry as text, such as "42 arxiv:2503.02130" for an alert."""
    return key_text(KINDS[type(entry)].key(entry))
