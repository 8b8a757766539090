"""The journal: one line per transaction, appended and made durable in groups, and the mark beside it.

The mark says how much of the journal was acknowledged, so that a lost end is told from a crash's. A crash takes
at most what nobody was told is done. The mark is written when the journal is durable and before anybody is told,
and is not made durable itself: that would double the price of a write. So a power cut may leave an older mark
(of some 30 seconds ago, as Linux writes files back), never one that says too much.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias

from bot import release
from bot.domain.errors import StoreError, StoreFatalError, reason
from bot.store.codec.ascii_json import dump, load
from bot.store.tinydb.files.lines import (
    OF_READINGS,
    READINGS,
    FileDamagedError,
    Header,
    header_line,
    is_whole,
    read_header,
    read_line,
    seal,
    write_header,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.store.codec import Doc
    from bot.store.tinydb.files.folder import Folder

    Change: TypeAlias = tuple[str, str, bytes | None]  # (table, key, the document as JSON or None: it goes)

_DO = b',"do":'
_MUCH = 1 << 20  # bytes; a slow disk takes a tenth of a second for them


_SIZE = 96  # bytes of the whole file, which is overwritten in place: it never grows, also on a full disk


class Acknowledged(NamedTuple):
    """The journal of this generation, or a later one, is there; if of this one, with at least `size` bytes.

    It was written `by` that version of Paperboy, "" where that is not known.
    """

    generation: int
    size: int
    by: str


class Mark:
    """The open mark of one store."""

    def __init__(self, folder: Folder) -> None:
        """Raises StoreError."""
        try:
            self._descriptor = os.open(folder.mark, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise folder.unwritable(error) from error

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def put(self, generation: int, size: int) -> None:
        """So much is durable. Raises OSError."""
        body = dump({"generation": generation, "size": size, "by": release()[:20]})[1:]
        os.pwrite(self._descriptor, seal(body).ljust(_SIZE - 1) + b"\n", 0)


class End(NamedTuple):
    """The end of a journal: append at byte `size`, as line number `lines`. `schema` is its header's."""

    generation: int
    size: int
    lines: int
    schema: int = 1


