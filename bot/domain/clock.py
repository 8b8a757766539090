"""The current time, and how long to wait before a retry."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_MAX_DOUBLINGS = 20  # far above every cap; without it, a long outage makes a power too large for a float


def utc_now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def backoff(
    attempt: int, rng: random.Random, *, base: float = 1.0, cap: float, at_least: float | None = None
) -> float:
    """Return the seconds to wait after failed attempt `attempt` (1-based): exponential back-off with jitter.

    The wait is random, between 50 % and 100 % of `base · 2^(attempt-1)` or, if less, of `cap`. For example 2 to
    4 s after the third failure with a base of 1 s. `at_least` (a Retry-After) is a minimum even above the cap; up
    to 10 % are added to it.
    """
    ceiling = min(cap, base * 2 ** min(attempt - 1, _MAX_DOUBLINGS))
    wait = ceiling * (0.5 + 0.5 * rng.random())
    if at_least is None:
        return wait
    return max(wait, at_least * (1.0 + 0.1 * rng.random()))
