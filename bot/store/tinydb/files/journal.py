"""The journal: one line per transaction, appended and made durable in groups, and the mark beside it.

The mark says how much of the journal was acknowledged. By it a lost end of the file is detected, while a crash
takes at most what was not acknowledged. The mark is written after the journal is durable and before anything is
acknowledged. It is not made durable itself, as that would double the cost of a write. So a power cut may leave an
older mark (of some 30 seconds ago, as Linux writes files back), never one that says too much.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias

from bot import release
from bot.domain.errors import StoreError, StoreFatalError, os_reason
from bot.store.codec.ascii_json import dump, load
from bot.store.tinydb.files.lines import (
    READINGS_SCHEMA,
    READINGS_START,
    FileDamagedError,
    Header,
    checksum_matches,
    header_line,
    read_header,
    read_line,
    with_checksum,
    write_header,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.store.codec.records import Doc
    from bot.store.tinydb.files.folder import Folder

    Change: TypeAlias = tuple[str, str, bytes | None]  # (table, key, the document as JSON or None: deleted)

_CHANGES_KEY = b',"do":'
_SYNC_FROM_BYTES = 1 << 20  # bytes that are not durable yet; a slow disk takes a tenth of a second for them
_MARK_SIZE = 96  # bytes of the mark, which is overwritten in place, as it then needs no room on a full disk


class Acknowledged(NamedTuple):
    """The content of a mark: the journal has this generation and at least `size` bytes, or a later generation.

    `version` of Paperboy wrote it, "" if unknown.
    """

    generation: int
    size: int
    version: str


class Mark:
    """The open mark of one store."""

    def __init__(self, folder: Folder) -> None:
        """Open or create the file. Raises StoreError."""
        try:
            self._descriptor = os.open(folder.mark, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise folder.unwritable(error) from error

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def write(self, generation: int, size: int) -> None:
        """Write how much of the journal is durable. Raises OSError."""
        body = dump({"generation": generation, "size": size, "by": release()[:20]})[1:]  # cut to fit `_MARK_SIZE`
        os.pwrite(self._descriptor, with_checksum(body).ljust(_MARK_SIZE - 1) + b"\n", 0)


class JournalEnd(NamedTuple):
    """The end of a journal: append at byte `size`, as line number `lines`. `schema` is its header's."""

    generation: int
    size: int
    lines: int
    schema: int = 1


