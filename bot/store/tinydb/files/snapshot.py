"""The snapshot: every document of one moment, one line each, between a header and an end that counts them.

Its documents stay in the file. Memory holds 8 bytes for each, so a hundred thousand of them cost one MB where
Python objects would cost forty.
"""

from __future__ import annotations

import os
import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO

from bot.domain.errors import StoreCorruptError, StoreError
from bot.store.codec.ascii_json import dump, load
from bot.store.codec.records import DECODE_ERRORS
from bot.store.tinydb.files.lines import (
    BODY_START,
    FileDamagedError,
    Header,
    checksum_matches,
    header_line,
    read_header,
    read_line,
    with_checksum,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


_BUCKET_COUNT = 256  # each sorted alone, so that no sort blocks other threads: 1 ms each at 500,000 documents
_OFFSET_BITS = 40  # of 64, enough for a terabyte; the others are of the key's hash


class LineOffsets:
    """Offsets of one table's lines in the file, found by the hash of a document's key."""

    def __init__(self) -> None:
        self._buckets = [array("Q") for _ in range(_BUCKET_COUNT)]
        self.spans: list[tuple[int, int]] = []  # (begin, end) in the file; several if an earlier version wrote it

    def __len__(self) -> int:
        return sum(map(len, self._buckets))

    def add(self, key: str, offset: int, size: int) -> None:
        """Add a line, which follows those added before."""
        bucket, number = _hash(key)
        self._buckets[bucket].append(number | offset)
        begin = self.spans.pop()[0] if self.spans and self.spans[-1][1] == offset else offset
        self.spans.append((begin, offset + size))

    def sort(self) -> None:
        """Prepare for `find` after the last `add`; 0.1 s for 500,000 lines."""
        for number, bucket in enumerate(self._buckets):
            self._buckets[number] = array("Q", sorted(bucket))

    def find(self, key: str) -> list[int]:
        """Return the offsets of lines that may have the key: at most one, unless hashes collide."""
        bucket, number = _hash(key)
        numbers = self._buckets[bucket]
        found = numbers[bisect_left(numbers, number) : bisect_left(numbers, number + (1 << _OFFSET_BITS))]
        return [entry - number for entry in found]


def _hash(key: str) -> tuple[int, int]:
    """Return a key's bucket, and its hash in the upper bits of a number there; the lower are for an offset."""
    upper, bucket = divmod(hash(key), _BUCKET_COUNT)
    return bucket, upper % (1 << (64 - _OFFSET_BITS)) << _OFFSET_BITS


_DOCUMENT_KEY = b',"doc":'  # no JSON string contains it, as quotes are escaped there
_DOCUMENT_LINE = re.compile(rb'"in":("[^"]*"),"key":("(?:[^"\\]|\\.)*")%b(.*)\}\n' % _DOCUMENT_KEY, re.DOTALL)

_SYNC_BYTES = 2**22  # bytes made durable at once
_BLOCK_BYTES = 2**16  # bytes read at once
_DOCUMENT_BLOCK_BYTES = 2**12  # most lines are shorter


class Snapshot:
    """An open snapshot; it stays readable when another file takes its name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.tables: defaultdict[str, LineOffsets] = defaultdict(LineOffsets)
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)
        self._descriptor = -1

    def reader(self) -> BinaryIO:
        """Open the file, once, from its beginning, even if another file has its name now."""
        return os.fdopen(os.dup(self._open()), "rb")

    def finish(self, size: int) -> None:
        """Prepare for `find`, after all lines were added to `tables`; the file has `size` bytes."""
        self.size = size
        for offsets in self.tables.values():
            offsets.sort()

    def find(self, table: str, key: str) -> bytes | None:
        """Return a document as JSON, None if there is none. Raises StoreError, StoreCorruptError."""
        for offset in self.tables[table].find(key):
            _, found, raw = self._parse(
                next(self._read(self._open(), offset, self.size, _DOCUMENT_BLOCK_BYTES), b"")
            )
            if found == key:
                return raw
        return None

    def lines(self, table: str) -> Iterator[tuple[str, bytes]]:
        """Yield (key, line) of every document of a table, in the order of the file; goes on after `close`."""
        descriptor = os.dup(self._open())
        try:
            for begin, end in self.tables[table].spans:
                for line in self._read(descriptor, begin, end, _BLOCK_BYTES):
                    yield self._parse(line)[1], line
        finally:
            os.close(descriptor)

    def _open(self) -> int:
        if self._descriptor < 0:
            raise StoreError("The store is closed.")
        return self._descriptor

    def _read(self, descriptor: int, position: int, end: int, at_once: int) -> Iterator[bytes]:
        """Yield the lines between two places, read in blocks that grow while a line is longer."""
        partial, size = b"", at_once
        while position < end:
            if not (block := os.pread(descriptor, min(size, end - position), position)):
                raise self._damaged()
            position += len(block)
            *whole, partial = (partial + block).split(b"\n")
            yield from (line + b"\n" for line in whole)
            size = at_once if whole else 16 * size

    def _parse(self, line: bytes) -> tuple[str, str, bytes]:
        """Return (table, key, document as JSON) of a line. Raises StoreCorruptError."""
        found = parse_document_line(line)
        if found is None:
            raise self._damaged()
        return found

    def _damaged(self) -> StoreCorruptError:
        return StoreCorruptError(
            f"{self.path} was damaged while it was open. Check the disk, then restore a backup."
        )


def parse_document_line(line: bytes) -> tuple[str, str, bytes] | None:
    """Return (table, key, document as JSON) of a document's line; None if it is another line, or damaged."""
    if not checksum_matches(line[:-1]) or (found := _DOCUMENT_LINE.fullmatch(line, BODY_START)) is None:
        return None
    return _decode_text(found[1]), _decode_text(found[2]), found[3]


def _decode_text(raw: bytes) -> str:
    """Decode a JSON string; most have no escapes, and there are many."""
    return load(raw) if b"\\" in raw else raw[1:-1].decode("ascii")


def document_line(table: str, key: str, raw: bytes) -> bytes:
    """Return the line of a document."""
    return with_checksum(b'"in":%b,"key":%b%b%b}' % (dump(table), dump(key), _DOCUMENT_KEY, raw))


def write_snapshot(
    path: Path, header: Header, lines: Iterable[tuple[str, str, bytes]], fsync: Callable[[int], None]
) -> Snapshot:
    """Write (table, key, line) to a new file, make it durable and open it. Raises OSError."""
    path.touch(mode=0o600)
    snapshot = Snapshot(path)
    try:
        with path.open("wb") as file:
            offset, count = file.write(header_line("snapshot", header)), 0
            durable = 0
            for table, key, line in lines:
                snapshot.tables[table].add(key, offset, len(line))
                offset += file.write(line)
                count += 1
                if offset - durable >= _SYNC_BYTES:  # in small parts, so that no other fsync waits long
                    file.flush()
                    fsync(file.fileno())
                    durable = offset
            snapshot.finish(offset + file.write(with_checksum(dump({"end": count})[1:])))
            file.flush()
            fsync(file.fileno())
    except BaseException:
        snapshot.close()
        raise
    return snapshot


def read_snapshot(path: Path, put: Callable[[str, str, bytes], None]) -> tuple[Header, Snapshot]:
    """Pass every document to `put(table, key, its JSON)`; return the header and the open snapshot.

    Raises FileDamagedError, FileTooNewError, OSError.
    """
    snapshot = Snapshot(path)
    with ExitStack() as stack:
        stack.callback(snapshot.close)
        file = stack.enter_context(snapshot.reader())
        first = file.readline()
        header = read_header(path, first, "snapshot")
        offset = len(first)
        for count, line in enumerate(file):
            number = count + 2
            if (found := parse_document_line(line)) is None:
                fields = read_line(path, line, number)
                if "end" not in fields:
                    raise FileDamagedError(path, f"has an unknown line {number}")
                if fields["end"] != count:
                    raise FileDamagedError(path, f"has only {count} of {fields['end']} documents")
                snapshot.finish(offset + len(line))
                file.close()
                stack.pop_all()
                return header, snapshot
            try:
                put(*found)
            except DECODE_ERRORS as error:
                raise FileDamagedError(path, f"has an invalid line {number}: {error!r}") from error
            snapshot.tables[found[0]].add(found[1], offset, len(line))
            offset += len(line)
    raise FileDamagedError(path, "is incomplete")
