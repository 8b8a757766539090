"""Reading much without holding up the event loop."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

Key = TypeVar("Key")
_AT_A_TIME = 200  # documents read before the event loop gets its turn, some 2 ms
_LONG = 0.005  # seconds after which it gets its turn anyway


class Reading:
    """How many documents were read since the event loop had its turn, and since when.

    Mostly the system has them in memory. Where it does not, each may take a disk as long as hundreds do else.
    """

    def __init__(self) -> None:
        self._documents = 0
        self._since = 0.0

    def count(self) -> None:
        """One document is about to be read."""
        if not self._documents:
            self._since = time.perf_counter()
            with suppress(RuntimeError):  # a store that is being opened has no event loop to hold up
                asyncio.get_running_loop().call_soon(self._turned)
        self._documents += 1

    def _turned(self) -> None:
        self._documents = 0

    async def breathe(self) -> None:
        """Let the event loop turn when there were many: an operation that only reads from memory never waits."""
        if not self._documents:
            return
        if self._documents >= _AT_A_TIME or time.perf_counter() - self._since >= _LONG:
            self._documents = 0
            await asyncio.sleep(0)


async def in_batches(keys: Iterable[Key]) -> AsyncGenerator[list[Key]]:
    """Some of the keys at a time.

    The event loop gets its turn in between, so documents may change.
    """
    rest = iter(keys)
    while batch := list(islice(rest, _AT_A_TIME)):
        yield batch
        await asyncio.sleep(0)
