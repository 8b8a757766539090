"""One lock for each of very many things, so that work on one holds up no other."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Locks:
    """Gives the lock of a key: `async with locks(server_id): ...`. One that nobody holds or awaits is let go."""

    def __init__(self) -> None:
        self._held: WeakValueDictionary[int | str, asyncio.Lock] = WeakValueDictionary()

    def __call__(self, key: int | str) -> asyncio.Lock:
        """Return the lock of this key."""
        return self._held.setdefault(key, asyncio.Lock())
