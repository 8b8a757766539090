"""The TinyDB storage that keeps documents in memory as JSON text and writes only what changes."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from tinydb.storages import Storage

from bot.domain.errors import StoreError
from bot.store.folder import Folder, locked, reason
from bot.store.journal import Journal, write_empty
from bot.store.lines import dump, load
from bot.store.replay import replay
from bot.store.snapshot import write_snapshot
from bot.store.table import TableView

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from bot.store.codec import Doc
    from bot.store.journal import Change

    Watch: TypeAlias = Callable[[str, str, Doc | None, Doc | None], None]  # (table, key, old, new)

_log = logging.getLogger(__name__)
_SMALLEST_COMPACTION = 4 * 2**20  # bytes of journal; replaying that many takes some 50 ms


class Changes:
    """What a transaction has decided so far: by (table, key) the new document, None when it goes."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], Doc | None] = {}


class JournalStorage(Storage):
    """State in memory, each change one line of a journal, now and then a snapshot.

    `watch` sees every change, also those replayed at the start, and may keep indexes. There is one writer,
    which the folder's lock ensures; with `read_only` nothing is locked or touched.
    """

    def __init__(
        self,
        folder: Folder,
        *,
        watch: Watch | None = None,
        read_only: bool = False,
        fsync: Callable[[int], None] = os.fsync,
    ) -> None:
        self._folder = folder
        self._watch = watch
        self._fsync = fsync
        self._rows: dict[str, dict[str, bytes]] = {}
        self._open_changes: Changes | None = None
        self._turn = asyncio.Lock()
        self._compaction: asyncio.Task[None] | None = None
        self._journal: Journal | None = None
        with ExitStack() as stack:
            if not read_only:
                folder.make()
                stack.enter_context(locked(folder))
            found = replay(folder, self._load, read_only=read_only, fsync=fsync)
            self._snapshot_size = found.snapshot_size
            if not read_only:
                self._journal = Journal(
                    folder.journal, generation=found.generation, size=found.size, lines=found.lines, fsync=fsync
                )
            self._lock = stack.pop_all()

    # --- what TinyDB asks of a storage --------------------------------------------------------------------

    def read(self) -> dict[str, Mapping[str, Any]]:  # pyright: ignore[reportIncompatibleMethodOverride] - lazy
        """Every table as a mapping that decodes a document when it is asked for."""
        return {table: self.view(table) for table in self._rows}

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace everything, writing what differs (TinyDB's drop_tables; a JournalTable never needs it)."""
        changes = Changes()
        for table in self._rows.keys() | data.keys():
            new = data.get(table, {})
            changes.documents.update({(table, key): None for key in self._rows.get(table, {}).keys() - new.keys()})
            changes.documents.update({(table, str(key)): dict(document) for key, document in new.items()})
        self._append(changes)
        self._writable().sync()

    def close(self) -> None:
        """Let go of journal and lock; call `drain` first when transactions may be under way."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        self._lock.close()

    # --- tables -------------------------------------------------------------------------------------------

    def view(self, table: str) -> TableView:
        """One table; what an open transaction has decided so far is in it."""
        return TableView(self._rows.setdefault(table, {}), table, self._open_changes)

    def change(self, table: str, documents: Mapping[str, Doc | None]) -> None:
        """Join the open transaction, or be one, durable on return."""
        decided = {(table, key): document for key, document in documents.items()}
        if self._open_changes is not None:
            self._open_changes.documents.update(decided)
            return
        changes = Changes()
        changes.documents.update(decided)
        self._append(changes)
        self._writable().sync()

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        """All changes of the body in one line, durable on leaving; none when it raises. It must not await."""
        async with self._turn:
            self._writable()
            changes = self._open_changes = Changes()
            try:
                yield
            finally:
                self._open_changes = None
            position = self._append(changes)
        await self._writable().durable(position)
        self._compact_when_grown()

    # --- compaction -----------------------------------------------------------------------------------------

    async def compact(self) -> None:
        """Write a new snapshot and begin a new journal; writers wait meanwhile. Raises StoreError."""
        async with self._turn:
            journal = self._writable()
            await journal.durable(journal.size)
            await asyncio.to_thread(self._compact, journal)

    async def drain(self) -> None:
        """Wait for a compaction that is under way."""
        if self._compaction is not None:
            await asyncio.wait([self._compaction])

    def _compact_when_grown(self) -> None:
        journal = self._writable()
        idle = self._compaction is None or self._compaction.done()
        if idle and journal.size > max(self._snapshot_size, _SMALLEST_COMPACTION):
            self._compaction = asyncio.create_task(self._compact_quietly())

    async def _compact_quietly(self) -> None:
        try:
            await self.compact()
        except StoreError as error:  # the journal goes on growing and it is tried again; a fatal one shows there
            _log.warning("The store was not compacted: %s", error)

    def _compact(self, journal: Journal) -> None:
        """Temporary files first, then the renames, each made durable before the next.

        A crash between the two leaves a snapshot that is newer than the journal: it holds all of it.
        """
        folder, generation = self._folder, journal.generation + 1
        snapshot, fresh = (path.with_name(path.name + ".tmp") for path in (folder.snapshot, folder.journal))
        try:
            self._snapshot_size = write_snapshot(snapshot, generation, self._rows, self._fsync)
            size = write_empty(fresh, generation, self._fsync)
        except OSError as error:
            for path in (snapshot, fresh):
                path.unlink(missing_ok=True)
            raise StoreError(f"No snapshot can be written in {folder.path}: {reason(error)}.") from error
        try:
            snapshot.replace(folder.snapshot)
            folder.sync(self._fsync)
            fresh.replace(folder.journal)
            folder.sync(self._fsync)
            self._journal = Journal(folder.journal, generation=generation, size=size, lines=0, fsync=self._fsync)
        except OSError as error:
            raise journal.fail("cannot be replaced", error) from error
        journal.close()

    # --- one change -----------------------------------------------------------------------------------------

    def _writable(self) -> Journal:
        if self._journal is None:
            raise StoreError("The store is closed or open for reading only, so nothing was saved.")
        return self._journal

    def _append(self, changes: Changes) -> int:
        """Encode, write, then apply: whatever fails, memory and file still agree."""
        journal = self._writable()
        encoded: list[Change] = []
        for (table, key), document in changes.documents.items():
            raw = None if document is None else dump(document)
            if raw != self._rows.get(table, {}).get(key):
                encoded.append((table, key, raw))
        if not encoded:
            return journal.size
        position = journal.append(encoded)
        for table, key, raw in encoded:
            self._apply(table, key, raw, changes.documents[table, key])
        return position

    def _load(self, table: str, key: str, raw: bytes | None, document: Doc | None) -> None:
        self._apply(table, key, raw, document)

    def _apply(self, table: str, key: str, raw: bytes | None, document: Doc | None) -> None:
        rows = self._rows.setdefault(table, {})
        if self._watch is not None:
            old = rows.get(key)
            self._watch(table, key, None if old is None else load(old), document)
        if raw is None:
            rows.pop(key, None)
        else:
            rows[key] = raw
