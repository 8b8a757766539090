"""The file of the index: its tables, and whether what lies there is one of ours, whole, and made by these rules.

Nothing in it is precious: what cannot be used is removed, and the index made again from the store.
"""

from __future__ import annotations

import sqlite3
import zlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from bot.query.fields import NUMBER_FIELDS
from bot.query.index.version import analysis_sources, version_of
from bot.search.documents import COLUMNS

IN_MEMORY = ":memory:"
SEARCHABLE = ("texts", "grams")  # the tables that are FTS5's
_SUFFIXES = ("", "-wal", "-shm", "-journal")
_CACHE = 8192  # KiB of pages in memory
_LEAN = (
    3,
    43,
)  # from this SQLite on, rows of a table without content can be deleted: before, texts lie there twice
# All but white space and control characters is part of a token, as in our own keys; no key has capitals.
_SIGNS = "".join(sign for sign in map(chr, range(33, 127)) if not sign.isalnum())

_TABLES = """
CREATE TABLE papers (
    n INTEGER PRIMARY KEY, -- list day and number within it: see `Numbers`
    id BLOB NOT NULL UNIQUE,
    mark INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    {numbers}
);
CREATE TABLE names (n INTEGER PRIMARY KEY, hash INTEGER NOT NULL, name TEXT NOT NULL);
CREATE INDEX names_by_hash ON names (hash);
-- The names by each three characters in a row: of a hundred thousand few have all those of what is typed.
CREATE VIRTUAL TABLE grams USING fts5 (gram, {lean} detail = none, tokenize = 'trigram');
CREATE TABLE forms (spelling TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (spelling, key)) WITHOUT ROWID;
CREATE INDEX forms_by_key ON forms (key);
CREATE TABLE words (field TEXT NOT NULL, word TEXT NOT NULL, papers INTEGER NOT NULL, PRIMARY KEY (field, word))
    WITHOUT ROWID;
CREATE TABLE counters (day INTEGER PRIMARY KEY, next INTEGER NOT NULL);
CREATE VIRTUAL TABLE texts USING fts5 (
    {columns}, {lean} tokenize = "ascii tokenchars '{signs}'"
);
"""


def connect(path: str) -> sqlite3.Connection:
    """Open the file for this process alone, empty if it is not there. Raises sqlite3.Error."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0.0)
    try:
        db.execute(
            "PRAGMA locking_mode = EXCLUSIVE"
        )  # before WAL: then no memory is shared, nor a file for it made
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(f"PRAGMA cache_size = -{_CACHE}")
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA journal_size_limit = 4194304")
        db.execute("BEGIN EXCLUSIVE")
        db.execute("COMMIT")
    except BaseException:
        db.close()
        raise
    return db


def is_current(db: sqlite3.Connection) -> bool:
    """Whether the open file is an index that these very rules have made, and none of its pages is damaged."""
    if db.execute("PRAGMA user_version").fetchone()[0] != stamp():
        return False
    return db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"


def create(db: sqlite3.Connection) -> None:
    """Make the tables in an empty file."""
    db.execute("BEGIN")
    for statement in _tables().split(";\n"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {stamp()}")
    db.execute("COMMIT")


def remove(path: str) -> None:
    """Remove the file, if it is there, and what SQLite keeps beside it. Raises OSError."""
    for suffix in _SUFFIXES:
        Path(path + suffix).unlink(missing_ok=True)


@cache
def stamp() -> int:
    """A number for the tables and for everything that makes keys of texts: another one, and the index is stale."""
    own = (files("bot.search") / name for name in ("documents.py", "writing.py"))
    found = version_of([*analysis_sources(), *own], zlib.crc32(_tables().encode()))
    return found & 0x7FFF_FFFF or 1  # 0 is the stamp of an empty file


def _tables() -> str:
    return _TABLES.format(
        numbers=", ".join(f"{name} INTEGER" for name in NUMBER_FIELDS),
        columns=", ".join(COLUMNS),
        lean="content = '', contentless_delete = 1," if sqlite3.sqlite_version_info >= _LEAN else "",
        signs=_SIGNS.replace("'", "''").replace('"', '""'),
    ).strip()
