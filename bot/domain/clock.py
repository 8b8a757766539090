"""Time: the present, and how long to wait before something that failed is tried again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_MAX_DOUBLINGS = 20


def utc_now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


def delay(
    attempt: int, rng: random.Random, *, base: float = 1.0, cap: float, at_least: float | None = None
) -> float:
    """Seconds to wait after failed attempt number `attempt` (1-based): exponential back-off, full jitter.

    The wait is drawn between half and all of `base · 2^(attempt-1)`, at most `cap`, so that it never is zero.
    `at_least` (a Retry-After) is a floor, also above the cap, to which up to a tenth is added.
    """
    ceiling = min(cap, base * 2 ** min(attempt - 1, _MAX_DOUBLINGS))
    wait = ceiling * (0.5 + 0.5 * rng.random())
    if at_least is None:
        return wait
    return max(wait, at_least * (1.0 + 0.1 * rng.random()))
