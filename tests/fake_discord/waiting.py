"""Wait for something that another process does, without polling."""

import asyncio
from collections.abc import Callable

PATIENCE = 180.0  # seconds; only ever reached when a test fails


class Bell:
    """Rung whenever the server's state changes; those who wait look again."""

    def __init__(self):
        self._event = asyncio.Event()
        self._broken = ""

    def break_off(self, why: str):
        """End all waiting, now and later: what is waited for can no longer come."""
        self._broken = why
        self.ring()

    def ring(self):
        """Wake everyone who waits."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, holds: Callable[[], bool], what: str, patience: float = PATIENCE):
        """Return as soon as `holds()`; AssertionError that names `what` when it does not, or cannot, come true."""
        try:
            async with asyncio.timeout(patience):
                while not holds():
                    assert not self._broken, f"no more waiting for {what}: {self._broken}"
                    await self._event.wait()
        except TimeoutError:
            raise AssertionError(f"after {patience:g} s still waiting: {what}") from None
