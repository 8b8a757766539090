"""Keeping below Discord's global limit instead of running into it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

GLOBAL_RATE = 48.5  # requests a second: Discord allows 50, interactions excluded; 97 % leaves room for look-ups


class Pacer:
    """Spaces calls evenly: at most `rate` a second, and never a burst."""

    def __init__(
        self,
        rate: float = GLOBAL_RATE,
        *,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval = 1.0 / rate
        self._clock = clock or asyncio.get_running_loop().time
        self._sleep = sleep
        self._next = 0.0

    async def wait(self) -> None:
        """Return when it is this call's turn."""
        now = self._clock()
        turn = max(now, self._next)
        self._next = turn + self._interval
        if turn > now:
            await self._sleep(turn - now)
