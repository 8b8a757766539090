"""A store as one file: JSON lines that any tool can read, described in docs/operating.md.

    {"paperboy": "export", "format": 1}
    {"kind": "paper", "key": "arxiv:2503.02130", "document": {…}}
    …
    {"end": {"lines": 178, "sha256": "…"}}

The documents are those of `bot.store.codec`. The end counts the lines between and has the hash of all that
stands before it; after editing a file by hand, remove `sha256`.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, cast

from bot.domain.errors import StoreError, reason
from bot.domain.paper import Sighting
from bot.store.codec.records import FOREIGN, mapping, text
from bot.store.entries import KINDS, named

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Generator
    from pathlib import Path

    from bot.store.entries import Entry

_FORMAT = 1
_OF_SEVERAL = "paper by source"  # a kind that earlier versions refuse: they would lose what some said
_LONGEST = 2**24  # characters of a line
_DECODERS = {kind.name: kind.decode for kind in KINDS.values()} | {_OF_SEVERAL: KINDS[Sighting].decode}


async def write_archive(path: Path, entries: AsyncIterator[Entry]) -> int:
    """Write a new file, readable by its owner alone; how many entries. Raises StoreError, also if it exists."""
    try:
        with _created(path) as file:
            digest, count = hashlib.sha256(), 0

            def put(value: object) -> None:
                line = json.dumps(value) + "\n"
                digest.update(line.encode())
                file.write(line)

            put({"paperboy": "export", "format": _FORMAT})
            async for entry in entries:
                kind = KINDS[type(entry)]
                is_of_several = isinstance(entry, Sighting) and entry.readings
                put(
                    {
                        "kind": _OF_SEVERAL if is_of_several else kind.name,
                        "key": named(entry),
                        "document": kind.encode(entry),
                    }
                )
                count += 1
            put({"end": {"lines": count, "sha256": digest.hexdigest()}})
    except FileExistsError:
        raise StoreError(f"{path} exists already: name a new file.") from None
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {reason(error)}.") from error
    return count


@contextmanager
def _created(path: Path) -> Generator[IO[str]]:
    """A new file, durable on leaving, gone when its writing fails."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise


def check_archive(path: Path) -> int:
    """Read a file to its end; how many entries. Raises StoreError with the line that is wrong."""
    return sum(1 for _ in _read(path))


async def read_archive(path: Path) -> AsyncGenerator[Entry]:
    """The entries of a file that `check_archive` has found whole."""
    for entry in _read(path):
        yield entry


def _read(path: Path) -> Generator[Entry]:
    try:
        with path.open("rb") as file:
            digest, count = hashlib.sha256(), -1
            while raw := file.readline(_LONGEST):
                where = f"{path}, line {count + 2}"
                try:
                    line = mapping(json.loads(raw))
                except (*FOREIGN, RecursionError):
                    raise StoreError(f"{where}: this is no JSON object, so nothing was imported.") from None
                if count < 0:
                    _require_header(line, path)
                elif "end" in line:
                    _require_end(line["end"], count, digest.hexdigest(), path)
                    return
                else:
                    try:
                        entry = _DECODERS[text(line["kind"])](text(line["key"]), dict(line["document"]))
                    except FOREIGN as error:
                        raise StoreError(
                            f"{where}: this version cannot understand it ({error!r}), so nothing was imported."
                        ) from error
                    yield entry
                digest.update(raw)
                count += 1
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {reason(error)}.") from error
    if count < 0:
        _require_header({}, path)
    raise StoreError(f"{path} has lost its end, so nothing was imported: copy it again from where it was made.")


def _require_header(line: dict[str, Any], path: Path) -> None:
    if line.get("paperboy") != "export":
        raise StoreError(f"{path} is no export of a store: make one with `paperboy store export FILE`.")
    if line.get("format") != _FORMAT:
        raise StoreError(f"{path} was exported by a newer Paperboy: import it with that version.")


def _require_end(end: object, count: int, digest: str, path: Path) -> None:
    stated: dict[str, Any] = cast("dict[str, Any]", end) if isinstance(end, dict) else {}
    if stated.get("lines") != count:
        raise StoreError(f"{path} holds {count} of {stated.get('lines')} entries, so nothing was imported.")
    if stated.get("sha256", digest) != digest:
        raise StoreError(f"{path} is not as it was written (its sha256 differs), so nothing was imported.")
