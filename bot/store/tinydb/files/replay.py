"""Reading the files at the start, and what happens when they are not as they should be."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from bot.domain.errors import StoreCorruptError, StoreError, StoreTooNewError
from bot.store.codec.ascii_json import dump
from bot.store.os_errors import reason
from bot.store.tinydb.files.journal import JournalReader, begin
from bot.store.tinydb.files.lines import FileDamagedError, FileTooNewError, Header
from bot.store.tinydb.files.mark import Acknowledged, read_mark
from bot.store.tinydb.files.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.store.codec import Doc
    from bot.store.tinydb.files.documents import Documents
    from bot.store.tinydb.files.folder import Folder
    from bot.store.tinydb.files.journal import End, Journal
    from bot.store.tinydb.files.snapshot import Snapshot

    Found: TypeAlias = tuple[End, Snapshot | None]


def replay(folder: Folder, documents: Documents, *, read_only: bool, fsync: Callable[[int], None]) -> Found:
    """Fill `documents`; where the journal goes on, and the snapshot, which is open.

    An empty journal is begun where none is (unless `read_only`).

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
        mark = read_mark(folder.mark)
        by = f"Paperboy {mark.by}" if mark and mark.by else "that version"
        raise StoreTooNewError(
            f"The store was written by a newer Paperboy ({error.path} has schema {error.schema}). "
            f"Nothing was changed{kept}. Install {by} again."
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


def _replay(folder: Folder, documents: Documents, *, read_only: bool, fsync: Callable[[int], None]) -> Found:
    """First the mark, then the journal, then the snapshot: so what another process writes meanwhile fits."""
    mark = read_mark(folder.mark)
    if not folder.journal.exists():
        for other in (folder.snapshot, folder.mark):
            if other.exists():
                raise FileDamagedError(folder.journal, f"is missing beside its {other.name}")
        if read_only:
            raise StoreError(f"There is no store in {folder.path} yet: `paperboy run` makes it.")
        return _finish(folder, begin(folder.next_journal, 0, fsync), BytesIO(), 0), None
    reader = JournalReader(folder.journal)
    try:
        header, snapshot = _read_snapshot(folder, documents)
        try:
            behind = _apply(folder, reader, documents, header)
            end = reader.end
            _require_acknowledged(folder, end, mark)
            if not read_only:
                folder.sync(fsync)  # a process that was killed may have left a rename that the disk does not have
                if end.generation < header.generation:
                    end = _go_on(folder, header.generation, behind, end, fsync)
        except BaseException:
            if snapshot is not None:
                snapshot.close()
            raise
        return end, snapshot
    finally:
        reader.close()


def _read_snapshot(folder: Folder, documents: Documents) -> tuple[Header, Snapshot | None]:
    if not folder.snapshot.exists():
        return Header(generation=0), None
    header, snapshot = read_snapshot(folder.snapshot, documents.indexes.found)
    documents.load(snapshot)
    return header, snapshot


def _apply(folder: Folder, reader: JournalReader, documents: Documents, header: Header) -> End:
    """Make the changes that are not in the snapshot; returns where they begin."""
    if reader.generation > header.generation:
        raise FileDamagedError(folder.snapshot, f"is older than {folder.journal.name}, or missing")
    inside = _lines_inside(reader, header)
    behind: End | None = None
    for changes in reader.transactions():
        if inside is not None and reader.lines >= inside:
            behind = behind or reader.end
            _apply_all(folder, reader, documents, changes)
    if inside is not None and reader.lines < inside:
        raise FileDamagedError(folder.journal, f"has lost lines that {folder.snapshot.name} was made from")
    return behind or reader.end


def _lines_inside(reader: JournalReader, header: Header) -> int | None:
    """How many lines of the journal are in the snapshot; None: all."""
    if reader.generation == header.generation:
        return 0
    return header.lines if reader.generation == header.generation - 1 else None


def _apply_all(
    folder: Folder, reader: JournalReader, documents: Documents, changes: list[tuple[str, str, Doc | None]]
) -> None:
    try:
        for table, key, document in changes:
            raw = None if document is None else dump(document)
            documents.apply((table, key, raw), documents[table].find(key), document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileDamagedError(
            folder.journal, f"holds something unknown in line {reader.lines + 2}: {error!r}"
        ) from error


def _require_acknowledged(folder: Folder, end: End, mark: Acknowledged | None) -> None:
    """What a crash leaves is as long as the mark says, or longer."""
    if mark is None or (end.generation, end.size) >= (mark.generation, mark.size):
        return
    what = "is older than what was acknowledged"
    if end.generation == mark.generation:
        what = f"has lost {mark.size - end.size} bytes or more at its end that were acknowledged"
    raise FileDamagedError(
        folder.journal, f"{what} (if you put an older backup there, remove {folder.mark.name} beside it, too)"
    )


def _go_on(folder: Folder, generation: int, behind: End, end: End, fsync: Callable[[int], None]) -> End:
    """End a compaction that a crash broke off between its two renames."""
    journal = begin(folder.next_journal, generation, fsync, behind.schema)
    with folder.journal.open("rb") as source:
        source.seek(behind.size)
        return _finish(folder, journal, source, end.size)


def _finish(folder: Folder, journal: Journal, source: BinaryIO, to: int) -> End:
    try:
        journal.copy(source, to)
        journal.take_place(folder)
        return journal.end
    finally:
        journal.close()
