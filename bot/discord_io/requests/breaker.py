"""The breaker that keeps us far below Discord's limit of invalid requests."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

INVALID_STATUSES = frozenset({401, 403, 429})
_ALL_REPLICAS = 9000  # of the 10,000 that Discord allows an address; the rest is for starts and what else is there
_ONE_REPLICA = 500


def share_of_limit(shard_count: int) -> int:
    """The invalid requests that one process may make in ten minutes.

    Discord counts them by address, and all replicas may have the same one. Each serves one shard at least, so
    there are at most `shard_count` of them, and all shares together stay below Discord's limit.
    """
    return max(1, min(_ONE_REPLICA, _ALL_REPLICAS // shard_count))


class Breaker:
    """Opens when too many requests were invalid within a window, and closes again by itself.

    Discord bans an address for an hour or more after 10,000 answers of 401, 403 or 429 within 10 minutes
    (https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit). So a process has one, for all
    the shards that it serves. `clock` is monotonic, in seconds.
    """

    def __init__(self, clock: Callable[[], float], *, limit: int = _ONE_REPLICA, window: float = 600.0) -> None:
        self._clock = clock
        self._limit = limit
        self._window = window
        self._invalid: deque[float] = deque()
        self._open_until = 0.0

    def record(self, status: int) -> None:
        """Count one answer."""
        if status not in INVALID_STATUSES:
            return
        now = self._clock()
        self._invalid.append(now)
        while self._invalid and self._invalid[0] <= now - self._window:
            self._invalid.popleft()
        if len(self._invalid) >= self._limit:
            self._open_until = now + self._window
            self._invalid.clear()

    def open_for(self) -> float:
        """Seconds for which nothing may be posted; 0 when all is well."""
        return max(0.0, self._open_until - self._clock())
