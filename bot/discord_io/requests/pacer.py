"""Keeping below Discord's global limit instead of running into it."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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
