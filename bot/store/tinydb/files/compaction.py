"""From a grown journal to a new snapshot and a journal of what came since, while writers go on."""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from bot.domain.errors import StoreError, reason
from bot.store.tinydb.files.journal import begin as begin_journal
from bot.store.tinydb.files.lines import Header, write_header
from bot.store.tinydb.files.snapshot import write_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.store.tinydb.files.documents import Layer
    from bot.store.tinydb.files.folder import Folder
    from bot.store.tinydb.files.journal import Journal, Mark
    from bot.store.tinydb.files.snapshot import Snapshot


LARGE_JOURNAL = 4 * 2**20  # bytes; what a journal holds is in memory too, and takes some 50 ms to replay
SHARE = 3  # what changed since the snapshot is in memory, and writing a new one takes as long as it is large
MUCH = 32 * 2**20  # bytes of a journal; of pending alerts it holds 200,000, which take 50 MB of memory there
AGAIN = 3600.0  # seconds after which a compaction that failed is tried again
_MB = 2**20


class Compaction:
    """One compaction: `write` takes long and holds nobody, `swap` is short, and nobody may write meanwhile.

    Both block, so they belong into a thread. Temporary files come first, then the renames, each made durable
    before the next. A crash between the two leaves a snapshot that is newer than the journal; how many lines of
    that are in it, the snapshot says. Both raise StoreError when files cannot be written (the old ones go on);
    `swap` raises StoreFatalError when they cannot replace the old ones.
    """

    def __init__(
        self, folder: Folder, old: Journal, snapshot: Snapshot | None, fsync: Callable[[int], None]
    ) -> None:
        self._folder = folder
        self._old = old
        self._fsync = fsync
        self._begin = old.end
        self._needed = old.end.size + (0 if snapshot is None else snapshot.size)
        self._path = folder.snapshot.with_name(folder.snapshot.name + ".tmp")
        self.opened = ExitStack()  # to be closed, once, after either has failed

    def write(self, lines: Iterable[tuple[str, str, bytes]]) -> None:
        """Put (table, key, line) of every document of the moment of construction into a new snapshot."""
        begin = self._begin
        try:
            self._require_room()
            self._snapshot = write_snapshot(self._path, self._header(2), lines, self._fsync)
            self.opened.callback(self._snapshot.close)
            self._journal = begin_journal(
                self._folder.next_journal, begin.generation + 1, self._fsync, begin.schema
            )
            self.opened.callback(self._journal.close)
            self._source = self.opened.enter_context(self._folder.journal.open("rb"))
            self._source.seek(begin.size)
            self._journal.copy(self._source, self._old.end.size)
        except OSError as error:
            raise self._cannot(error) from error

    def swap(self, mark: Mark) -> tuple[Snapshot, Journal]:
        """Let snapshot and journal, which is durable as far as it goes, take the places of the old ones."""
        snapshot, journal = self._snapshot, self._journal
        try:
            journal.copy(self._source, self._old.end.size)
            if not journal.end.lines:  # as earlier versions wrote it, so that they can read it
                write_header(self._path, "snapshot", self._header(1), self._fsync)
        except OSError as error:
            raise self._cannot(error) from error
        try:
            self._path.replace(self._folder.snapshot)
            self._folder.sync(self._fsync)
            journal.take_place(self._folder)
        except OSError as error:
            raise self._old.fail("cannot be replaced", error) from error
        self.opened.pop_all()
        self._source.close()
        snapshot.path, journal.mark = self._folder.snapshot, mark
        journal.acknowledge(journal.end.size)
        return snapshot, journal

    def _header(self, schema: int) -> Header:
        return Header(generation=self._begin.generation + 1, schema=schema, lines=self._begin.lines)

    def _require_room(self) -> None:
        """A snapshot that fills the disk would take the room that the journal needs."""
        found = os.statvfs(self._folder.path)
        if found.f_bavail * found.f_frsize < self._needed:
            free = found.f_bavail * found.f_frsize // _MB
            raise StoreError(
                f"No snapshot can be written in {self._folder.path}: "
                f"it needs some {-(-self._needed // _MB)} MB, and {free} MB are free."
            )

    def _cannot(self, error: OSError) -> StoreError:
        for path in (self._path, self._folder.next_journal):
            with suppress(OSError):  # what cannot be deleted is written over next time
                path.unlink()
        return StoreError(f"No snapshot can be written in {self._folder.path}: {reason(error)}.")


def retire(journal: Journal, snapshot: Snapshot | None, layers: Iterable[Layer]) -> None:
    """Let go of what a compaction has replaced; blocks, as the system takes the old files away only now.

    A layer is emptied bit by bit: all of it at once would hold the interpreter.
    """
    journal.close()
    if snapshot is not None:
        snapshot.close()
    for layer in layers:
        while layer:
            layer.popitem()
