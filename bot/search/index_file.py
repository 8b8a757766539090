"""Open the index's file, create its tables, and check that it is undamaged and made by the current rules.

The index is only derived: a file that cannot be used is removed and rebuilt from the store.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import zlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from bot.query.fields import NUMBER_FIELDS
from bot.query.index.version import analysis_files, version_of
from bot.search.documents import COLUMNS
from bot.search.index_reader import Reader
from bot.search.index_writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)
FIRST_FILE = "papers.sqlite"
MAX_SLOTS = 16  # processes that can have an index in one folder
_DAMAGE_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_LOCKED_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_IN_MEMORY = ":memory:"
_FTS_TABLES = ("texts", "grams")  # the FTS5 tables; `grams` are trigrams
_SUFFIXES = ("", "-wal", "-shm", "-journal")  # of the file, and of those that SQLite keeps beside it
_CACHE_KIB = 8192  # KiB of pages in memory
# From this SQLite on, rows of a contentless table can be deleted; with an older one texts are stored twice.
_CONTENTLESS_DELETE_SINCE = (3, 43)
# As in our own keys, everything but white space and control characters is part of a token; no key has capitals.
_TOKEN_SIGNS = "".join(sign for sign in map(chr, range(33, 127)) if not sign.isalnum())

# Setting the locking mode before WAL avoids the file of shared memory. A negative cache size is in KiB, the limit
# of the journal in bytes.
_FOR_THIS_PROCESS_ALONE = f"""
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA cache_size = -{_CACHE_KIB};
PRAGMA temp_store = MEMORY;
PRAGMA journal_size_limit = 4194304;
BEGIN EXCLUSIVE;
COMMIT;
"""
_TABLES = """
CREATE TABLE papers (
    n INTEGER PRIMARY KEY, -- list day and number within it
    id BLOB NOT NULL UNIQUE,
    mark INTEGER NOT NULL,
    digest INTEGER NOT NULL, -- of its texts, to see changes
    {numbers}
);
-- The title of each paper, to find it by what is typed, and the `hash` of the title.
CREATE TABLE names (n INTEGER PRIMARY KEY, hash INTEGER NOT NULL, name TEXT NOT NULL);
CREATE INDEX names_by_hash ON names (hash);
-- These names by trigram, which leave few to compare.
CREATE VIRTUAL TABLE grams USING fts5 (gram, {lean} detail = none, tokenize = 'trigram');
-- The spellings from which a key was made, to find keys by the beginning of a word.
CREATE TABLE forms (spelling TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (spelling, key)) WITHOUT ROWID;
CREATE INDEX forms_by_key ON forms (key);
CREATE TABLE words (field TEXT NOT NULL, word TEXT NOT NULL, papers INTEGER NOT NULL, PRIMARY KEY (field, word))
    WITHOUT ROWID;
-- The next number of each list day: a replaced paper gets a new one.
CREATE TABLE counters (day INTEGER PRIMARY KEY, next INTEGER NOT NULL);
CREATE VIRTUAL TABLE texts USING fts5 (
    {columns}, {lean} tokenize = "ascii tokenchars '{signs}'"
);
"""


class Index:
    """An open index with its writer and reader; not thread-safe."""

    def __init__(self, path: str, db: sqlite3.Connection) -> None:
        self._path = path
        self._db = db
        self._inode = None if path == _IN_MEMORY else _inode(path)
        self.writer = Writer(db)
        self.reader = Reader(db, self.writer.days)

    @property
    def in_place(self) -> bool:
        """True while the open file is still at its path."""
        return self._inode is None or _inode(self._path) == self._inode

    def size(self) -> int:
        """Return the bytes on disk, or in memory."""
        if self._inode is None:
            pages = self._db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            return int(pages.fetchone()[0])
        paths = (Path(self._path), Path(f"{self._path}-wal"))
        return sum(path.stat().st_size for path in paths if path.exists())

    def optimise(self) -> None:
        """Merge the segments of FTS5 and vacuum, for a smaller file and faster searches."""
        self.writer.commit()
        for table in _FTS_TABLES:
            self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - our own names
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def release_memory(self) -> None:
        """Release SQLite's page cache; the system still caches the file."""
        self._db.execute("PRAGMA shrink_memory")

    def damage(self) -> int:
        """Count the damaged parts of the index."""
        self.writer.commit()
        broken = sum(line != "ok" for (line,) in self._db.execute("PRAGMA integrity_check"))
        for table in _FTS_TABLES:
            try:
                self._db.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")  # noqa: S608 - our own names
            except sqlite3.DatabaseError as error:
                broken += is_damage(error)
        return broken

    def close(self, *, discard: bool = False) -> None:
        """Close the file, and remove it with `discard`. Raises nothing."""
        try:
            self._db.close()
            if discard and self._inode is not None:
                remove(self._path)
        except (sqlite3.Error, OSError) as error:
            _log.debug("The index of past papers could not be closed cleanly: %s", error)


