"""Compaction: a new snapshot of all documents, and a new journal of the changes since, while others write."""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from bot.domain.errors import StoreError, os_reason
from bot.store.tinydb.files.journal import Journal, Mark, create_journal
from bot.store.tinydb.files.lines import Header, write_header
from bot.store.tinydb.files.snapshot import Snapshot, write_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store.tinydb.files.documents import Layer
    from bot.store.tinydb.files.folder import Folder


_MB = 2**20


class Compaction:
    """One compaction. `write` takes long and blocks no writer; `swap` is short, and nothing may write during it.

    Both block the thread, so call them in another. Temporary files are written first, then renamed one after the
    other, each made durable before the next. After a crash between the renames the snapshot is newer than the
    journal; its header says how many of the journal's lines it contains. Both raise StoreError when files cannot
    be written, and the old files stay in use. `swap` raises StoreFatalError when the old ones cannot be replaced.
    """

    def __init__(self, folder: Folder, old: Journal, snapshot: Snapshot | None) -> None:
        self._folder = folder
        self._old = old
        self._begin = old.end
        self._bytes_needed = old.end.size + (0 if snapshot is None else snapshot.size)
        self._path = folder.snapshot.with_name(folder.snapshot.name + ".tmp")
        self.new_files = ExitStack()  # close it once `write` or `swap` has failed

    def write(self, lines: Iterable[tuple[str, str, bytes]]) -> None:
        """Write (table, key, line) of every document, as of the constructor's call, to a new snapshot.

        The changes since are copied to a new journal.
        """
        begin = self._begin
        try:
            self._require_room()
            # Schema 2: without the end of the old journal, to which others can write meanwhile
            self._snapshot = write_snapshot(self._path, self._header(schema=2), lines, self._folder.fsync)
            self.new_files.callback(self._snapshot.close)
            self._journal = create_journal(
                self._folder.next_journal, begin.generation + 1, self._folder.fsync, begin.schema
            )
            self.new_files.callback(self._journal.close)
            self._source = self.new_files.enter_context(self._folder.journal.open("rb"))
            self._source.seek(begin.size)
            self._journal.copy(self._source, self._old.end.size)
        except OSError as error:
            raise self._write_error(error) from error

    def swap(self, mark: Mark) -> tuple[Snapshot, Journal]:
        """Replace the old snapshot and journal, and return the new ones, which are durable."""
        snapshot, journal = self._snapshot, self._journal
        try:
            journal.copy(self._source, self._old.end.size)
            if not journal.end.lines:  # all is in the snapshot: schema 1, so that earlier versions can read it
                write_header(self._path, "snapshot", self._header(schema=1), self._folder.fsync)
        except OSError as error:
            raise self._write_error(error) from error
        try:
            self._path.replace(self._folder.snapshot)
            self._folder.sync()
            journal.move_into(self._folder)
        except OSError as error:
            raise self._old.fail("cannot be replaced", error) from error
        self.new_files.pop_all()
        self._source.close()
        snapshot.path, journal.mark = self._folder.snapshot, mark
        journal.acknowledge(journal.end.size)
        return snapshot, journal

    def _header(self, schema: int) -> Header:
        return Header(generation=self._begin.generation + 1, schema=schema, lines=self._begin.lines)

    def _require_room(self) -> None:
        """Raise StoreError if the disk may not have room for a snapshot."""
        disk = os.statvfs(self._folder.path)
        free = disk.f_bavail * disk.f_frsize
        if free < self._bytes_needed:
            raise StoreError(
                f"No snapshot can be written in {self._folder.path}: "
                f"it needs {-(-self._bytes_needed // _MB)} MB, but only {free // _MB} MB are free."
            )

    def _write_error(self, error: OSError) -> StoreError:
        for path in (self._path, self._folder.next_journal):
            with suppress(OSError):  # the file is overwritten next time
                path.unlink()
        return StoreError(f"No snapshot can be written in {self._folder.path}: {os_reason(error)}.")


def release_replaced(journal: Journal, snapshot: Snapshot | None, layers: Iterable[Layer]) -> None:
    """Close the files that a compaction replaced and free their memory; blocks while the system deletes them.

    A layer is emptied item by item: freeing all at once would block every thread.
    """
    journal.close()
    if snapshot is not None:
        snapshot.close()
    for layer in layers:
        while layer:
            layer.popitem()