class Journal:
    """An open journal. `append` is synchronous, so that a transaction is written in one step of the event loop.

    After a failed fsync the kernel may have dropped what it could not write while later calls succeed, so
    there is no second try: everything raises StoreFatalError from then on.
    """

    def __init__(self, path: Path, end: End, fsync: Callable[[int], None], mark: Mark | None = None) -> None:
        self.path = path
        self.mark = mark
        self.end = end
        self._fsync = fsync
        self._durable = 0
        self._syncing: asyncio.Task[None] | None = None
        self._failure: str | None = None
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        os.ftruncate(self._descriptor, end.size)  # drops a torn tail

    def close(self) -> None:
        """Let go of the file; nothing may be waiting for it to be durable."""
        os.close(self._descriptor)

    def copy(self, source: BinaryIO, to: int) -> None:
        """Take over the lines of another journal up to byte `to` of it, durable on return. Raises OSError."""
        while source.tell() < to:
            self._append(source.readline().partition(_DO)[2].removesuffix(b"\n"))
        self._fsync(self._descriptor)
        self._durable = self.end.size

    def take_place(self, folder: Folder) -> None:
        """Be the journal of a folder from now on; what it has is durable. Raises OSError."""
        self.path = self.path.replace(folder.journal)
        folder.sync(self._fsync)

    def append(self, changes: Sequence[Change]) -> int:
        """Write one transaction; returns the position to wait for. Raises StoreError: then nothing was written."""
        self._check()
        tables = {table: dump(table) for table, _, _ in changes}
        done = b",".join(
            b"[%b,%b,%b]" % (tables[table], dump(key), b"null" if raw is None else raw)
            for table, key, raw in changes
        )
        try:
            self._append(b"[%b]}" % done)
        except OSError as error:
            try:
                os.ftruncate(self._descriptor, self.end.size)
            except OSError as failure:
                raise self.fail("holds half a line that cannot be cut off", failure) from failure
            raise StoreError(f"Nothing was saved, {self.path} cannot be written: {reason(error)}.") from error
        return self.end.size

    def _append(self, changes: bytes) -> None:
        if self.end.schema < OF_READINGS and READINGS in changes:
            header = Header(generation=self.end.generation, schema=OF_READINGS)
            try:  # so that earlier versions refuse it
                write_header(self.path, "journal", header, self._fsync)
            except OSError as error:
                raise self.fail("cannot be made durable", error) from error
            self.end = self.end._replace(schema=OF_READINGS)
        generation, size, lines, schema = self.end
        line = seal(b'"n":%d%b%b' % (lines, _DO, changes))
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        self.end = End(generation, size + len(line), lines + 1, schema)

    async def durable(self, position: int) -> None:
        """Return when everything up to `position` is on disk; callers that wait together share one fsync."""
        while self._durable < position:
            self._check()
            await asyncio.shield(self._begin_sync())  # one waiter's cancellation is not the others'
        self._check()

    def write_back(self) -> None:
        """Begin to make durable what has been written once that is much: nobody should wait for it all at last."""
        if self.end.size - self._durable > _MUCH:
            self._begin_sync()

    def _begin_sync(self) -> asyncio.Task[None]:
        """Make durable what has been written; a failure is told to the next operation, too."""
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.create_task(self._sync())
            self._syncing.add_done_callback(told_later)
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
        """So much is durable: the mark says so from now on."""
        if self.mark is not None:
            with suppress(OSError):  # an older mark is true as well, and the next one may succeed
                self.mark.put(self.end.generation, size)

    async def _sync(self) -> None:
        await asyncio.sleep(0)  # lets the writers of this turn of the loop join
        await asyncio.to_thread(self.sync)

    def _check(self) -> None:
        if self._failure is not None:
            raise StoreFatalError(self._failure)

    def fail(self, what: str, error: OSError) -> StoreFatalError:
        """Refuse everything from now on; returns the error to raise."""
        self._failure = f"{self.path} {what}: {reason(error)}. Look at the disk, then start Paperboy again."
        return StoreFatalError(self._failure)


def told_later(work: asyncio.Task[None]) -> None:
    """Mark its error as seen: the next one to wait or write gets it, so asyncio must not warn."""
    if not work.cancelled():
        work.exception()


def begin(path: Path, generation: int, fsync: Callable[[int], None], schema: int = 1) -> Journal:
    """A new journal. Raises OSError."""
    path.touch(mode=0o600)
    size = path.write_bytes(header_line("journal", Header(generation=generation, schema=schema)))
    return Journal(path, End(generation, size, 0, schema), fsync)


def read_journal(path: Path) -> Iterator[tuple[End, list[tuple[str, str, Doc | None]]]]:
    """(where the journal ends by then, what its last line changed), beginning with the first, which has nothing.

    A torn tail is passed over. Raises FileDamagedError, FileTooNewError, OSError.
    """
    with path.open("rb") as file:
        size = len(first := file.readline())
        header = read_header(path, first, "journal")
        yield End(header.generation, size, 0, header.schema), []
        for lines, line in enumerate(file):
            if not line.endswith(b"\n"):
                if is_whole(line[:-1]):  # not the beginning that an interrupted write leaves: its end differs
                    raise FileDamagedError(path, f"has lost the end of line {lines + 2}")
                return
            fields = read_line(path, line, lines + 2)
            if fields.get("n") != lines or not isinstance(fields.get("do"), list):
                raise FileDamagedError(path, f"misses line {lines + 2}")
            size += len(line)
            yield End(header.generation, size, lines + 1, header.schema), fields["do"]


def read_mark(path: Path) -> Acknowledged | None:
    """Read the mark; None when there is none, as with an earlier version, or half of one."""
    try:
        line = path.read_bytes().partition(b"\n")[0]
    except FileNotFoundError:
        return None
    if not is_whole(line):
        return None
    fields = load(line)
    return Acknowledged(fields["generation"], fields["size"], str(fields.get("by", "")))
