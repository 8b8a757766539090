"""Pace all requests below Discord's limits, and stop after too many refused ones."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

INVALID_STATUSES = frozenset({401, 403, 429})
# Invalid requests in ten minutes, of the 10,000 that an address is allowed; the rest is for other programs
_MAX_INVALID_REQUESTS = 9000
_MAX_SHARE = 500  # of them, for one process, even if it is alone: so many mean that something is wrong
GLOBAL_RATE = 48.5  # requests a second: Discord allows 50, interactions excluded


class Pacer:
    """Spaces calls evenly: at most `rate` a second and two at once, even after the event loop stalled."""

    def __init__(
        self,
        rate: float = GLOBAL_RATE,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.rate = rate
        self._interval = 1.0 / rate
        self._clock = clock
        self._sleep = sleep
        self._next_turn = 0.0
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._sent = deque[float](maxlen=max(1, int(rate)))  # when the last second's requests were sent

    async def wait(self, patience: float = math.inf) -> bool:
        """Wait for a permit and return True; return False if that would take more than `patience` seconds.

        A late turn makes up for one interval, not for more.
        """
        latest = self._clock() + patience
        if self.seconds_ahead() > patience:
            return False
        self._waiting += 1
        try:
            async with self._turn:
                while (seconds_ahead := self._next_turn - self._clock()) > 0:
                    if self._clock() + seconds_ahead > latest:
                        return False  # `hold` was called while it waited
                    await self._sleep(seconds_ahead)
                self._next_turn = max(self._next_turn, self._clock() - self._interval) + self._interval
                return True
        finally:
            self._waiting -= 1

    async def limit_burst(self) -> None:
        """Wait while a second's worth of requests has been sent within the last second.

        Between its turn and this call a message is stored as being sent. That takes longer for some than for
        others, so evenly spaced turns can end in bursts.
        """
        most = self._sent.maxlen or 1
        while len(self._sent) == most and (wait := self._sent[0] + most * self._interval - self._clock()) > 0:
            await self._sleep(wait)
        self._sent.append(self._clock())

    def seconds_ahead(self) -> float:
        """Return the seconds that a call made now would wait for its permit."""
        return max(0.0, self._next_turn - self._clock()) + self._waiting * self._interval

    def hold(self, seconds: float) -> None:
        """Send nothing for so long: Discord's limit for all requests is reached."""
        self._next_turn = max(self._next_turn, self._clock() + seconds)


def share_of_limit(shard_count: int) -> int:
    """Return the number of invalid requests that one process can make in ten minutes.

    Discord counts them by address, which all replicas may share. There are at most `shard_count` replicas, and all
    shares together stay below Discord's limit. With 20 shards: 9000 // 20 = 450 each.
    """
    return max(1, min(_MAX_SHARE, _MAX_INVALID_REQUESTS // shard_count))


class Breaker:
    """Stops requests after too many invalid ones within a window, and resumes by itself.

    Discord bans an address for an hour or more after 10,000 answers of 401, 403 or 429 within 10 minutes
    (https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit). So a process has one breaker
    for all its shards. `clock` is monotonic, in seconds.
    """

    def __init__(self, clock: Callable[[], float], *, limit: int = _MAX_SHARE, window: float = 600.0) -> None:
        self._clock = clock
        self._limit = limit
        self._window = window
        self._invalid: deque[float] = deque()
        self._open_until = 0.0

    def record(self, status: int) -> None:
        """Count one answer's status."""
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
        """Return the seconds for which nothing is sent; 0 while closed."""
        return max(0.0, self._open_until - self._clock())
