"""Domain objects as JSON documents, and back.

A document leaves out what is at its default and what its key says already. Times are ISO 8601 in UTC. Decoding
is strict: whatever is missing or of the wrong kind raises KeyError, TypeError or ValueError, which the
engine turns into a StoreCorruptError.
"""

from bot.store.codec.fields import FOREIGN, Doc, parse_time, time_text
from bot.store.codec.outbox import alert_key, decode_alert, decode_message, encode_alert, encode_message
from bot.store.codec.papers import decode_sighting, encode_sighting
from bot.store.codec.subscriptions import (
    decode_destination,
    decode_subscription,
    encode_destination,
    encode_subscription,
)
from bot.store.codec.summaries import decode_summaries, encode_summaries

__all__ = [
    "FOREIGN",
    "Doc",
    "alert_key",
    "decode_alert",
    "decode_destination",
    "decode_message",
    "decode_sighting",
    "decode_subscription",
    "decode_summaries",
    "encode_alert",
    "encode_destination",
    "encode_message",
    "encode_sighting",
    "encode_subscription",
    "encode_summaries",
    "parse_time",
    "time_text",
]
