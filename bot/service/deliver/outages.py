"""For when the store goes away during a post: how long that may be under way, and what came of it kept."""

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
    """Until when this process may post. Each heartbeat moves that on; what is still under way then is cut off.

    So a process that takes over from one that is silent knows when that one has no request under way any more.
    Where nobody can take over, it never ends.
    """

    def __init__(self) -> None:
        self._ends = math.inf  # by the event loop's clock
        self._posts: dict[asyncio.Timeout, float] = {}

    @property
    def is_over(self) -> bool:
        """True if another process can post by now."""
        return asyncio.get_running_loop().time() >= self._ends

    def require(self) -> None:
        """Raise StoreError when it is over: what was to be posted is given back, and that counts as no try."""
        if self.is_over:
            raise StoreError("No heartbeat was answered in time, so another replica may have taken over.")

    def extend(self, seconds: float) -> None:
        """Let it end so long from now."""
        self._ends = asyncio.get_running_loop().time() + seconds
        for post, latest in self._posts.items():
            if not post.expired():
                post.reschedule(min(latest, self._ends))

    @asynccontextmanager
    async def posting(self, seconds: float) -> AsyncGenerator[None]:
        """Let the block run for so long at most, and within the tenure.

        A post that is given up may come to be all the same: TryLaterError, in doubt.
        """
        latest = asyncio.get_running_loop().time() + seconds
        post = asyncio.timeout_at(min(latest, self._ends))
        try:
            async with post:
                self._posts[post] = latest
                yield
        except TimeoutError:
            raise TryLaterError("Discord took too long to answer.", in_doubt=True) from None
        finally:
            self._posts.pop(post, None)


async def written(write: Callable[[], Awaitable[None]]) -> None:
    """Call `write` until the store takes it. Raises ConflictError when the claim was lost, StoreFatalError."""
    wait = 0.0
    while True:
        try:
            return await write()
        except (ConflictError, StoreFatalError):
            raise
        except StoreError as error:
            if not wait:
                _log.warning("What came of a message is written when the store can be used again: %s", error)
        wait = min(_LONGEST_WAIT, 2 * wait or _FIRST_WAIT)
        await asyncio.sleep(wait)
