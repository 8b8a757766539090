"""What the operations of the TinyDB engine share: the tables, the clock, the writing."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

from bot.store.tinydb.tables import Tables
from bot.store.verbs.transaction import Transaction, Verbs

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from datetime import datetime

    from bot.store.tinydb.files.folder import Folder

T = TypeVar("T")


class Core(Verbs):
    """The open store. `options` go to the JournalStorage."""

    def __init__(self, folder: Folder, *, now: Callable[[], datetime], **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        self._now = now
        self._tables = Tables(folder, **options)
        self.storage = self._tables.storage
        self._index = self._tables.index
        self._breathe = self._tables.reading.breathe  # awaited by what only reads

    @asynccontextmanager
    async def _write(self, *, followed: bool = False) -> AsyncGenerator[None]:
        """One transaction; see JournalStorage.transaction. Its body awaits nothing that waits.

        One that changes nothing waits for nothing, so the event loop may get its turn before.
        """
        self._tables.reading.count()
        await self._breathe()
        async with self.storage.transaction(followed=followed):
            yield

    @override
    async def in_transaction(self, work: Callable[[Transaction], Awaitable[T]], *, followed: bool = False) -> T:
        async with self._write(followed=followed):
            return await work(self._tables)
