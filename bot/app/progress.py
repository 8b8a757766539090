"""Progress of a long command: a line in a terminal that is gone at the end."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, NoReturn, TypeVar

from tqdm import tqdm

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable

T = TypeVar("T")

_QUICK = 1.0  # seconds without a line
_TIMED = "{desc} ... {elapsed}"
_COUNTED = "{desc} ... {n:,} entries, {elapsed}"


async def watched(what: str, entries: AsyncIterator[T]) -> AsyncGenerator[T]:
    """Yield the entries and show how many there were."""
    with _line(what, _COUNTED) as line:
        async for entry in entries:
            yield entry
            line.update()


async def working(what: str, work: Awaitable[T]) -> T:
    """Await the work and show for how long."""
    with _line(what, _TIMED) as line:
        task = asyncio.ensure_future(work)
        while not (await asyncio.wait([task], timeout=_QUICK))[0]:
            line.update(0)
        return task.result()


def _line(what: str, form: str) -> tqdm[NoReturn]:
    """Return a line on standard error; it is not drawn where that is no terminal."""
    return tqdm(desc=what, bar_format=form, delay=_QUICK, leave=False, disable=None, file=sys.stderr)
