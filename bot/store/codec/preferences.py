"""Preferences as documents."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from bot.domain.preferences import Look, Preferences
from bot.store.codec.fields import known, number, text

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc


def encode_preferences(preferences: Preferences) -> Doc:
    """Only what differs from the defaults; times of day as `09:00:00`."""
    look = preferences.look
    return known(
        {
            "look": None if look is Look.CARD else look.value,
            "digest_time": _clock_text(preferences.digest_time),
            "digest_weekday": preferences.digest_weekday,
            "zone": preferences.zone,
            "quiet_from": _clock_text(preferences.quiet_from),
            "quiet_until": _clock_text(preferences.quiet_until),
            "most_a_day": preferences.most_a_day,
            "role": preferences.role_id,
            "threads": preferences.thread_per_alert or None,
            "still": not preferences.living or None,
        }
    )


def decode_preferences(doc: Doc) -> Preferences:
    """The reverse of `encode_preferences`; an empty document stands for the defaults."""
    return Preferences(
        look=Look(doc.get("look", Look.CARD.value)),
        digest_time=_clock(doc.get("digest_time")),
        digest_weekday=_number(doc.get("digest_weekday")),
        zone=None if doc.get("zone") is None else text(doc["zone"]),
        quiet_from=_clock(doc.get("quiet_from")),
        quiet_until=_clock(doc.get("quiet_until")),
        most_a_day=_number(doc.get("most_a_day")),
        role_id=_number(doc.get("role")),
        thread_per_alert=bool(doc.get("threads", False)),
        living=not doc.get("still", False),
    )


def _clock_text(clock: time | None) -> str | None:
    if clock is not None and clock.tzinfo is not None:
        raise ValueError(f"{clock!r} is a time of day in the destination's zone: it has none of its own")
    return None if clock is None else clock.isoformat()


def _clock(value: str | None) -> time | None:
    return None if value is None else time.fromisoformat(value)


def _number(value: object) -> int | None:
    return None if value is None else number(value)
