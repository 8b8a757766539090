"""Reading the files at the start, and what happens when they are not as they should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import StoreCorruptError, StoreError, StoreTooNewError
from bot.store.codec.ascii_json import dump
from bot.store.os_errors import reason
from bot.store.tinydb.files.journal import JournalReader, write_empty
from bot.store.tinydb.files.lines import FileDamagedError, FileTooNewError
from bot.store.tinydb.files.snapshot import Snapshot, read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.store.tinydb.files.documents import Documents
    from bot.store.tinydb.files.folder import Folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """Where the journal stands: append at `size`, number the next line `lines`. The snapshot is open."""

    generation: int
    size: int
    lines: int
    snapshot: Snapshot | None


def replay(folder: Folder, documents: Documents, *, read_only: bool, fsync: Callable[[int], None]) -> Replayed:
    """Fill `documents`; begins an empty journal where none is (unless `read_only`).

    Raises StoreCorruptError or StoreTooNewError, with a copy kept aside unless `read_only`, or StoreError.
    """
    try:
        return _replay(folder, documents, read_only=read_only, fsync=fsync)
    except FileDamagedError as error:
        kept = _copy_aside(folder, error.path, "damaged", read_only=read_only)
        raise StoreCorruptError(
            f"The store is damaged: {error}. Nothing was changed{kept}. "
            f"Restore {folder.path} from a backup, or move it away to start afresh."
        ) from error
    except FileTooNewError as error:
        kept = _copy_aside(folder, error.path, "newer", read_only=read_only)
        raise StoreTooNewError(
            f"The store was written by a newer Paperboy ({error.path} has schema {error.schema}). "
            f"Nothing was changed{kept}. Install that version again."
        ) from error
    except OSError as error:
        raise folder.unreadable(error) from error


def _copy_aside(folder: Folder, path: Path, why: str, *, read_only: bool) -> str:
    if read_only or not path.exists():
        return ""
    try:
        return f", a copy is kept as {folder.copy_aside(path, why)}"
    except OSError as error:
        return f" (but no copy could be made: {reason(error)})"


def _replay(folder: Folder, documents: Documents, *, read_only: bool, fsync: Callable[[int], None]) -> Replayed:
    """The journal is opened before the snapshot: then a compaction meanwhile cannot come between them."""
    if not folder.journal.exists():
        if folder.snapshot.exists():
            raise FileDamagedError(folder.journal, "is missing beside its snapshot")
        if read_only:
            raise StoreError(f"There is no store in {folder.path} yet: `paperboy run` makes it.")
        return _begin(folder, 0, None, fsync)
    reader = JournalReader(folder.journal)
    try:
        return _read(folder, documents, reader, read_only=read_only, fsync=fsync)
    finally:
        reader.close()


def _read(
    folder: Folder,
    documents: Documents,
    reader: JournalReader,
    *,
    read_only: bool,
    fsync: Callable[[int], None],
) -> Replayed:
    generation, snapshot = 0, None
    if folder.snapshot.exists():
        generation, snapshot = read_snapshot(folder.snapshot, documents.found)
        documents.rebase(snapshot)
    try:
        if reader.generation >= generation:
            _apply(folder, reader, documents, generation)
        elif not read_only:  # a crash came between the two renames of a compaction: all of it is in the snapshot
            return _begin(folder, generation, snapshot, fsync)
    except BaseException:
        if snapshot is not None:
            snapshot.close()
        raise
    return Replayed(generation=generation, size=reader.size, lines=reader.lines, snapshot=snapshot)


def _begin(folder: Folder, generation: int, snapshot: Snapshot | None, fsync: Callable[[int], None]) -> Replayed:
    temporary = folder.journal.with_name(folder.journal.name + ".tmp")
    size = write_empty(temporary, generation, fsync)
    temporary.replace(folder.journal)
    folder.sync(fsync)
    return Replayed(generation=generation, size=size, lines=0, snapshot=snapshot)


def _apply(folder: Folder, reader: JournalReader, documents: Documents, generation: int) -> None:
    if reader.generation != generation:
        raise FileDamagedError(folder.snapshot, f"is older than {folder.journal.name}, or missing")
    for changes in reader.transactions():
        try:
            for table, key, document in changes:
                documents.apply(table, key, None if document is None else dump(document), document)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise FileDamagedError(
                folder.journal, f"holds something unknown in line {reader.lines + 2}: {error!r}"
            ) from error
