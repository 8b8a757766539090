"""Domain objects as JSON documents, and back.

A document leaves out what is at its default and what its key says already. Times are ISO 8601 in UTC. Decoding
is strict: whatever is missing or of the wrong kind raises one of `FOREIGN`, which the engine turns into a
StoreCorruptError. `records` does it field by field.
"""

from __future__ import annotations

import json

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.paper import Links, Paper, Sighting, Signals, SourceKind, Summary
from bot.domain.preferences import DEFAULTS, STORED_FIELDS, Preferences
from bot.domain.subscription import Block, BlockCause, Destination, Kind, Mode, Subscription
from bot.store.codec.ascii_json import dump
from bot.store.codec.records import FOREIGN, Doc, Record, items

READINGS = "readings"
_ONLY_LIST = "huggingface"  # of the versions that did not write down whether a source is a list
_PREFERENCES = {field.key: field for field in STORED_FIELDS}


def encode_preferences(preferences: Preferences) -> Doc:
    """Only what differs from the defaults."""
    values = ((field, getattr(preferences, field.name)) for field in STORED_FIELDS)
    return {field.key: field.encode(value) for field, value in values if value != getattr(DEFAULTS, field.name)}


def decode_preferences(doc: Doc) -> Preferences:
    """The reverse of `encode_preferences`; an empty document stands for the defaults."""
    known = ((_PREFERENCES[key], value) for key, value in doc.items() if key in _PREFERENCES)
    return Preferences(**{field.name: field.decode(value) for field, value in known})


_PAPERS = Record(Paper, apart=("id", "summaries"), links=Record(Links))
_SIGNALS = Record(Signals, always=("upvotes", "comments"))
_SUMMARIES = Record(Summary)
_ALERTS = Record(
    Alert,
    {"deferred_to_digest": "gathered", "message_key": "message"},
    apart=("destination_id", "paper_id"),
    state=AlertState,
)
_MESSAGES = Record(
    Message,
    {"destination_id": "to", "paper_ids": "papers", "thread_id": "thread"},
    apart=("key",),
    kind=MessageKind,
    state=MessageState,
)
_DESTINATIONS = Record(
    Destination,
    {"guild_id": "guild"},
    apart=("id",),
    kind=Kind,
    block=Record(Block, always=("told",), cause=BlockCause),
    preferences=(encode_preferences, decode_preferences),
)
_SUBSCRIPTIONS = Record(
    Subscription,
    {"destination_id": "to", "guild_id": "guild", "creator_id": "creator", "paused_until": "until"},
    apart=("id",),
    mode=Mode,
)
encode_alert = _ALERTS.encode
encode_message, decode_message = _MESSAGES.encode, _MESSAGES.keyed("key")
encode_destination, decode_destination = _DESTINATIONS.encode, _DESTINATIONS.keyed("id", int)


def alert_key(destination_id: int, paper_id: str) -> str:
    """The key of an alert's document."""
    return f"{destination_id} {paper_id}"


def decode_alert(key: str, doc: Doc) -> Alert:
    """The reverse of `encode_alert`."""
    destination_id, _, paper_id = key.partition(" ")
    return _ALERTS.decode(doc, destination_id=int(destination_id), paper_id=paper_id)


def encode_subscription(subscription: Subscription) -> Doc:
    """The id is the key. A version that knows no tombstones takes one for a paused subscription."""
    is_paused_for_it = subscription.on_hold and not subscription.paused
    return _SUBSCRIPTIONS.encode(subscription) | ({"paused": True, "unpaused": True} if is_paused_for_it else {})


def decode_subscription(key: str, doc: Doc) -> Subscription:
    """The reverse of `encode_subscription`."""
    return _SUBSCRIPTIONS.decode(doc | {"paused": False} if "unpaused" in doc else doc, id=key)


def encode_sighting(sighting: Sighting) -> Doc:
    """The paper's id is the key.

    `paper` and `signals` are the one view of all sources. What each of several sources said stands beside it in
    `readings`; of a single source the view is what it said.
    """
    view = {"paper": _PAPERS.encode(sighting.paper), "signals": _SIGNALS.encode(sighting.signals)}
    view |= {"kind": sighting.kind.value} | ({"original": True} if sighting.original else {})
    return view | ({READINGS: list(map(encode_sighting, sighting.readings))} if sighting.readings else {})


def decode_sighting(key: str, doc: Doc) -> Sighting:
    """The reverse of `encode_sighting`; of what earlier versions wrote, too."""
    paper = _PAPERS.decode(doc["paper"], id=key)
    before = SourceKind.LIST if paper.source == _ONLY_LIST else SourceKind.STREAM
    return Sighting(
        paper=paper,
        signals=_SIGNALS.decode(doc["signals"]),
        kind=SourceKind(doc["kind"]) if "kind" in doc else before,
        original=bool(doc.get("original", False)),
        readings=tuple(decode_sighting(key, one) for one in items(doc.get(READINGS, []))),
    )


def encode_summaries(summaries: tuple[Summary, ...]) -> str:
    """Encode summaries as the text of a note, which older versions and exports keep as well."""
    return dump([_SUMMARIES.encode(one) for one in summaries]).decode("ascii")


def decode_summaries(note: str | None) -> tuple[Summary, ...]:
    """The reverse; none for a text that something else wrote: a paper can do without."""
    try:
        return () if note is None else tuple(map(_SUMMARIES.decode, json.loads(note)))
    except (*FOREIGN, RecursionError):
        return ()