def open_index(folder: Path | None, slots: int = MAX_SLOTS) -> Index:
    """Open the first of `slots` indexes in a folder that no other process uses; in memory without a folder.

    A missing, damaged or outdated one is created empty. Raises sqlite3.Error and OSError.
    """
    if folder is None:
        return _opened(_IN_MEMORY)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    slot = 0
    while True:
        try:
            return _opened(str(folder / (FIRST_FILE if slot == 0 else f"papers-{slot}.sqlite")))
        except sqlite3.OperationalError as error:
            slot += 1
            if slot == slots or _code(error) not in _LOCKED_CODES:
                raise


# Messages of damage without an error code: FTS5 cannot read its own tables, or a text is invalid.
_DAMAGE_MESSAGES = ("vtable constructor failed", "Could not decode to UTF-8")


def is_damage(error: sqlite3.Error) -> bool:
    """True if the error means a damaged file, which has to be rebuilt."""
    return _code(error) in _DAMAGE_CODES or str(error).startswith(_DAMAGE_MESSAGES)


def connect(path: str) -> sqlite3.Connection:
    """Open the file exclusively; a missing one is created empty. Raises sqlite3.Error."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0.0)
    try:
        db.executescript(_FOR_THIS_PROCESS_ALONE)
    except BaseException:
        db.close()
        raise
    return db


def require_current(db: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError unless the file is undamaged and made by the current rules."""
    expected = {"user_version": stamp(), "quick_check(1)": "ok"}
    if any(db.execute(f"PRAGMA {name}").fetchone()[0] != value for name, value in expected.items()):
        raise sqlite3.DatabaseError("made by other rules")


def create(db: sqlite3.Connection) -> None:
    """Create the tables in an empty file."""
    db.executescript(f"BEGIN; {_tables()} PRAGMA user_version = {stamp()}; COMMIT")


def remove(path: str) -> None:
    """Remove the file and SQLite's files beside it, if they exist. Raises OSError."""
    for suffix in _SUFFIXES:
        Path(path + suffix).unlink(missing_ok=True)


@cache
def stamp() -> int:
    """Return a hash of the tables and of all code that analyses texts; a file with another one is outdated."""
    bot = files("bot")
    own = (bot / name for name in ("search/documents.py", "search/index_writer.py", "text/abbreviations.py"))
    found = version_of([*analysis_files(), *own], zlib.crc32(_tables().encode()))
    return found & 0x7FFF_FFFF or 1  # 0 is the stamp of an empty file


def _tables() -> str:
    return _TABLES.format(
        numbers=", ".join(f"{name} INTEGER" for name in NUMBER_FIELDS),
        columns=", ".join(COLUMNS),
        lean="content = '', contentless_delete = 1,"
        if sqlite3.sqlite_version_info >= _CONTENTLESS_DELETE_SINCE
        else "",
        signs=_TOKEN_SIGNS.replace("'", "''").replace('"', '""'),
    ).strip()


def _opened(path: str) -> Index:
    """Open an index; a damaged or outdated one is replaced by an empty one."""
    try:
        return _open_and(path, require_current)
    except sqlite3.DatabaseError as error:
        # SQLITE_ERROR: other tables, or `require_current`'s own error
        if _code(error) not in {*_DAMAGE_CODES, sqlite3.SQLITE_ERROR}:
            raise
    if path != _IN_MEMORY:
        remove(path)
    return _open_and(path, create)


def _open_and(path: str, prepare: Callable[[sqlite3.Connection], None]) -> Index:
    db = connect(path)
    try:
        prepare(db)
        return Index(path, db)
    except BaseException:
        db.close()
        raise


def _inode(path: str) -> int:
    """Return the inode of the file; 0 if there is none."""
    try:
        return os.stat(path).st_ino  # noqa: PTH116 - of a text
    except OSError:
        return 0


def _code(error: sqlite3.Error) -> int:
    """Return the primary result code; SQLITE_ERROR for an error of Python's own module, which has none."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
