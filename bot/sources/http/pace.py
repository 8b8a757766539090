"""No more than one request in so many seconds, and one at a time, for all who share the pace."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Pace:
    """A turn lasts while it is held, and the next begins `seconds` after it ended; in the order of coming."""

    def __init__(
        self,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._next = clock()

    async def __aenter__(self) -> None:
        await self._turn.acquire()
        try:
            if (wait := self._next - self._clock()) > 0:
                await self._sleep(wait)
        except BaseException:
            self._turn.release()
            raise

    async def __aexit__(self, *_exc: object) -> None:
        self._next = self._clock() + self._seconds
        self._turn.release()
