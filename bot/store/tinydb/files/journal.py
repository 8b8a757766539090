"""The journal: one line per transaction, appended and made durable in groups."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.errors import StoreError, StoreFatalError
from bot.store.codec.ascii_json import dump
from bot.store.os_errors import reason
from bot.store.tinydb.files.lines import (
    OF_READINGS,
    FileDamagedError,
    Header,
    has_readings,
    header_line,
    is_whole,
    read_header,
    read_line,
    seal,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.store.codec import Doc
    from bot.store.tinydb.files.mark import Mark

    Change: TypeAlias = tuple[str, str, bytes | None]  # (table, key, the document as JSON or None: it goes)

_MUCH = 1 << 20  # bytes; a slow disk takes a tenth of a second for them


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a journal ends: append at byte `size`, number the next line `lines`. `schema` is its header's."""

    generation: int
    size: int
    lines: int
    schema: int = 1


class Journal:
    """An open journal. `append` is synchronous, so that a transaction is written in one step of the event loop.

    After a failed fsync the kernel may have dropped what it could not write while later calls succeed, so
    there is no second try: everything raises StoreFatalError from then on.
    """

    def __init__(
        self, path: Path, end: End, mark: Mark, *, durable: bool = False, fsync: Callable[[int], None] = os.fsync
    ) -> None:
        self.generation = end.generation
        self.size = end.size
        self._schema = end.schema
        self._path = path
        self._lines = end.lines
        self._mark = mark
        self._fsync = fsync
        self._durable = end.size if durable else 0
        self._syncing: asyncio.Task[None] | None = None
        self._failure: str | None = None
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        os.ftruncate(self._descriptor, end.size)  # drops a torn tail

    @property
    def end(self) -> End:
        """Where it ends at this moment."""
        return End(generation=self.generation, size=self.size, lines=self._lines, schema=self._schema)

    def close(self) -> None:
        """Let go of the file; nothing may be waiting for it to be durable."""
        os.close(self._descriptor)

    def append(self, changes: Sequence[Change]) -> int:
        """Write one transaction; returns the position to wait for. Raises StoreError: then nothing was written."""
        self._check()
        line = _transaction(self._lines, changes)
        try:
            if self._schema < OF_READINGS and has_readings(line):
                self._refuse_to_earlier_versions()
            self._write(line)
        except OSError as error:
            self._cut()
            raise StoreError(f"Nothing was saved, {self._path} cannot be written: {reason(error)}.") from error
        self._lines += 1
        self.size += len(line)
        return self.size

    async def durable(self, position: int) -> None:
        """Return when everything up to `position` is on disk; callers that wait together share one fsync."""
        while self._durable < position:
            self._check()
            await asyncio.shield(self._begin_sync())  # one waiter's cancellation is not the others'
        self._check()

    def write_back(self) -> None:
        """Begin to make durable what has been written once that is much: nobody should wait for it all at last."""
        if self.size - self._durable > _MUCH:
            self._begin_sync()

    def _begin_sync(self) -> asyncio.Task[None]:
        """Make durable what has been written; a failure is told to the next operation, too."""
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.create_task(self._sync())
            self._syncing.add_done_callback(_told_later)
        return self._syncing

    def sync(self) -> None:
        """Make everything durable at once, blocking."""
        self._check()
        size = self.size
        try:
            self._fsync(self._descriptor)
        except OSError as error:
            raise self.fail("cannot be made durable", error) from error
        self._put_mark(size)
        self._durable = max(self._durable, size)

    def _put_mark(self, size: int) -> None:
        with suppress(OSError):  # an older mark is true as well, and the next one may succeed
            self._mark.put(self.generation, size)

    async def _sync(self) -> None:
        await asyncio.sleep(0)  # lets the writers of this turn of the loop join
        await asyncio.to_thread(self.sync)

    def _write(self, line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def _refuse_to_earlier_versions(self) -> None:
        """Write the first line anew, which has the same length, and make it durable before what needs it."""
        with self._path.open("r+b") as file:
            file.write(header_line("journal", Header(generation=self.generation, schema=OF_READINGS)))
            file.flush()
            try:
                self._fsync(file.fileno())
            except OSError as error:
                raise self.fail("cannot be made durable", error) from error
        self._schema = OF_READINGS

    def _cut(self) -> None:
        try:
            os.ftruncate(self._descriptor, self.size)
        except OSError as error:
            raise self.fail("holds half a line that cannot be cut off", error) from error

    def _check(self) -> None:
        if self._failure is not None:
            raise StoreFatalError(self._failure)

    def fail(self, what: str, error: OSError) -> StoreFatalError:
        """Refuse everything from now on; returns the error to raise."""
        self._failure = f"{self._path} {what}: {reason(error)}. Look at the disk, then start Paperboy again."
        return StoreFatalError(self._failure)


def _told_later(syncing: asyncio.Task[None]) -> None:
    """What failed is remembered, and told to whoever uses the journal next: asyncio need not warn of it."""
    if not syncing.cancelled():
        syncing.exception()


def _transaction(number: int, changes: Sequence[Change]) -> bytes:
    tables = {table: dump(table) for table, _, _ in changes}
    done = b",".join(
        b"[%b,%b,%b]" % (tables[table], dump(key), b"null" if raw is None else raw) for table, key, raw in changes
    )
    return seal(b'"n":%d,"do":[%b]}' % (number, done))


def write_empty(path: Path, generation: int, fsync: Callable[[int], None]) -> End:
    """Make a durable file with only a header. Raises OSError."""
    path.touch(mode=0o600)
    with path.open("wb") as file:
        file.write(header_line("journal", Header(generation=generation)))
        file.flush()
        fsync(file.fileno())
        return End(generation=generation, size=file.tell(), lines=0)


class JournalReader:
    """Reads a journal from its start; `size` and `lines` tell, afterwards, how far it is good."""

    def __init__(self, path: Path) -> None:
        self.size = 0
        self.lines = 0
        self._path = path
        self._file = path.open("rb")
        first = self._file.readline()
        try:
            header = read_header(path, first, "journal")
        except BaseException:
            self._file.close()
            raise
        self.generation = header.generation
        self.schema = header.schema
        self.size = len(first)

    @property
    def end(self) -> End:
        """How far it is good."""
        return End(generation=self.generation, size=self.size, lines=self.lines, schema=self.schema)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def transactions(self) -> Iterator[list[tuple[str, str, Doc | None]]]:
        """The changes of each transaction; a torn tail is passed over. Raises FileDamagedError."""
        for line in self._file:
            if not line.endswith(b"\n"):
                self._check_torn(line)
                return
            fields = read_line(self._path, line, self.lines + 2)
            if fields.get("n") != self.lines or not isinstance(fields.get("do"), list):
                raise FileDamagedError(self._path, f"misses line {self.lines + 2}")
            yield fields["do"]
            self.lines += 1
            self.size += len(line)

    def _check_torn(self, tail: bytes) -> None:
        """A write that broke off is a beginning; a whole line with something else for its newline is damage."""
        if is_whole(tail[:-1]):
            raise FileDamagedError(self._path, f"has lost the end of line {self.lines + 2}")
