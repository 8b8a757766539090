"""Rate limits of one route in a channel, and the global limit, in place of discord.py's own waiting.

discord.py 2.7 refuses a request whenever its bucket's window is longer than it may wait, even with requests left
in it. The request that uses up a window gets its answer only when the window is over, so our timeout would leave
an accepted post in doubt. Here a request waits only when nothing is left, and every answer is returned at once.

After a 429 discord.py repeats the request itself. If the wait is too long, it raises RateLimited, and `failures`
tells the caller when to try again.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any

import discord
from discord.http import HTTPClient, Ratelimit, Route
from typing_extensions import override

from bot.domain.errors import LONGEST_WAIT

if TYPE_CHECKING:
    from types import TracebackType

    import aiohttp


class Bucket(Ratelimit):
    """Lets its requests go in the order in which they arrived.

    A wait known to be longer than `max_ratelimit_timeout` seconds is refused with RateLimited.
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
        """Return the seconds until a request can go, 0: at once; 1 while an answer may still reveal the limit."""
        if self.expires is not None and self._loop.time() >= self.expires:
            self.reset()
        if self.remaining > 0:
            return 0.0
        if self.expires is not None:
            return self.expires - self._loop.time()
        if self.outgoing > 0:
            return 1.0
        self.remaining = 1  # the limit is unknown: one request at a time finds it out
        return 0.0

    @override
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.outgoing -= 1
        self._changed.set()

    @override
    def update(self, response: aiohttp.ClientResponse, *, use_clock: bool = False) -> None:
        """Read the limits from an answer, ignoring invalid numbers; a window ends within an hour."""
        with suppress(ValueError, KeyError, OverflowError):
            super().update(response, use_clock=use_clock)
            # The answer may not count requests under way yet; `outgoing` still includes the answered one.
            self.remaining = max(0, int(response.headers["X-Ratelimit-Remaining"]) - self.outgoing + 1)
        if self.expires is not None and not self.expires - self._loop.time() <= LONGEST_WAIT:  # or NaN
            self.expires = self._loop.time() + LONGEST_WAIT
        self._changed.set()

    @override
    def is_inactive(self) -> bool:
        """Return True if discord.py can forget it: unused for five minutes, and its window is over."""
        return super().is_inactive() and (self.expires is None or self.is_expired())


class Gate(asyncio.Event):
    """Closed while Discord limits all requests; open when no task that closed it is still waiting.

    The request that meets the limit closes the gate, sleeps and opens it again. If our timeout cancels it in its
    sleep, it never does, and from then on every request waits (discord.py 2.7). So the task that closed the gate
    opens it on leaving.
    """

    def __init__(self) -> None:
        super().__init__()
        self._closed_by: set[asyncio.Task[Any] | None] = set()
        super().set()

    @override
    def clear(self) -> None:
        """Close the gate on behalf of the running task."""
        self._closed_by.add(asyncio.current_task())
        super().clear()

    @override
    def set(self) -> None:
        """Open the gate unless another task keeps it closed."""
        self._closed_by.discard(asyncio.current_task())
        if not self._closed_by:
            super().set()


def use_own_rate_limits(http: HTTPClient) -> None:
    """Replace discord.py's buckets and gate in a logged-in client; call it again after each login."""
    gate = Gate()
    http._global_over = gate  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no public way

    def get_ratelimit(key: str) -> Ratelimit:
        buckets = http._buckets  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as above
        if key not in buckets:
            buckets[key] = Bucket(http.max_ratelimit_timeout)
            http._try_clear_expired_ratelimits()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as above
        return buckets[key]

    http.get_ratelimit = get_ratelimit
    request = getattr(http.request, "__wrapped__", http.request)  # the original, also at a later login

    @wraps(request)
    async def request_and_open_gate(route: Route, **options: Any) -> Any:  # noqa: ANN401 - whatever JSON Discord answers
        try:
            return await request(route, **options)
        finally:
            gate.set()

    http.request = request_and_open_gate
