"""One open index, and where it lies."""

from __future__ import annotations

import logging
import os
import sqlite3
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.search import schema
from bot.search.reading import Reader
from bot.search.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)
SLOTS = 16  # processes that can have their index in one folder
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Index:
    """An open file with what writes to it and what reads it; for one thread at a time."""

    def __init__(self, path: str, db: sqlite3.Connection) -> None:
        self._path = path
        self._db = db
        self._inode = None if path == schema.IN_MEMORY else _inode(path)
        self.writer = Writer(db)
        self.reader = Reader(db, self.writer.days)

    @property
    def in_place(self) -> bool:
        """True while the file is still where it was opened."""
        return self._inode is None or _inode(self._path) == self._inode

    def size(self) -> int:
        """Bytes on disk, or in memory."""
        if self._inode is None:
            pages = self._db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            return int(pages.fetchone()[0])
        files = (Path(self._path), Path(f"{self._path}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def optimise(self) -> None:
        """Merge what was written bit by bit, which makes the file smaller and questions quicker."""
        self.writer.commit()
        for table in schema.SEARCHABLE:
            self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - our own names
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def rest(self) -> None:
        """Let go of the pages that were read and written; the system has them still when they are asked for."""
        self._db.execute("PRAGMA shrink_memory")

    def damage(self) -> int:
        """How many of its parts are not whole."""
        self.writer.commit()
        broken = sum(line != "ok" for (line,) in self._db.execute("PRAGMA integrity_check"))
        for table in schema.SEARCHABLE:
            try:
                self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")  # noqa: S608 - our own names
            except sqlite3.DatabaseError as error:
                broken += is_damage(error)
        return broken

    def close(self, *, discard: bool = False) -> None:
        """Let go of the file, which goes with it if it is to be discarded. Raises nothing."""
        try:
            self._db.close()
            if discard and self._inode is not None:
                schema.remove(self._path)
        except (sqlite3.Error, OSError) as error:
            _log.debug("The index of past papers could not be let go of in order: %s", error)


def open_index(folder: Path | None, slots: int = SLOTS) -> Index:
    """The first of `slots` indexes in a folder that no other process has, made if need be; without one, in memory.

    What is damaged, or made by other rules, is removed and made again, empty. Raises sqlite3.Error and OSError.
    """
    if folder is None:
        return _opened(schema.IN_MEMORY)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    *others, last = islice(_paths(folder), slots)
    for path in others:
        try:
            return _opened(path)
        except sqlite3.OperationalError as error:
            if _code(error) not in _LOCKED:
                raise
    return _opened(last)


def find_index(folder: Path) -> Path | None:
    """The first index in a folder, whoever has it open."""
    return next((Path(path) for path in _paths(folder) if Path(path).exists()), None)


# What is said, as of any error, where FTS5 cannot read its own tables, and where a text is none.
_UNREADABLE = ("vtable constructor failed", "Could not decode to UTF-8")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is what is wrong, so that making it again helps."""
    return _code(error) in _DAMAGED or str(error).startswith(_UNREADABLE)


def _paths(folder: Path) -> Iterator[str]:
    for slot in range(SLOTS):
        yield str(folder / ("papers.sqlite" if slot == 0 else f"papers-{slot}.sqlite"))


def _opened(path: str) -> Index:
    try:
        db = schema.connect(path)
        try:
            if schema.is_current(db):
                return Index(path, db)
        except sqlite3.DatabaseError as error:
            if _code(error) not in {*_DAMAGED, sqlite3.SQLITE_ERROR}:  # the latter: not these tables
                db.close()
                raise
        db.close()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
    if path != schema.IN_MEMORY:
        schema.remove(path)
    db = schema.connect(path)
    try:
        schema.create(db)
        return Index(path, db)
    except BaseException:
        db.close()
        raise


def _inode(path: str) -> int | None:
    """Which file it is; 0 for none."""
    try:
        return os.stat(path).st_ino  # noqa: PTH116 - of a text
    except OSError:
        return 0


def _code(error: sqlite3.Error) -> int:
    """The primary result code; errors of Python's own module have none."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
