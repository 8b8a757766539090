"""Long loops that yield to the event loop, and a lock for each key: commands must be answered within 3 seconds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Hashable, Iterable

T = TypeVar("T")


async def in_slices(items: Iterable[T], at_a_time: int = 100) -> AsyncGenerator[T]:
    """Yield the items, and let other tasks run after every `at_a_time` of them, which should take some 10 ms."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % at_a_time == 0:
            await asyncio.sleep(0)


class Locks:
    """One lock for each key: `async with locks(server_id): ...`. A lock that no task uses is deleted."""

    def __init__(self) -> None:
        self._by_key: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def __call__(self, key: Hashable) -> asyncio.Lock:
        """Return the lock of this key."""
        return self._by_key.setdefault(key, asyncio.Lock())
