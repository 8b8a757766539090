"""The TinyDB storage that appends changes to a journal, and compacts it."""

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
from bot.store.tinydb.files.compaction import Compaction, release_replaced
from bot.store.tinydb.files.documents import Documents
from bot.store.tinydb.files.folder import Folder, lock
from bot.store.tinydb.files.journal import Journal, Mark, silence_error
from bot.store.tinydb.files.replay import replay

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from bot.store.codec.records import Doc
    from bot.store.tinydb.files.journal import Change
    from bot.store.tinydb.indexes.indexes import Indexes

_log = logging.getLogger(__name__)
# A journal is compacted at a third of the snapshot's size, as its changes are in memory too and a snapshot takes
# long to write; but not below _LARGE_JOURNAL, and at _LARGEST_JOURNAL at the latest.
_SNAPSHOT_DIVISOR = 3
_LARGE_JOURNAL = 4 * 2**20  # bytes, which take some 50 ms to replay
_LARGEST_JOURNAL = 32 * 2**20  # bytes: 200,000 pending alerts, which take 50 MB of memory
_RETRY_AFTER = 3600.0  # seconds after which a compaction that failed is tried again


class JournalStorage(Storage):
    """A storage whose transactions are lines of a journal; now and then all documents go into a snapshot.

    There is one writer, which the folder's lock ensures; with `read_only` nothing is locked or touched. The
    journal is compacted when it has `large_journal` bytes and a third of the snapshot's, or 32 MB.
    """

    def __init__(
        self,
        folder: Folder,
        indexes: Indexes,
        *,
        read_only: bool = False,
        large_journal: int = _LARGE_JOURNAL,
    ) -> None:
        self._folder = folder
        self._large_journal = large_journal
        self.documents = Documents(indexes)
        self.staged: dict[tuple[str, str], Doc | None] = {}  # changes of the open transaction; None: deleted
        self._write_lock = asyncio.Lock()
        self._compaction: asyncio.Task[None] | None = None
        self._not_before = 0.0  # monotonic time before which a failed compaction is not retried
        self._journal: Journal | None = None
        with ExitStack() as stack:
            if not read_only:
                folder.make()
                stack.callback(os.close, lock(folder))
            end, self._snapshot = replay(folder, self.documents, read_only=read_only)
            stack.callback(self._close_files)
            if not read_only:
                self._mark = Mark(folder)
                stack.callback(self._mark.close)
                self._journal = Journal(folder.journal, end, folder.fsync, self._mark)
                self._journal.sync()
            self._resources = stack.pop_all()

    # --- what TinyDB asks of a storage --------------------------------------------------------------------

    def read(self) -> dict[str, dict[str, Doc]]:
        """Return every document by table and key, as TinyDB asks; the store's own tables read them one by one."""
        return {
            table: {key: load(raw) for key, _ in rows.lines() if (raw := rows.find(key)) is not None}
            for table, rows in self.documents.items()
        }

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Replace all documents; only changes are written, durable on return."""
        if self._write_lock.locked():
            raise StoreError("The store is being compacted, so nothing was saved. Try again.")
        inserted = {(table, str(key)): dict(doc) for table, docs in data.items() for key, doc in docs.items()}
        deleted = {(table, key): None for table, rows in self.documents.items() for key, _ in rows.lines()}
        self._append(deleted | inserted)
        self._writable().sync()

    def close(self) -> None:
        """Close the files and release the lock; call `drain` first if transactions may be running."""
        self._resources.close()

    # --- transactions -------------------------------------------------------------------------------------

    @asynccontextmanager
    async def transaction(self, *, more_follow: bool = False) -> AsyncGenerator[None]:
        """Write all changes of the body in one line, durable on leaving; none if it raises.

        The body must not let the event loop run. With `more_follow`, another transaction of the same work follows,
        and this one does not wait for the disk. Lines become durable in the order in which they were written, so
        waiting for the last one is enough.
        """
        async with self._write_lock:
            journal = self._writable()
            try:
                yield
                staged = self.staged.copy()
            finally:
                self.staged.clear()
            position = self._append(staged)
        if more_follow:
            journal.sync_when_large()
            await asyncio.sleep(0)  # so that the event loop runs between many transactions
        else:
            await journal.durable(position)
            self._compact_when_grown(journal)  # not during a poll, which would wait for it

    def _append(self, staged: Mapping[tuple[str, str], Doc | None]) -> int:
        """Encode, write, then apply the changes: if encoding or writing fails, memory and file still agree."""
        journal = self._writable()
        changes: dict[Change, bytes | None] = {}  # each with the document that it replaces
        for (table, key), document in staged.items():
            raw, old = None if document is None else dump(document), self.documents[table].find(key)
            if raw != old:
                changes[table, key, raw] = old
        if not changes:
            return journal.end.size
        position = journal.append([*changes])
        for change, old in changes.items():
            self.documents.apply(change, old, staged[change[:2]])
        return position

    def _writable(self) -> Journal:
        if self._journal is None:
            raise StoreError("The store is closed or read-only, so nothing was saved.")
        return self._journal

    # --- compaction -----------------------------------------------------------------------------------------

    async def compact(self) -> None:
        """Write a new snapshot and start a new journal, or wait for the compaction that runs. Raises StoreError.

        Writers wait only for its last moments. It continues if the caller is cancelled.
        """
        if self._compaction is None or self._compaction.done():
            self._compaction = asyncio.create_task(self._compact())
            self._compaction.add_done_callback(silence_error)
        await asyncio.shield(self._compaction)

    async def _compact(self) -> None:
        async with self._write_lock:
            compaction = Compaction(self._folder, self._writable(), self._snapshot)
            lines = chain.from_iterable([rows.freeze() for rows in self.documents.values()])
        try:
            await asyncio.to_thread(compaction.write, lines)
            async with self._write_lock:
                journal, old_snapshot = self._writable(), self._snapshot
                await journal.durable(journal.end.size)
                self._snapshot, self._journal = await asyncio.to_thread(compaction.swap, self._mark)
                layers = [rows.use_snapshot(self._snapshot) for rows in self.documents.values()]
        except BaseException:
            for rows in self.documents.values():
                rows.thaw()
            compaction.new_files.close()
            raise
        await asyncio.to_thread(release_replaced, journal, old_snapshot, layers)

    async def drain(self) -> None:
        """Wait for writers, and for a running compaction."""
        if self._compaction is not None:
            await asyncio.wait([self._compaction])
        async with self._write_lock:
            if self._journal is not None:
                await self._journal.durable(self._journal.end.size)

    def _compact_when_grown(self, journal: Journal) -> None:
        if self._compaction is not None and not self._compaction.done():
            return
        snapshot_size = 0 if self._snapshot is None else self._snapshot.size
        is_large = journal.end.size > max(
            self._large_journal, min(snapshot_size // _SNAPSHOT_DIVISOR, _LARGEST_JOURNAL)
        )
        if is_large and time.monotonic() >= self._not_before:
            self._compaction = asyncio.create_task(self._compact())
            self._compaction.add_done_callback(self._remember_failure)

    def _remember_failure(self, compaction: asyncio.Task[None]) -> None:
        """After a failed compaction, put off the next one."""
        error = None if compaction.cancelled() else compaction.exception()
        if isinstance(error, StoreError) and not isinstance(error, StoreFatalError):  # which the next write raises
            self._not_before = time.monotonic() + _RETRY_AFTER
            _log.warning("Could not compact the store, next try in an hour: %s", error)

    def _close_files(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        if self._snapshot is not None:
            self._snapshot.close()
