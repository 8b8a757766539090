"""Long loops that let the event loop turn: others' interactions must be answered within 3 seconds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

T = TypeVar("T")


async def in_slices(items: Iterable[T], at_a_time: int = 100) -> AsyncGenerator[T]:
    """The items; the event loop turns after each `at_a_time` of them. Choose as many as take some 10 ms."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % at_a_time == 0:
            await asyncio.sleep(0)
