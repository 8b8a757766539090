"""Creating the tables of a database and updating them, by numbered files of statements.

A migration only adds: tables, indexes, optional columns, triggers. Replicas of the version before write for some
seconds more, until their next heartbeat makes them stand down, and what they write must stay valid. Replacing
something takes two versions: one that writes both, and a later one that drops the old.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot import release
from bot.domain.errors import StoreError, StoreTooNewError
from bot.store.postgres.database import MIGRATION_LOCK, Connection

if TYPE_CHECKING:
    from collections.abc import Mapping


_OLDEST_READABLE = 1  # the oldest migration after which every reading command finds what it asks for
_FILE_NAME = re.compile(r"(\d{4})_\w+\.sql")
MIGRATIONS_TABLE = """
CREATE TABLE IF NOT EXISTS migrations (
    number integer PRIMARY KEY,
    applied timestamptz NOT NULL DEFAULT now()
)
"""


@cache
def migrations() -> Mapping[int, str]:
    """Return the statements of each migration by its number, in order."""
    folder = files("bot.store.postgres.migrations")
    found = {int(match[1]): file for file in folder.iterdir() if (match := _FILE_NAME.fullmatch(file.name))}
    return {number: found[number].read_text("utf-8") for number in sorted(found)}


async def migrate(connection: Connection) -> None:
    """Apply missing migrations in the caller's transaction; other processes that would do so wait.

    Raises StoreTooNewError when the tables were made by a newer Paperboy.
    """
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", *MIGRATION_LOCK)
    await connection.execute(MIGRATIONS_TABLE)
    applied = await _require_known(connection)
    for number, statements in migrations().items():
        if number > applied:
            await connection.execute(statements)
            await connection.execute("INSERT INTO migrations (number) VALUES ($1)", number)
    # Only now, as one of the migrations adds the column.
    await connection.execute("UPDATE migrations SET made_by = $1 WHERE number > $2", release(), applied)


async def require_readable(connection: Connection) -> None:
    """Raise StoreError if there are no tables or they are too old, StoreTooNewError if they are newer.

    Migrations that only the running bot needs may be missing, as a reader applies none.
    """
    has_tables = await connection.fetchval("SELECT to_regclass('migrations') IS NOT NULL")
    if not has_tables or await _require_known(connection) < _OLDEST_READABLE:
        raise StoreError("The database has no store of this version yet. `paperboy run` creates it.")


async def newer_than_known(connection: Connection) -> int | None:
    """Return the number of the last applied migration if a newer Paperboy applied it, perhaps since our start."""
    applied = await _last_applied(connection)
    return applied if applied > max(migrations()) else None


async def _require_known(connection: Connection) -> int:
    """Return the number of the last applied migration; StoreTooNewError if this version does not know it."""
    applied, known = await _last_applied(connection), max(migrations())
    if applied > known:
        version = await connection.fetchval("SELECT made_by FROM migrations WHERE number = $1", applied)
        raise StoreTooNewError(
            f"A newer Paperboy wrote the database (schema {applied}, this one knows {known}). "
            f"Install {f'Paperboy {version}' if version else 'that version'}, or use another database."
        )
    return applied


async def _last_applied(connection: Connection) -> int:
    return int(await connection.fetchval("SELECT coalesce(max(number), 0) FROM migrations"))
