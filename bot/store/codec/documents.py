"""JSON documents of domain objects, and their decoding.

A document leaves out most fields at their default (see `Record`) and those that are in its key. Times are ISO 8601
in UTC. Decoding is strict, except of summaries and booleans: a missing or wrong value raises one of
`DECODE_ERRORS`, which the engine turns into StoreCorruptError.
"""

from __future__ import annotations

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.paper import Links, Paper, Sighting, Signals, SourceKind, Summary
from bot.domain.preferences import DEFAULTS, STORED_FIELDS, Preferences
from bot.domain.subscription import Block, BlockCause, Destination, Kind, Mode, Subscription
from bot.store.codec.ascii_json import dump, load
from bot.store.codec.records import DECODE_ERRORS, Doc, Record, require_list

READINGS_FIELD = "readings"
_FIRST_LIST = "huggingface"  # documents without a `kind` are from when it was the only list
_PREFERENCES = {field.key: field for field in STORED_FIELDS}


def encode_preferences(preferences: Preferences) -> Doc:
    """Return a document of the preferences that differ from the defaults."""
    values = ((field, getattr(preferences, field.name)) for field in STORED_FIELDS)
    return {field.key: field.encode(value) for field, value in values if value != getattr(DEFAULTS, field.name)}


def decode_preferences(doc: Doc) -> Preferences:
    """Decode a document of `encode_preferences`; an empty one means the defaults."""
    known = ((_PREFERENCES[key], value) for key, value in doc.items() if key in _PREFERENCES)
    return Preferences(**{field.name: field.decode(value) for field, value in known})


_PAPERS = Record(Paper, elsewhere=("id", "summaries"), links=Record(Links))
_SIGNALS = Record(Signals, always_stored=("upvotes", "comments"))
_SUMMARIES = Record(Summary)
_ALERTS = Record(
    Alert,
    {"deferred_to_digest": "gathered", "message_key": "message"},
    elsewhere=("destination_id", "paper_id"),
    state=AlertState,
)
_MESSAGES = Record(
    Message,
    {"destination_id": "to", "paper_ids": "papers", "thread_id": "thread"},
    elsewhere=("key",),
    kind=MessageKind,
    state=MessageState,
)
_DESTINATIONS = Record(
    Destination,
    {"guild_id": "guild"},
    elsewhere=("id",),
    kind=Kind,
    block=Record(Block, always_stored=("told",), cause=BlockCause),
    preferences=(encode_preferences, decode_preferences),
)
_SUBSCRIPTIONS = Record(
    Subscription,
    {"destination_id": "to", "guild_id": "guild", "creator_id": "creator", "paused_until": "until"},
    elsewhere=("id",),
    mode=Mode,
)
encode_alert = _ALERTS.encode
encode_message, decode_message = _MESSAGES.encode, _MESSAGES.decoder_by_key("key")
encode_destination, decode_destination = _DESTINATIONS.encode, _DESTINATIONS.decoder_by_key("id", int)


def alert_key(destination_id: int, paper_id: str) -> str:
    """Return the key of an alert's document."""
    return f"{destination_id} {paper_id}"


def decode_alert(key: str, doc: Doc) -> Alert:
    """Decode an alert from its key and document."""
    destination_id, _, paper_id = key.partition(" ")
    return _ALERTS.decode(doc, destination_id=int(destination_id), paper_id=paper_id)


def encode_subscription(subscription: Subscription) -> Doc:
    """Return a subscription's document; its id is the key.

    Versions that know no tombstones read one as a paused subscription; `unpaused` tells later ones that it is not.
    """
    reads_as_paused = subscription.on_hold and not subscription.paused
    return _SUBSCRIPTIONS.encode(subscription) | ({"paused": True, "unpaused": True} if reads_as_paused else {})


def decode_subscription(key: str, doc: Doc) -> Subscription:
    """Decode a subscription from its id and document."""
    return _SUBSCRIPTIONS.decode(doc | {"paused": False} if "unpaused" in doc else doc, id=key)


def encode_sighting(sighting: Sighting) -> Doc:
    """Return a paper's document; its id is the key.

    `paper` and `signals` are the merged view of all sources. If there are several sources, `readings` has what
    each of them gave.
    """
    view = {"paper": _PAPERS.encode(sighting.paper), "signals": _SIGNALS.encode(sighting.signals)}
    view |= {"kind": sighting.kind.value} | ({"original": True} if sighting.original else {})
    return view | ({READINGS_FIELD: list(map(encode_sighting, sighting.readings))} if sighting.readings else {})


def decode_sighting(key: str, doc: Doc) -> Sighting:
    """Decode a paper from its id and document, including documents of earlier versions."""
    paper = _PAPERS.decode(doc["paper"], id=key)
    assumed_kind = SourceKind.LIST if paper.source == _FIRST_LIST else SourceKind.STREAM
    return Sighting(
        paper=paper,
        signals=_SIGNALS.decode(doc["signals"]),
        kind=SourceKind(doc["kind"]) if "kind" in doc else assumed_kind,
        original=bool(doc.get("original", False)),
        readings=tuple(decode_sighting(key, one) for one in require_list(doc.get(READINGS_FIELD, []))),
    )


def encode_summaries(summaries: tuple[Summary, ...]) -> str:
    """Return summaries as the text of a note, since older versions keep and export notes unread."""
    return dump([_SUMMARIES.encode(one) for one in summaries]).decode("ascii")


def decode_summaries(note: str | None) -> tuple[Summary, ...]:
    """Decode summaries from a note; none if the text is not valid, as a paper does not need them."""
    try:
        return () if note is None else tuple(map(_SUMMARIES.decode, load(note.encode())))
    except DECODE_ERRORS:
        return ()
