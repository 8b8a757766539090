"""Destinations and subscriptions as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.subscription import Block, BlockCause, Destination, Kind, Mode, Subscription
from bot.store.codec.preferences import decode_preferences, encode_preferences
from bot.store.codec.records import Record

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc

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
encode_destination = _DESTINATIONS.encode


def decode_destination(key: str, doc: Doc) -> Destination:
    """The reverse of `encode_destination`."""
    return _DESTINATIONS.decode(doc, id=int(key))


def encode_subscription(subscription: Subscription) -> Doc:
    """The id is the key. A version that knows no tombstones takes one for a paused subscription."""
    is_paused_for_it = subscription.holds and not subscription.paused
    return _SUBSCRIPTIONS.encode(subscription) | ({"paused": True, "unpaused": True} if is_paused_for_it else {})


def decode_subscription(key: str, doc: Doc) -> Subscription:
    """The reverse of `encode_subscription`."""
    return _SUBSCRIPTIONS.decode(doc | {"paused": False} if "unpaused" in doc else doc, id=key)
