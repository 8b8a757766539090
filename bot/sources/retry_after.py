"""How long a server asks to wait. Pure."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LONGEST = 3_600.0  # seconds: whatever a server says, it is asked again after an hour

_SECONDS = re.compile(r"\s*([0-9]+)(?:\.[0-9]+)?\s*")
_MOST_DIGITS = 9
# `"api";r=0;t=55` of the draft "RateLimit header fields": r requests are left, the window ends in t seconds.
_BUCKET = re.compile(r";\s*r=([0-9]{1,9})\s*;\s*t=([0-9]{1,9})(?![0-9])")


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait, between 0 and `LONGEST`; None when the server names none or nothing readable.

    Retry-After (seconds or an HTTP date; RFC 9110, section 10.2.3) goes before Hugging Face's RateLimit header.
    """
    wait = _from_retry_after(headers.get("Retry-After", ""), now)
    if wait is None:
        wait = _from_rate_limit(headers.get("RateLimit", ""))
    return None if wait is None else max(0.0, min(LONGEST, wait))


def _from_retry_after(value: str, now: datetime) -> float | None:
    if match := _SECONDS.fullmatch(value):
        return float(match[1]) if len(match[1]) <= _MOST_DIGITS else LONGEST
    try:
        when = parsedate_to_datetime(value)
        return ((when if when.tzinfo else when.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, OverflowError):
        return None


def _from_rate_limit(value: str) -> float | None:
    """The longest wait among the buckets that are used up, or else among all."""
    buckets = [(int(left), float(wait)) for left, wait in _BUCKET.findall(value)]
    used_up = [wait for left, wait in buckets if left == 0]
    return max(used_up or [wait for _, wait in buckets], default=None)
