"""No more than one request in so many seconds, and one at a time, for all who share the pace."""

from __future__ import annotations

import asyncio


class Pace:
    """A turn lasts while it is held, and the next begins `seconds` after it ended; in the order of coming."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> None:
        await self._turn.acquire()

    async def __aexit__(self, *_exc: object) -> None:
        asyncio.get_running_loop().call_later(self._seconds, self._turn.release)
