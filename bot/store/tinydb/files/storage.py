"""The TinyDB storage that writes only what changes."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from contextlib import ExitStack, asynccontextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

from tinydb.storages import Storage

from bot.domain.errors import StoreError, StoreFatalError
from bot.store.codec.ascii_json import dump, load
from bot.store.tinydb.files.compaction import AGAIN, LARGE_JOURNAL, MUCH, SHARE, Compaction, retire
from bot.store.tinydb.files.documents import Documents
from bot.store.tinydb.files.folder import Folder, lock
from bot.store.tinydb.files.journal import Journal, Mark, told_later
from bot.store.tinydb.files.replay import replay

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from bot.store.codec import Doc
    from bot.store.tinydb.files.journal import Change
    from bot.store.tinydb.indexes import Indexes

_log = logging.getLogger(__name__)


class JournalStorage(Storage):
    """Each transaction is one line of a journal; now and then everything goes into a snapshot.

    There is one writer, which the folder's lock ensures; with `read_only` nothing is locked or touched.
    The journal is compacted when it has `large_journal` bytes and a third of the snapshot's, or 32 MB.
    """

    def __init__(
        self,
        folder: Folder,
        indexes: Indexes,
        *,
        read_only: bool = False,
        fsync: Callable[[int], None] = os.fsync,
        large_journal: int = LARGE_JOURNAL,
    ) -> None:
        self._folder = folder
        self._large_journal = large_journal
        self._fsync = fsync
        self.documents = Documents(indexes)
        self.decided: dict[tuple[str, str], Doc | None] = {}  # by the open transaction; None: it goes
        self._turn = asyncio.Lock()
        self._compaction: asyncio.Task[None] | None = None
        self._not_before = 0.0  # by the monotonic clock, no compaction after one that failed
        self._journal: Journal | None = None
        with ExitStack() as stack:
            if not read_only:
                folder.make()
                stack.callback(os.close, lock(folder))
            end, self._snapshot = replay(folder, self.documents, read_only=read_only, fsync=fsync)
            stack.callback(self._close_files)
            if not read_only:
                self._mark = Mark(folder)
                stack.callback(self._mark.close)
                self._journal = Journal(folder.journal, end, fsync, self._mark)
                self._journal.sync()
            self._held = stack.pop_all()

    # --- what TinyDB asks of a storage --------------------------------------------------------------------

    def read(self) -> dict[str, dict[str, Doc]]:
        """Every document by table and key: the store's own tables read them one by one."""
        return {
            table: {key: load(raw) for key, _ in rows.lines() if (raw := rows.find(key)) is not None}
            for table, rows in self.documents.items()
        }

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Replace everything; only what is new is written, durable on return."""
        if self._turn.locked():
            raise StoreError("The store is being compacted, so nothing was saved: try again.")
        new = {(table, str(key)): dict(doc) for table, docs in data.items() for key, doc in docs.items()}
        gone = {(table, key): None for table, rows in self.documents.items() for key, _ in rows.lines()}
        self._append(gone | new)
        self._writable().sync()

    def close(self) -> None:
        """Let go of the files and the lock; call `drain` first when transactions may be under way."""
        self._held.close()

    # --- transactions -------------------------------------------------------------------------------------

    @asynccontextmanager
    async def transaction(self, *, followed: bool = False) -> AsyncGenerator[None]:
        """All changes of the body in one line, durable on leaving; none when it raises. It must not await.

        One that is `followed` by another of the same work neither waits for the disk nor asks anything of it:
        lines become durable in the order in which they were written, so whoever waits for a later one has it, too.
        """
        async with self._turn:
            journal = self._writable()
            try:
                yield
                decided = self.decided.copy()
            finally:
                self.decided.clear()
            position = self._append(decided)
        if followed:
            journal.write_back()
            await asyncio.sleep(0)  # whoever only writes such ones leaves the event loop its turns
        else:
            await journal.durable(position)
            self._compact_when_grown(journal)  # not amid a reading, which would wait for it

    def _append(self, decided: Mapping[tuple[str, str], Doc | None]) -> int:
        """Encode, write, then apply: whatever fails, memory and file still agree."""
        journal = self._writable()
        changes: dict[Change, bytes | None] = {}  # with what was there before
        for (table, key), document in decided.items():
            raw, old = None if document is None else dump(document), self.documents[table].find(key)
            if raw != old:
                changes[table, key, raw] = old
        if not changes:
            return journal.end.size
        position = journal.append([*changes])
        for change, old in changes.items():
            self.documents.apply(change, old, decided[change[:2]])
        return position

    def _writable(self) -> Journal:
        if self._journal is None:
            raise StoreError("The store is closed or open for reading only, so nothing was saved.")
        return self._journal

    # --- compaction -----------------------------------------------------------------------------------------

    async def compact(self) -> None:
        """Write a new snapshot and begin a new journal; writers wait for its last moments. Raises StoreError.

        One that is under way is waited for, and goes on when nobody waits any more.
        """
        if self._compaction is None or self._compaction.done():
            self._compaction = asyncio.create_task(self._compact())
            self._compaction.add_done_callback(told_later)
        await asyncio.shield(self._compaction)

    async def _compact(self) -> None:
        async with self._turn:
            compaction = Compaction(self._folder, self._writable(), self._snapshot, self._fsync)
            lines = chain.from_iterable([rows.freeze() for rows in self.documents.values()])
        try:
            await asyncio.to_thread(compaction.write, lines)
            async with self._turn:
                journal, replaced = self._writable(), self._snapshot
                await journal.durable(journal.end.size)
                self._snapshot, self._journal = await asyncio.to_thread(compaction.swap, self._mark)
                layers = [rows.settle(self._snapshot) for rows in self.documents.values()]
        except BaseException:
            for rows in self.documents.values():
                rows.thaw()
            compaction.opened.close()
            raise
        await asyncio.to_thread(retire, journal, replaced, layers)

    async def drain(self) -> None:
        """Wait for writers and for a compaction that is under way."""
        if self._compaction is not None:
            await asyncio.wait([self._compaction])
        async with self._turn:
            if self._journal is not None:
                await self._journal.durable(self._journal.end.size)

    def _compact_when_grown(self, journal: Journal) -> None:
        if self._compaction is not None and not self._compaction.done():
            return
        old = 0 if self._snapshot is None else self._snapshot.size
        is_large = journal.end.size > max(self._large_journal, min(old // SHARE, MUCH))
        if is_large and time.monotonic() >= self._not_before:
            self._compaction = asyncio.create_task(self._compact())
            self._compaction.add_done_callback(self._remember_failure)

    def _remember_failure(self, compaction: asyncio.Task[None]) -> None:
        error = None if compaction.cancelled() else compaction.exception()
        if isinstance(error, StoreError) and not isinstance(error, StoreFatalError):  # the next writer sees that
            self._not_before = time.monotonic() + AGAIN
            _log.warning("The store was not compacted, and is tried again in an hour: %s", error)

    def _close_files(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        if self._snapshot is not None:
            self._snapshot.close()
