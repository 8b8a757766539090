"""The store in a folder: its engine, and all operations in one class.

Its URL is `tinydb://relative/path` or `tinydb:///absolute/path`.
"""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import AlertState, Message, MessageState
from bot.domain.errors import StoreError
from bot.domain.paper import Sighting
from bot.domain.ports import StoreCounts
from bot.domain.subscription import Destination
from bot.store.engine import OpenStore, StoreEngine
from bot.store.entries import Note, Subscribed
from bot.store.membership import SingleProcess
from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.lookups import Lookups
from bot.store.tinydb.outbox import OutboxOperations
from bot.store.tinydb.reading import in_batches
from bot.store.tinydb.whole import Whole

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime


class TinyDBStore(Whole, Lookups, OutboxOperations, OpenStore):
    """A store in a folder, for one process."""

    @override
    async def close(self) -> None:
        try:
            await self.storage.drain()
        finally:
            self.storage.close()

    @override
    @asynccontextmanager
    async def join(self, shards: int) -> AsyncGenerator[SingleProcess]:
        if shards > 1:
            raise StoreError(
                f"PAPERBOY_SHARDING__COUNT is {shards}, and a store in a folder has one shard: "
                "leave that setting out, or use a PostgreSQL database (docs/scaling.md)."
            )
        yield SingleProcess(self)

    async def release_leases(self) -> None:
        """End every lease: who has the folder's lock knows that the processes that held them have ended."""
        async with self._write():
            unfinished = self._tables.found(Message, self._index.outbox.all_unfinished())
            await self._tables.put(replace(one, leased_until=None) for one in unfinished if one.leased_until)

    @override
    async def compact(self) -> None:
        await self.storage.compact()

    @override
    async def notes(self, prefix: str) -> dict[str, str]:
        found: dict[str, str] = {}
        async for names in in_batches(name for name in self._tables.names(Note) if name.startswith(prefix)):
            found.update({one.name: one.value for one in self._tables.found(Note, names)})
        return found

    @override
    async def counts(self) -> StoreCounts:
        counts, rows = self._index.counts, self._tables.rows
        return StoreCounts(
            papers=len(rows(Sighting)),
            subscriptions=len(rows(Subscribed)) - counts["subscriptions", "ended"],
            destinations=len(rows(Destination)),
            blocked=len(self._index.outbox.blocked),
            alerts={state: counts["alerts", state] for state in AlertState},
            messages={state: counts["messages", state] for state in MessageState},
            oldest_due=self._index.outbox.oldest_due,
        )


_SCHEME = "tinydb://"


class TinyDBEngine(StoreEngine):
    """The default: one process holds the folder, by a lock that the kernel lets go of when it ends."""

    shared = False

    @override
    def accepts(self, url: str) -> bool:
        path = url.removeprefix(_SCHEME)
        return path != "" and "\0" not in path

    @override
    @asynccontextmanager
    async def open(
        self, url: str, *, now: Callable[[], datetime], read_only: bool = False
    ) -> AsyncGenerator[TinyDBStore]:
        store = TinyDBStore(_folder(url), now=now, read_only=read_only)
        try:
            store.require_whole()
            if not read_only:
                await store.release_leases()  # of an earlier process, as this one holds the lock
            yield store
        finally:
            await store.close()

    @override
    def control_folder(self, url: str) -> Path:
        return _folder(url).path

    @override
    def size(self, url: str) -> int:
        folder = _folder(url)
        return sum(path.stat().st_size for path in (folder.journal, folder.snapshot) if path.exists())

    @override
    def require_writable(self, url: str) -> None:
        _folder(url).require_writable()

    @override
    def copy_files(self, url: str, folder: Path) -> str:
        original, copy = _folder(url), Folder(path=folder)
        copy.make()
        try:
            # In this order: should the original be compacted in between, the older journal is passed over and
            # the newer snapshot holds all of it.
            for source, target in ((original.journal, copy.journal), (original.snapshot, copy.snapshot)):
                with suppress(FileNotFoundError):
                    shutil.copyfile(source, target)
        except OSError as error:
            raise original.unreadable(error) from error
        return f"{_SCHEME}{folder}"


def _folder(url: str) -> Folder:
    return Folder(path=Path(url.removeprefix(_SCHEME)))
