"""The snapshot: every document of one moment, one line each, between a header and an end that counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bot.store.lines import FileDamagedError, dump, header, read_header, read_line, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bot.store.codec import Doc

    Rows: TypeAlias = Mapping[str, Mapping[str, bytes]]  # by table, by key: the document as JSON

_DOC = b',"doc":'  # cannot stand inside a JSON string, where quotes are escaped


def write_snapshot(path: Path, generation: int, rows: Rows, fsync: Callable[[int], None]) -> int:
    """Write a new file and make it durable; returns its size in bytes. Raises OSError."""
    with path.open("wb") as file:
        file.write(header("snapshot", generation))
        file.writelines(_document_lines(rows))
        file.write(seal(dump({"end": sum(map(len, rows.values()))})[1:]))
        file.flush()
        fsync(file.fileno())
        return file.tell()


def _document_lines(rows: Rows) -> Iterator[bytes]:
    for table, documents in rows.items():
        start = b'"in":%b,"key":' % dump(table)
        for key, raw in documents.items():
            yield seal(b"%b%b%b%b}" % (start, dump(key), _DOC, raw))


def read_snapshot(path: Path, put: Callable[[str, str, bytes, Doc], None]) -> tuple[int, int]:
    """Hand every document to `put(table, key, raw, document)`; returns (generation, size in bytes).

    Raises FileDamagedError, FileTooNewError, OSError.
    """
    with path.open("rb") as file:
        generation = read_header(path, file.readline(), "snapshot")
        for number, line in enumerate(file, 2):
            count = number - 2
            fields = read_line(path, line, number)
            if "end" in fields:
                if fields["end"] != count:
                    raise FileDamagedError(path, f"holds {count} of {fields['end']} documents")
                return generation, path.stat().st_size
            try:
                put(fields["in"], fields["key"], line[line.index(_DOC) + len(_DOC) : -2], fields["doc"])
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise FileDamagedError(path, f"holds something unknown in line {number}: {error!r}") from error
    raise FileDamagedError(path, "has lost its end")
