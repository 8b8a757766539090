"""Keeping below Discord's limits for all requests, and for refused ones, instead of running into them."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

INVALID_STATUSES = frozenset({401, 403, 429})
_ALL_REPLICAS = 9000  # of the 10,000 that Discord allows an address; the rest is for starts and what else is there
_ONE_REPLICA = 500
GLOBAL_RATE = 48.5  # requests a second: Discord allows 50, interactions excluded; 97 % leaves some for the rest


class Pacer:
    """Spaces calls evenly: at most `rate` a second, and never a burst, also after the event loop stalled."""

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
        self._next = 0.0
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._left = deque[float](maxlen=max(1, int(rate)))  # when a second's requests left

    async def wait(self, patience: float = math.inf) -> bool:
        """Return True when it is this call's turn; False when that would take more than `patience` seconds.

        A turn that comes late makes up for one interval, not for more.
        """
        latest = self._clock() + patience
        if self.ahead() > patience:
            return False
        self._waiting += 1
        try:
            async with self._turn:
                while (ahead := self._next - self._clock()) > 0:
                    if self._clock() + ahead > latest:
                        return False  # held since it began to wait
                    await self._sleep(ahead)
                self._next = max(self._next, self._clock() - self._interval) + self._interval
                return True
        finally:
            self._waiting -= 1

    async def leave(self) -> None:
        """Wait while as many have left within the last second as may.

        Between its turn and this a message is written down as being sent, which takes some longer than others, so
        that evenly spaced turns end in bursts.
        """
        most = self._left.maxlen or 1
        while len(self._left) == most and (ahead := self._left[0] + most * self._interval - self._clock()) > 0:
            await self._sleep(ahead)
        self._left.append(self._clock())

    def ahead(self) -> float:
        """Seconds until the turn of a call that would come now."""
        return max(0.0, self._next - self._clock()) + self._waiting * self._interval

    def hold(self, seconds: float) -> None:
        """Let nobody go for so long: Discord has said that the limit of all requests is reached."""
        self._next = max(self._next, self._clock() + seconds)


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