class Journal:
    """An open journal. `append` is synchronous, so a transaction is written in one step of the event loop.

    A new journal has no `mark` until it replaces the old one.

    After a failed fsync the kernel may have dropped what it could not write while later calls succeed. So it is
    never tried again: from then on everything raises StoreFatalError.
    """

    def __init__(
        self, path: Path, end: JournalEnd, fsync: Callable[[int], None], mark: Mark | None = None
    ) -> None:
        self.path = path
        self.mark = mark
        self.end = end
        self._fsync = fsync
        self._durable = 0  # bytes that are on disk for certain
        self._syncing: asyncio.Task[None] | None = None
        self._failure: str | None = None
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        os.ftruncate(self._descriptor, end.size)  # drops a torn tail

    def close(self) -> None:
        """Close the file; nothing may be waiting for it to be durable."""
        os.close(self._descriptor)

    def copy(self, source: BinaryIO, to: int) -> None:
        """Append the rest of another journal up to its byte `to`, numbered anew and durable on return.

        Raises OSError.
        """
        while source.tell() < to:
            self._append(source.readline().partition(_CHANGES_KEY)[2].removesuffix(b"\n"))
        self._fsync(self._descriptor)
        self._durable = self.end.size

    def move_into(self, folder: Folder) -> None:
        """Replace the journal of a folder by this one, which is durable. Raises OSError."""
        self.path = self.path.replace(folder.journal)
        folder.sync()

    def append(self, changes: Sequence[Change]) -> int:
        """Write one transaction; return the position for `durable`. Raises StoreError, and nothing was written."""
        self._check()
        tables = {table: dump(table) for table, _, _ in changes}
        encoded = b",".join(
            b"[%b,%b,%b]" % (tables[table], dump(key), b"null" if raw is None else raw)
            for table, key, raw in changes
        )
        try:
            self._append(b"[%b]}" % encoded)
        except OSError as error:
            try:
                os.ftruncate(self._descriptor, self.end.size)
            except OSError as failure:
                raise self.fail("has half a line that cannot be removed", failure) from failure
            raise StoreError(f"Nothing was saved: {self.path} cannot be written ({os_reason(error)}).") from error
        return self.end.size

    def _append(self, changes: bytes) -> None:
        """Write one line; `changes` are in JSON, with the line's last brace. Raises OSError, StoreFatalError."""
        if self.end.schema < READINGS_SCHEMA and READINGS_START in changes:
            header = Header(generation=self.end.generation, schema=READINGS_SCHEMA)
            try:  # so that earlier versions refuse to open it
                write_header(self.path, "journal", header, self._fsync)
            except OSError as error:
                raise self.fail("cannot be made durable", error) from error
            self.end = self.end._replace(schema=READINGS_SCHEMA)
        generation, size, lines, schema = self.end
        line = with_checksum(b'"n":%d%b%b' % (lines, _CHANGES_KEY, changes))
        unwritten = memoryview(line)
        while unwritten:
            unwritten = unwritten[os.write(self._descriptor, unwritten) :]
        self.end = JournalEnd(generation, size + len(line), lines + 1, schema)

    async def durable(self, position: int) -> None:
        """Wait until everything up to `position` is on disk; callers that wait together share one fsync."""
        while self._durable < position:
            self._check()
            await asyncio.shield(self._begin_sync())  # cancelling one waiter leaves the others waiting
        self._check()

    def sync_when_large(self) -> None:
        """Start an fsync if much is not durable yet, so that nothing has to wait for all of it at the end."""
        if self.end.size - self._durable > _SYNC_FROM_BYTES:
            self._begin_sync()

    def _begin_sync(self) -> asyncio.Task[None]:
        """Start an fsync, or return the one that runs; its failure also reaches the next operation."""
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.create_task(self._sync())
            self._syncing.add_done_callback(silence_error)
        return self._syncing

    def sync(self) -> None:
        """Make everything durable at once, blocking."""
        self._check()
        size = self.end.size
        try:
            self._fsync(self._descriptor)
        except OSError as error:
            raise self.fail("cannot be made durable", error) from error
        self.acknowledge(size)
        self._durable = max(self._durable, size)

    def acknowledge(self, size: int) -> None:
        """Write to the mark that `size` bytes are durable."""
        if self.mark is not None:
            with suppress(OSError):  # an older mark is valid too, and the next write may succeed
                self.mark.write(self.end.generation, size)

    async def _sync(self) -> None:
        await asyncio.sleep(0)  # so that other writers of this loop iteration join
        await asyncio.to_thread(self.sync)

    def _check(self) -> None:
        if self._failure is not None:
            raise StoreFatalError(self._failure)

    def fail(self, what: str, error: OSError) -> StoreFatalError:
        """Refuse everything from now on; return the error to raise."""
        self._failure = f"{self.path} {what}: {os_reason(error)}. Check the disk, then restart Paperboy."
        return StoreFatalError(self._failure)


def silence_error(work: asyncio.Task[None]) -> None:
    """Keep asyncio from warning about a task's error: the next operation raises it."""
    if not work.cancelled():
        work.exception()


def create_journal(path: Path, generation: int, fsync: Callable[[int], None], schema: int = 1) -> Journal:
    """Create a journal with only its header. Raises OSError."""
    path.touch(mode=0o600)
    size = path.write_bytes(header_line("journal", Header(generation=generation, schema=schema)))
    return Journal(path, JournalEnd(generation, size, 0, schema), fsync)


def read_journal(path: Path) -> Iterator[tuple[JournalEnd, list[tuple[str, str, Doc | None]]]]:
    """Yield (end after the line, its changes) for each line; the first is the header, without changes.

    A torn last line is skipped. Raises FileDamagedError, FileTooNewError, OSError.
    """
    with path.open("rb") as file:
        size = len(first := file.readline())
        header = read_header(path, first, "journal")
        yield JournalEnd(header.generation, size, 0, header.schema), []
        for lines, line in enumerate(file):
            if not line.endswith(b"\n"):
                # Only the line feed is wrong, so the file is damaged: an interrupted write leaves less of a line.
                if checksum_matches(line[:-1]):
                    raise FileDamagedError(path, f"lacks the end of line {lines + 2}")
                return
            fields = read_line(path, line, lines + 2)
            if fields.get("n") != lines or not isinstance(fields.get("do"), list):
                raise FileDamagedError(path, f"lacks line {lines + 2}")
            size += len(line)
            yield JournalEnd(header.generation, size, lines + 1, header.schema), fields["do"]


def read_mark(path: Path) -> Acknowledged | None:
    """Read the mark; None if it is missing, as with an earlier version, or incomplete."""
    try:
        line = path.read_bytes().partition(b"\n")[0]
    except FileNotFoundError:
        return None
    if not checksum_matches(line):
        return None
    fields = load(line)
    return Acknowledged(fields["generation"], fields["size"], str(fields.get("by", "")))
