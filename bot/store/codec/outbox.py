"""Alerts and messages as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.store.codec.records import Record

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc

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
encode_alert = _ALERTS.encode
encode_message = _MESSAGES.encode
decode_message = _MESSAGES.keyed("key")


def alert_key(destination_id: int, paper_id: str) -> str:
    """The key of an alert's document."""
    return f"{destination_id} {paper_id}"


def decode_alert(key: str, doc: Doc) -> Alert:
    """The reverse of `encode_alert`."""
    destination_id, _, paper_id = key.partition(" ")
    return _ALERTS.decode(doc, destination_id=int(destination_id), paper_id=paper_id)
