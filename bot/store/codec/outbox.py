"""Alerts and messages as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.store.codec.fields import known, number, parse_time, texts, time_or_none, time_text

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc


def alert_key(destination_id: int, paper_id: str) -> str:
    """The key of an alert's document."""
    return f"{destination_id} {paper_id}"


def encode_alert(alert: Alert) -> Doc:
    """Destination and paper are in the key."""
    return known(
        {
            "state": alert.state.value,
            "subscriptions": list(alert.subscriptions),
            "due": time_text(alert.due),
            "created": time_text(alert.created),
            "gathered": alert.deferred_to_digest or None,
            "message": alert.message_key,
        }
    )


def decode_alert(key: str, doc: Doc) -> Alert:
    """The reverse of `encode_alert`."""
    destination_id, _, paper_id = key.partition(" ")
    return Alert(
        destination_id=int(destination_id),
        paper_id=paper_id,
        subscriptions=texts(doc.get("subscriptions", [])),
        due=parse_time(doc["due"]),
        created=parse_time(doc["created"]),
        deferred_to_digest=bool(doc.get("gathered", False)),
        state=AlertState(doc["state"]),
        message_key=doc.get("message"),
    )


def encode_message(message: Message) -> Doc:
    """The payload must be JSON; raises TypeError or ValueError when it is not."""
    times = ("first_attempt", "finished", "leased_until", "edited")
    return known(
        {
            "to": message.destination_id,
            "kind": message.kind.value,
            "papers": list(message.paper_ids),
            "payload": dict(message.payload),
            "created": time_text(message.created),
            "next_try": time_text(message.next_try),
            "state": message.state.value,
            "attempts": message.attempts or None,
            "after": message.after,
            "message_id": message.message_id,
            "reason": message.reason,
            "claim": message.claim or None,
            "milestones": list(message.milestones),
            "thread": message.thread_id,
            **{name: time_text(when) for name in times if (when := getattr(message, name)) is not None},
        }
    )


def decode_message(key: str, doc: Doc) -> Message:
    """The reverse of `encode_message`."""
    payload = doc.get("payload", {})
    if not isinstance(payload, dict):
        raise TypeError("a payload is an object")
    return Message(
        key=key,
        destination_id=number(doc["to"]),
        kind=MessageKind(doc["kind"]),
        paper_ids=texts(doc.get("papers", [])),
        payload=cast("Doc", payload),
        created=parse_time(doc["created"]),
        next_try=parse_time(doc["next_try"]),
        state=MessageState(doc["state"]),
        attempts=number(doc.get("attempts", 0)),
        first_attempt=time_or_none(doc.get("first_attempt")),
        after=doc.get("after"),
        message_id=doc.get("message_id"),
        reason=doc.get("reason"),
        finished=time_or_none(doc.get("finished")),
        claim=number(doc.get("claim", 0)),
        leased_until=time_or_none(doc.get("leased_until")),
        milestones=texts(doc.get("milestones", [])),
        edited=time_or_none(doc.get("edited")),
        thread_id=doc.get("thread"),
    )
