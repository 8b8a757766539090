"""Moving everything that a store holds, which every engine can read out and store entry by entry.

`archive` writes them to a file, `temporary_copy` to a store that is forgotten, `integrity` checks them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from bot.domain.errors import StoreError
from bot.store.entries import KINDS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from bot.store.entries import Entry

_AT_ONCE = 500  # entries in memory


class Portable(Protocol):
    """What an engine offers beside the port's operations."""

    def entries(self) -> AsyncIterator[Entry]:
        """Everything, kind by kind in the order of `KINDS`, messages in the order in which they were planned.

        Of one moment when nobody else writes. Leases are left out: their holders do not move along.
        """
        ...

    async def is_empty(self) -> bool:
        """Whether nothing was ever stored."""
        ...

    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """Store all of it in an empty store; durable on return. Raises StoreError.

        An engine that cannot do it in one transaction marks the store as half filled until it is done, and
        refuses to open one that stayed so.
        """
        ...


async def fill_empty(target: Portable, entries: AsyncIterator[Entry]) -> Counter[str]:
    """Fill an empty store and say how much of each kind there was.

    Raises StoreError when the store is not empty: nothing is ever merged.
    """
    if not await target.is_empty():
        raise StoreError("The store holds something already, so nothing was moved into it: use an empty one.")
    counts: Counter[str] = Counter()

    async def counted() -> AsyncIterator[Entry]:
        async for entry in entries:
            counts[KINDS[type(entry)].name] += 1
            yield entry

    await target.fill(counted())
    return counts


async def copy_store(source: Portable, target: Portable) -> Counter[str]:
    """Copy everything from one store into an empty one; see `fill_empty`."""
    return await fill_empty(target, source.entries())


async def in_parts(entries: AsyncIterator[Entry]) -> AsyncGenerator[list[Entry]]:
    """As many at a time as may be written at once."""
    part: list[Entry] = []
    async for entry in entries:
        part.append(entry)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    yield part
