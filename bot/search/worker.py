"""The one thread that has an index open."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.search.opening import Index

T = TypeVar("T")


class IndexWorker:
    """Opens an index, lets it be asked, and closes it.

    The thread goes on though whoever waits for it was cancelled. So it is the thread that knows what is to be
    closed: otherwise an index that was opened for nobody would keep its file locked.
    """

    def __init__(self, open_index: Callable[[], Index]) -> None:
        self._open_index = open_index
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="past papers")
        self._opened: Index | None = None
        self._ended = False

    async def open(self) -> Index:
        """Raises sqlite3.Error and OSError."""
        return await self._run(self._open_here)

    async def ask(self, work: Callable[[Index], T], index: Index) -> T:
        """Raises whatever the work does."""
        return await self._run(partial(work, index))

    async def close_index(self, *, discard: bool) -> None:
        """Let go of the file, which goes with it if it is to be discarded."""
        await self._run(partial(self._close_here, discard=discard))

    async def end(self) -> None:
        """Close what is open, once all that was begun is done; nothing can be asked afterwards."""
        if not self._ended:
            self._ended = True
            self._thread.submit(self._close_here)
        await asyncio.to_thread(self._thread.shutdown)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _open_here(self) -> Index:
        self._close_here()
        self._opened = self._open_index()
        return self._opened

    def _close_here(self, *, discard: bool = False) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close(discard=discard)
