"""Protection against outages of the store during a post: a time limit for posts, and results written later."""

from __future__ import annotations

import asyncio
import logging
import math
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError, StoreError, StoreFatalError, TryLaterError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

_log = logging.getLogger(__name__)
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 1.0  # seconds between two tries to write


class Tenure:
    """The time until which this process is allowed to post; each heartbeat extends it.

    Posts that are still under way at its end are cancelled. So a replica that takes over knows when the silent one
    can no longer have a request under way. Without replicas it never ends.
    """

    def __init__(self) -> None:
        self._ends = math.inf  # by the event loop's clock
        self._posts: dict[asyncio.Timeout, float] = {}

    @property
    def is_over(self) -> bool:
        """True if another process may have taken over."""
        return asyncio.get_running_loop().time() >= self._ends

    def require(self) -> None:
        """Raise StoreError if the tenure is over; the message is then given back, and no attempt is counted."""
        if self.is_over:
            raise StoreError("No heartbeat was answered in time, so another replica may have taken over.")

    def extend(self, seconds: float) -> None:
        """Set the end of the tenure, in seconds from now, also for posts under way."""
        self._ends = asyncio.get_running_loop().time() + seconds
        for post, latest in self._posts.items():
            if not post.expired():
                post.reschedule(min(latest, self._ends))

    @asynccontextmanager
    async def posting(self, seconds: float, to: str = "Discord") -> AsyncGenerator[None]:
        """Limit a post to some seconds and to the tenure; `to` is who has to answer.

        A post that is cancelled may still have succeeded: raises TryLaterError, in doubt.
        """
        latest = asyncio.get_running_loop().time() + seconds
        post = asyncio.timeout_at(min(latest, self._ends))
        try:
            async with post:
                self._posts[post] = latest
                yield
        except TimeoutError:
            raise TryLaterError(f"{to} took too long to answer.", in_doubt=True) from None
        finally:
            self._posts.pop(post, None)


async def write_until_stored(write: Callable[[], Awaitable[None]]) -> None:
    """Call `write` until the store takes it. Raises ConflictError if the claim was lost, or StoreFatalError."""
    wait = 0.0
    while True:
        try:
            return await write()
        except (ConflictError, StoreFatalError):
            raise
        except StoreError as error:
            if not wait:
                _log.warning("The result of a message is written once the store is available again: %s", error)
        wait = min(_LONGEST_WAIT, 2 * wait or _FIRST_WAIT)
        await asyncio.sleep(wait)
