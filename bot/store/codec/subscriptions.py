"""Destinations and subscriptions as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.subscription import Block, BlockCause, Destination, Kind, Mode, Subscription
from bot.store.codec.fields import known, number, parse_time, text, texts, time_or_none, time_text
from bot.store.codec.preferences import decode_preferences, encode_preferences

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc


def encode_destination(destination: Destination) -> Doc:
    """The id is the key."""
    block = destination.block
    return known(
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
            "preferences": encode_preferences(destination.preferences),
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
            reason=text(block["reason"]),
            since=parse_time(block["since"]),
            told=bool(block["told"]),
        ),
        preferences=decode_preferences(doc.get("preferences", {})),
    )


def encode_subscription(subscription: Subscription) -> Doc:
    """The id is the key. A version that knows no tombstones takes one for a paused subscription."""
    ended = subscription.ended
    return known(
        {
            "to": subscription.destination_id,
            "guild": subscription.guild_id,
            "query": subscription.query,
            "name": subscription.name,
            "creator": subscription.creator_id,
            "created": time_text(subscription.created),
            "mode": subscription.mode.value,
            "paused": subscription.holds or None,
            "ended": ended and time_text(ended),
            "unpaused": (ended is not None and not subscription.paused) or None,
            "until": subscription.paused_until and time_text(subscription.paused_until),
            "sources": list(subscription.sources),
        }
    )


def decode_subscription(key: str, doc: Doc) -> Subscription:
    """The reverse of `encode_subscription`."""
    return Subscription(
        id=key,
        destination_id=number(doc["to"]),
        guild_id=doc.get("guild"),
        query=text(doc["query"]),
        name=text(doc["name"]),
        creator_id=number(doc["creator"]),
        created=parse_time(doc["created"]),
        mode=Mode(doc["mode"]),
        paused=bool(doc.get("paused", False)) and not doc.get("unpaused", False),
        ended=time_or_none(doc.get("ended")),
        paused_until=time_or_none(doc.get("until")),
        sources=texts(doc.get("sources", [])),
    )
