"""Domain objects as JSON documents, and back.

A document leaves out what is at its default and what its key says already. Times are ISO 8601 in UTC. Decoding
is strict: whatever is missing or of the wrong kind raises KeyError, TypeError or ValueError, which the shelf
turns into a StoreCorruptError.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, TypeAlias, cast

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.domain.subscription import Block, BlockCause, Destination, Kind, Mode, Subscription

Doc: TypeAlias = "dict[str, Any]"


def time_text(when: datetime) -> str:
    """`2026-01-30T09:00:00Z`; raises ValueError for a time without zone."""
    if when.tzinfo is None:
        raise ValueError(f"{when!r} has no time zone")
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_time(text: str) -> datetime:
    """The aware time that `time_text` wrote."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return when


def _time_or_none(text: str | None) -> datetime | None:
    return None if text is None else parse_time(text)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {value!r}")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"a whole number expected, not {value!r}")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"a list expected, not {values!r}")
    return tuple(map(_text, cast("list[object]", values)))


def _known(doc: Doc) -> Doc:
    """Without the values that are at the default None or empty."""
    return {name: value for name, value in doc.items() if value is not None and value not in ([], {})}


def alert_key(destination_id: int, paper_id: str) -> str:
    """The key of an alert's document."""
    return f"{destination_id} {paper_id}"


def encode_alert(alert: Alert) -> Doc:
    """Destination and paper are in the key."""
    return _known(
        {
            "state": alert.state.value,
            "subscriptions": list(alert.subscriptions),
            "due": time_text(alert.due),
            "created": time_text(alert.created),
            "message": alert.message_key,
        }
    )


def decode_alert(key: str, doc: Doc) -> Alert:
    """The reverse of `encode_alert`."""
    destination_id, _, paper_id = key.partition(" ")
    return Alert(
        destination_id=int(destination_id),
        paper_id=paper_id,
        subscriptions=_texts(doc.get("subscriptions", [])),
        due=parse_time(doc["due"]),
        created=parse_time(doc["created"]),
        state=AlertState(doc["state"]),
        message_key=doc.get("message"),
    )


def encode_message(message: Message) -> Doc:
    """The payload must be JSON; raises TypeError or ValueError when it is not."""
    times = ("first_attempt", "finished", "leased_until")
    return _known(
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
        destination_id=_number(doc["to"]),
        kind=MessageKind(doc["kind"]),
        paper_ids=_texts(doc.get("papers", [])),
        payload=cast("Doc", payload),
        created=parse_time(doc["created"]),
        next_try=parse_time(doc["next_try"]),
        state=MessageState(doc["state"]),
        attempts=_number(doc.get("attempts", 0)),
        first_attempt=_time_or_none(doc.get("first_attempt")),
        after=doc.get("after"),
        message_id=doc.get("message_id"),
        reason=doc.get("reason"),
        finished=_time_or_none(doc.get("finished")),
        claim=_number(doc.get("claim", 0)),
        leased_until=_time_or_none(doc.get("leased_until")),
    )


def encode_sighting(sighting: Sighting) -> Doc:
    """The paper's id is the key."""
    paper, signals = sighting.paper, sighting.signals
    return {
        "paper": _known(
            {
                "source": paper.source,
                "title": paper.title,
                "abstract": paper.abstract,
                "links": _known({f.name: getattr(paper.links, f.name) for f in fields(Links)}),
                "authors": list(paper.authors),
                "organization": paper.organization,
                "categories": list(paper.categories),
                "keywords": list(paper.keywords),
                "tldr": paper.tldr,
            }
        ),
        "signals": _known(
            {
                "first_seen": time_text(signals.first_seen),
                "list_day": signals.list_day.isoformat(),
                "upvotes": signals.upvotes,
                "comments": signals.comments,
                "stars": signals.stars,
                "rank": signals.rank,
            }
        ),
    }


def decode_sighting(key: str, doc: Doc) -> Sighting:
    """The reverse of `encode_sighting`."""
    paper, signals = doc["paper"], doc["signals"]
    return Sighting(
        paper=Paper(
            id=key,
            source=_text(paper["source"]),
            title=_text(paper["title"]),
            abstract=_text(paper["abstract"]),
            links=Links(**paper["links"]),
            authors=_texts(paper.get("authors", [])),
            organization=paper.get("organization"),
            categories=_texts(paper.get("categories", [])),
            keywords=_texts(paper.get("keywords", [])),
            tldr=paper.get("tldr"),
        ),
        signals=Signals(
            first_seen=parse_time(signals["first_seen"]),
            list_day=date.fromisoformat(signals["list_day"]),
            upvotes=_number(signals["upvotes"]),
            comments=_number(signals["comments"]),
            stars=signals.get("stars"),
            rank=signals.get("rank"),
        ),
    )


def encode_destination(destination: Destination) -> Doc:
    """The id is the key."""
    block = destination.block
    return _known(
        {
            "guild": destination.guild_id,
            "kind": destination.kind.value,
            "block": block
            and {
                "cause": block.cause.value,
                "reason": block.reason,
                "since": time_text(block.since),
                "told": block.told,
            },
        }
    )


def decode_destination(key: str, doc: Doc) -> Destination:
    """The reverse of `encode_destination`."""
    block = doc.get("block")
    return Destination(
        id=int(key),
        guild_id=doc.get("guild"),
        kind=Kind(doc["kind"]),
        block=block
        and Block(
            cause=BlockCause(block["cause"]),
            reason=_text(block["reason"]),
            since=parse_time(block["since"]),
            told=bool(block["told"]),
        ),
    )


def encode_subscription(subscription: Subscription) -> Doc:
    """The id is the key."""
    return _known(
        {
            "to": subscription.destination_id,
            "guild": subscription.guild_id,
            "query": subscription.query,
            "name": subscription.name,
            "creator": subscription.creator_id,
            "created": time_text(subscription.created),
            "mode": subscription.mode.value,
            "paused": subscription.paused or None,
        }
    )


def decode_subscription(key: str, doc: Doc) -> Subscription:
    """The reverse of `encode_subscription`."""
    return Subscription(
        id=key,
        destination_id=_number(doc["to"]),
        guild_id=doc.get("guild"),
        query=_text(doc["query"]),
        name=_text(doc["name"]),
        creator_id=_number(doc["creator"]),
        created=parse_time(doc["created"]),
        mode=Mode(doc["mode"]),
        paused=bool(doc.get("paused", False)),
    )
