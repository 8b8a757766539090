"""No more than one request in so many seconds, and one at a time, for all who share the pace."""

from __future__ import annotations

import asyncio
import time


class Pace:
    """A turn lasts while it is held, and the next begins `seconds` after it ended; in the order of coming."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._next = 0.0

    async def __aenter__(self) -> None:
        await self._turn.acquire()
        try:
            await asyncio.sleep(self._next - time.monotonic())
        except BaseException:
            self._turn.release()
            raise

    async def __aexit__(self, *_exc: object) -> None:
        self._next = time.monotonic() + self._seconds
        self._turn.release()
