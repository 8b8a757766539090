"""The gate that discord.py closes for all requests while Discord limits them all.

The request that meets the limit closes the gate, sleeps and opens it again. Cancelled in its sleep, by a time-out
of ours, it never does, and from then on every request waits (discord.py 2.7). So the task that closed the gate
opens it on leaving.
"""

from __future__ import annotations

import asyncio
from functools import wraps
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.discord_io.requests.buckets import use_own_buckets

if TYPE_CHECKING:
    from discord.http import HTTPClient, Route


class Gate(asyncio.Event):
    """Open when it is set: when none of those that closed it is still asleep."""

    def __init__(self) -> None:
        super().__init__()
        self._closed_by: set[asyncio.Task[Any] | None] = set()
        super().set()

    @override
    def clear(self) -> None:
        """Close it, in the name of the running task."""
        self._closed_by.add(asyncio.current_task())
        super().clear()

    @override
    def set(self) -> None:
        """The running task has no reason any more to keep it closed."""
        self._closed_by.discard(asyncio.current_task())
        if not self._closed_by:
            super().set()


def guard(http: HTTPClient) -> None:
    """Give a client that has logged in such a gate, and our buckets; may be called again after another login."""
    gate = Gate()
    http._global_over = gate  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no public way
    use_own_buckets(http)
    request = getattr(http.request, "__wrapped__", http.request)  # not guarded twice

    @wraps(request)
    async def guarded(route: Route, **options: Any) -> Any:  # noqa: ANN401 - whatever JSON Discord answers
        try:
            return await request(route, **options)
        finally:
            gate.set()

    http.request = guarded
