"""The lines of journal and snapshot: JSON objects that begin with a checksum of the rest.

    {"crc":"5d1c0a3f","n":7,"do":[["notes","commands",{"text":"…"}]]}

The CRC-32 (eight hex digits) is that of everything after `{"crc":"5d1c0a3f",`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.store.codec import documents
from bot.store.codec.ascii_json import dump, load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# The newest schema. A snapshot without the end of the preceding journal has 2. A journal has 3 once it or an
# earlier one has a paper with readings of several sources, which earlier versions would drop. Other files have 1.
SCHEMA = 3
READINGS_SCHEMA = 3
# In a line with a paper of several sources; texts cannot contain it, as their quotes are escaped.
READINGS_START = f'"{documents.READINGS_FIELD}":['.encode()
_CHECKSUM_START = b'{"crc":"'
BODY_START = len(b'{"crc":"00000000",')  # where the part begins that the checksum covers


class FileDamagedError(Exception):
    """A file is not as it was written; `what` completes the sentence "FILE …"."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} {what}")
        self.path = path


class FileTooNewError(Exception):
    """A file has a schema number that this version does not know."""

    def __init__(self, path: Path, schema: int) -> None:
        super().__init__(f"{path} has schema {schema}")
        self.path = path
        self.schema = schema


def with_checksum(body: bytes) -> bytes:
    """Return the line for `body`, a JSON object without its opening brace."""
    return b'%b%08x",%b\n' % (_CHECKSUM_START, zlib.crc32(body), body)


def checksum_matches(line: bytes) -> bool:
    """True if `line` (without its newline) has the checksum of its content."""
    return line.startswith(_CHECKSUM_START) and line[len(_CHECKSUM_START) : BODY_START] == b'%08x",' % zlib.crc32(
        line[BODY_START:]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A file's first line; `generation` counts the journals of a folder.

    A snapshot goes before the journal of its own generation: it contains the first `lines` (None: all) of the
    journal of the one before.
    """

    generation: int
    schema: int = 1
    lines: int | None = None


def header_line(kind: str, header: Header) -> bytes:
    """Return the first line of a file."""
    fields = {"paperboy": kind, "schema": header.schema, "generation": header.generation}
    return with_checksum(dump(fields if header.lines is None else fields | {"lines": header.lines})[1:])


def write_header(path: Path, kind: str, header: Header, fsync: Callable[[int], None]) -> None:
    """Overwrite the first line by one of the same length, and make it durable. Raises OSError."""
    with path.open("r+b") as file:
        file.write(header_line(kind, header))
        file.flush()
        fsync(file.fileno())


def read_header(path: Path, line: bytes, kind: str) -> Header:
    """Parse a first line; raises FileDamagedError or FileTooNewError."""
    fields = read_line(path, line, 1)
    schema, generation, lines = fields.get("schema"), fields.get("generation"), fields.get("lines")
    is_wrong = fields.get("paperboy") != kind or not isinstance(lines, int | None)
    if is_wrong or type(schema) is not int or schema < 1 or type(generation) is not int:
        raise FileDamagedError(path, f"does not begin like a {kind}")
    if schema > SCHEMA:
        raise FileTooNewError(path, schema)
    return Header(generation=generation, schema=schema, lines=lines)


def read_line(path: Path, line: bytes, number: int) -> Mapping[str, Any]:
    """Parse a line that ends with its newline; `number` (1-based) is for the error. Raises FileDamagedError."""
    if not line.endswith(b"\n"):
        raise FileDamagedError(path, f"ends in the middle of line {number}")
    if not checksum_matches(line[:-1]):
        raise FileDamagedError(path, f"has a wrong checksum in line {number}")
    try:
        return load(line)
    except ValueError as error:
        raise FileDamagedError(path, f"has invalid JSON in line {number}") from error
