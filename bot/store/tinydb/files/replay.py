"""Reading the files at the start, and what happens when they are not as they should be."""

from __future__ import annotations

import math
from contextlib import ExitStack, closing
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.errors import StoreCorruptError, StoreError, StoreTooNewError, reason
from bot.store.codec import FOREIGN
from bot.store.codec.ascii_json import dump
from bot.store.tinydb.files.journal import End, begin, read_journal, read_mark
from bot.store.tinydb.files.lines import FileDamagedError, FileTooNewError, Header
from bot.store.tinydb.files.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.store.tinydb.files.documents import Documents
    from bot.store.tinydb.files.folder import Folder
    from bot.store.tinydb.files.journal import Acknowledged
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
        return _begin(folder, 0, fsync, End(0, 0, 0), 0), None
    transactions = read_journal(folder.journal)
    first, _ = next(transactions)
    header, snapshot = Header(generation=0), None
    with ExitStack() as stack:
        if folder.snapshot.exists():
            header, snapshot = read_snapshot(folder.snapshot, documents.indexes.found)
            stack.callback(snapshot.close)
            for table in snapshot.tables:
                documents[table].load(snapshot)
        behind, end = _apply(folder, first, transactions, documents, header)
        _require_acknowledged(folder, end, mark)
        if not read_only:
            folder.sync(fsync)  # a process that was killed may have left a rename that the disk does not have
            if end.generation < header.generation:
                end = _begin(folder, header.generation, fsync, behind, end.size)
        stack.pop_all()
    return end, snapshot


def _apply(
    folder: Folder, first: End, transactions: Iterator[tuple[End, list[Any]]], documents: Documents, header: Header
) -> tuple[End, End]:
    """Make the changes that are not in the snapshot; where they begin, and where they end."""
    behind = end = first
    if end.generation > header.generation:
        raise FileDamagedError(folder.snapshot, f"is older than {folder.journal.name}, or missing")
    inside: float = math.inf  # so many lines of the journal are in the snapshot
    if end.generation == header.generation:
        inside = 0
    elif end.generation == header.generation - 1 and header.lines is not None:
        inside = header.lines
    for end, changes in transactions:
        if end.lines <= inside:
            behind = end
            continue
        try:
            for table, key, document in changes:
                raw = None if document is None else dump(document)
                documents.apply((table, key, raw), documents[table].find(key), document)
        except FOREIGN as error:
            what = f"holds something unknown in line {end.lines + 1}: {error!r}"
            raise FileDamagedError(folder.journal, what) from error
    if end.lines < inside < math.inf:
        raise FileDamagedError(folder.journal, f"has lost lines that {folder.snapshot.name} was made from")
    return behind, end


def _require_acknowledged(folder: Folder, end: End, mark: Acknowledged | None) -> None:
    """Raise FileDamagedError if the journal is shorter than the mark, which no crash makes it."""
    if mark is None or end[:2] >= mark[:2]:
        return
    what = "is older than what was acknowledged"
    if end.generation == mark.generation:
        what = f"has lost {mark.size - end.size} bytes or more at its end that were acknowledged"
    raise FileDamagedError(
        folder.journal, f"{what} (if you put an older backup there, remove {folder.mark.name} beside it, too)"
    )


def _begin(folder: Folder, generation: int, fsync: Callable[[int], None], behind: End, to: int) -> End:
    """Begin a journal with the lines of the old one `behind` that place, up to byte `to`; 0: there is no old one.

    That also completes a compaction that a crash interrupted between its two renames.
    """
    with (
        closing(begin(folder.next_journal, generation, fsync, behind.schema)) as journal,
        folder.journal.open("rb") if to else BytesIO() as source,
    ):
        source.seek(behind.size)
        journal.copy(source, to)
        journal.take_place(folder)
        return journal.end
