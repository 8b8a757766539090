"""Reading the files at the start, and the errors when they are damaged or too new."""

from __future__ import annotations

import math
from contextlib import ExitStack, closing
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.errors import StoreCorruptError, StoreError, StoreTooNewError, os_reason
from bot.store.codec.ascii_json import dump
from bot.store.codec.records import DECODE_ERRORS
from bot.store.tinydb.files.journal import Acknowledged, JournalEnd, create_journal, read_journal, read_mark
from bot.store.tinydb.files.lines import FileDamagedError, FileTooNewError, Header
from bot.store.tinydb.files.snapshot import Snapshot, read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.store.tinydb.files.documents import Documents
    from bot.store.tinydb.files.folder import Folder

    Replayed: TypeAlias = tuple[JournalEnd, Snapshot | None]


def replay(folder: Folder, documents: Documents, *, read_only: bool) -> Replayed:
    """Fill `documents`; return the end of the journal, and the open snapshot if there is one.

    An empty journal is created if there is none (unless `read_only`). Raises StoreError, StoreCorruptError or
    StoreTooNewError; for the last two a copy of the file is kept (unless `read_only`).
    """
    try:
        return _replay(folder, documents, read_only=read_only)
    except FileDamagedError as error:
        copy = _keep_copy(folder, error.path, "damaged", read_only=read_only)
        raise StoreCorruptError(
            f"The store is damaged: {error}. Nothing was changed.{copy} "
            f"Restore {folder.path} from a backup, or move it away to start with an empty store."
        ) from error
    except FileTooNewError as error:
        copy = _keep_copy(folder, error.path, "newer", read_only=read_only)
        mark = read_mark(folder.mark)
        version = f"Paperboy {mark.version}" if mark and mark.version else "that version"
        raise StoreTooNewError(
            f"A newer Paperboy wrote the store ({error.path} has schema {error.schema}). "
            f"Nothing was changed.{copy} Install {version} again."
        ) from error
    except OSError as error:
        raise folder.unreadable(error) from error


def _keep_copy(folder: Folder, path: Path, why: str, *, read_only: bool) -> str:
    """Copy a damaged or newer file; return a sentence about that, after a space, or "" if none is made."""
    if read_only or not path.exists():
        return ""
    try:
        return f" A copy is kept as {folder.keep_copy(path, why)}."
    except OSError as error:
        return f" No copy could be made: {os_reason(error)}."


def _replay(folder: Folder, documents: Documents, *, read_only: bool) -> Replayed:
    """Read the mark, open the journal, then the snapshot: so they agree even while another process writes."""
    mark = read_mark(folder.mark)
    if not folder.journal.exists():
        for other in (folder.snapshot, folder.mark):
            if other.exists():
                raise FileDamagedError(folder.journal, f"is missing beside its {other.name}")
        if read_only:
            raise StoreError(f"There is no store in {folder.path} yet. `paperboy run` creates it.")
        return _replace_journal(folder, 0, JournalEnd(0, 0, 0), 0), None
    transactions = read_journal(folder.journal)
    header_end, _ = next(transactions)
    header, snapshot = Header(generation=0), None
    with ExitStack() as stack:
        if folder.snapshot.exists():
            header, snapshot = read_snapshot(folder.snapshot, documents.indexes.load_document)
            stack.callback(snapshot.close)
            for table in snapshot.tables:
                documents[table].load(snapshot)
        applied_from, end = _apply(folder, header_end, transactions, documents, header)
        _require_acknowledged(folder, end, mark)
        if not read_only:
            folder.sync()  # a killed process may have left a rename that is not durable
            if end.generation < header.generation:
                end = _replace_journal(folder, header.generation, applied_from, end.size)
        stack.pop_all()
    return end, snapshot


def _apply(
    folder: Folder,
    header_end: JournalEnd,
    transactions: Iterator[tuple[JournalEnd, list[Any]]],
    documents: Documents,
    header: Header,
) -> tuple[JournalEnd, JournalEnd]:
    """Apply the changes that are not in the snapshot; return where they begin and where they end."""
    applied_from = end = header_end
    if end.generation > header.generation:
        raise FileDamagedError(folder.snapshot, f"is older than {folder.journal.name}, or missing")
    lines_in_snapshot: float = math.inf  # lines of the journal that the snapshot contains; inf: all
    if end.generation == header.generation:
        lines_in_snapshot = 0
    elif end.generation == header.generation - 1 and header.lines is not None:
        lines_in_snapshot = header.lines
    for end, changes in transactions:
        if end.lines <= lines_in_snapshot:
            applied_from = end
            continue
        try:
            for table, key, document in changes:
                raw = None if document is None else dump(document)
                documents.apply((table, key, raw), documents[table].find(key), document)
        except DECODE_ERRORS as error:
            what = f"has an invalid line {end.lines + 1}: {error!r}"
            raise FileDamagedError(folder.journal, what) from error
    if end.lines < lines_in_snapshot < math.inf:
        raise FileDamagedError(folder.journal, f"lacks lines that {folder.snapshot.name} contains")
    return applied_from, end


def _require_acknowledged(folder: Folder, end: JournalEnd, mark: Acknowledged | None) -> None:
    """Raise FileDamagedError if the journal is shorter than its mark, which no crash causes."""
    if mark is None or end[:2] >= mark[:2]:
        return
    what = "is older than its last acknowledged write"
    if end.generation == mark.generation:
        what = f"lacks at least {mark.size - end.size} acknowledged bytes at its end"
    raise FileDamagedError(
        folder.journal, f"{what} (after restoring an older backup, remove {folder.mark.name} next to it)"
    )


def _replace_journal(folder: Folder, generation: int, applied_from: JournalEnd, to: int) -> JournalEnd:
    """Create a journal with the lines of the old one from `applied_from` to byte `to`, 0 if there is no old one.

    A new journal also completes a compaction that a crash interrupted between its two renames.
    """
    with (
        closing(create_journal(folder.next_journal, generation, folder.fsync, applied_from.schema)) as journal,
        folder.journal.open("rb") if to else BytesIO() as source,
    ):
        source.seek(applied_from.size)
        journal.copy(source, to)
        journal.move_into(folder)
        return journal.end
