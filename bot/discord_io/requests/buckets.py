"""Discord's limit of one kind of request in one channel, kept without discord.py's own ideas of waiting.

discord.py 2.7 refuses a request whenever its bucket's window is longer than it may wait, also with requests left
in it; and the request that uses a window up gets its answer only when that is over, so that a time-out of ours
takes a post that Discord has accepted for one in doubt. Here a request waits only when nothing is left, and every
answer comes at once.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import discord
from discord.http import Ratelimit
from typing_extensions import override

from bot.domain.errors import LONGEST_WAIT

if TYPE_CHECKING:
    from types import TracebackType

    import aiohttp
    from discord.http import HTTPClient


class Bucket(Ratelimit):
    """Lets its requests go in the order in which they came.

    A wait that is known to be longer than `max_ratelimit_timeout` seconds is refused with RateLimited.
    """

    def __init__(self, max_ratelimit_timeout: float | None) -> None:
        super().__init__(max_ratelimit_timeout)
        self._queue = asyncio.Lock()
        self._changed = asyncio.Event()

    @override
    async def acquire(self) -> None:
        self._last_request = self._loop.time()
        async with self._queue:
            while (wait := self._wait()) > 0:
                if self._max_ratelimit_timeout is not None and wait > self._max_ratelimit_timeout:
                    raise discord.RateLimited(wait)
                self._changed.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._changed.wait()
            self.remaining -= 1
            self.outgoing += 1

    def _wait(self) -> float:
        """Seconds until a request may go, 0 when it may; a while when the limit is only known by an answer."""
        if self.expires is not None and self._loop.time() >= self.expires:
            self.reset()
        if self.remaining > 0:
            return 0.0
        if self.expires is None:
            return 1.0 if self.outgoing > 0 else self._unknown()
        return self.expires - self._loop.time()

    def _unknown(self) -> float:
        """No answer has told the limit: one request at a time finds it out."""
        self.remaining = 1
        return 0.0

    @override
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.outgoing -= 1
        self._changed.set()

    @override
    def update(self, response: aiohttp.ClientResponse, *, use_clock: bool = False) -> None:
        """Take over what an answer tells; numbers that are none, and windows of days, tell nothing."""
        with suppress(ValueError, KeyError, OverflowError):
            super().update(response, use_clock=use_clock)
            # Those that are under way may not be counted in it yet.
            self.remaining = max(0, int(response.headers["X-Ratelimit-Remaining"]) - self.outgoing + 1)
        if self.expires is not None and not self.expires - self._loop.time() <= LONGEST_WAIT:
            self.expires = self._loop.time() + LONGEST_WAIT
        self._changed.set()

    @override
    def is_inactive(self) -> bool:
        return super().is_inactive() and (self.expires is None or self.is_expired())


def use_own_buckets(http: HTTPClient) -> None:
    """Let a client that has logged in count in such buckets; may be called again after another login."""

    def get_ratelimit(key: str) -> Ratelimit:
        buckets = http._buckets  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no public way
        if key not in buckets:
            buckets[key] = Bucket(http.max_ratelimit_timeout)
            http._try_clear_expired_ratelimits()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as above
        return buckets[key]

    http.get_ratelimit = get_ratelimit
