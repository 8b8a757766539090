"""What the operations of the TinyDB engine share: the tables, the clock, the reading and writing."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

from bot.domain.subscription import Destination
from bot.store.book import AT_A_TIME, BookKeeper
from bot.store.entries import Subscribed
from bot.store.tinydb.tables import Tables
from bot.store.verbs.transaction import Transaction, Verbs

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
    from datetime import datetime

    from bot.domain.subscription_book import SubscriptionBook
    from bot.store.book import Part
    from bot.store.tinydb.files.folder import Folder


T = TypeVar("T")
_LATELY = 1_000  # destinations that are kept decoded: one megabyte


class Core(Verbs):
    """The open store. `options` go to the JournalStorage."""

    def __init__(self, folder: Folder, *, now: Callable[[], datetime], **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        self._now = now
        self._tables = Tables(folder, **options)
        self.storage = self._tables.storage
        self._index = self._tables.index
        self._breathe = self._tables.reading.breathe  # awaited by what only reads
        self._book = BookKeeper(self._version, self._changes)

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

    @override
    async def read(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        """A poll asks for the same destinations with each of a hundred parts: they are kept until one changes."""
        found: dict[Any, T] = {}
        for key in keys:
            self._tables.reading.count()
            await self._breathe()
            kept: dict[Any, Any] = self._index.lately if kind is Destination else {}
            one = kept.get(key) or self._tables.get(kind, key)
            if one is not None:
                found[key] = one
                if len(kept) < _LATELY:
                    kept[key] = one
        return found

    async def _version(self) -> int:
        return self._tables.count("subscriptions")

    async def _changes(self, book: SubscriptionBook) -> AsyncGenerator[Part]:
        """What is out of date; the last of it is read at once, and so of one moment."""
        stale = self._index.stale
        while True:
            ids = list(islice(stale, AT_A_TIME))
            part = {key: self._tables.get(Subscribed, key) for key in ids}
            stale.difference_update(ids)
            yield book.version if stale else await self._version(), part
            if not stale:
                return
            await asyncio.sleep(0)
