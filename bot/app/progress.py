"""Progress of a long command: a line in the terminal, erased at the end."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, NoReturn, TypeVar

from tqdm import tqdm

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable

T = TypeVar("T")

_DELAY = 1.0  # seconds before the line appears, and between two updates of its time
_TIME_FORMAT = "{desc} ... {elapsed}"
_COUNT_FORMAT = "{desc} ... {n:,} entries, {elapsed}"


async def showing_count(what: str, entries: AsyncIterator[T]) -> AsyncGenerator[T]:
    """Yield the entries, and show how many there were so far."""
    with _line(what, _COUNT_FORMAT) as line:
        async for entry in entries:
            yield entry
            line.update()


async def showing_time(what: str, work: Awaitable[T]) -> T:
    """Await the work, and show for how long."""
    with _line(what, _TIME_FORMAT) as line:
        task = asyncio.ensure_future(work)
        while not (await asyncio.wait([task], timeout=_DELAY))[0]:
            line.update(0)  # draws the time again
        return task.result()


def _line(what: str, bar_format: str) -> tqdm[NoReturn]:
    """Return a line on standard error, which is shown only if that is a terminal."""
    return tqdm(desc=what, bar_format=bar_format, delay=_DELAY, leave=False, disable=None, file=sys.stderr)
