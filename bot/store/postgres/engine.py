"""Stores in a PostgreSQL database, whose tables are made or brought up to date when it is opened."""

from __future__ import annotations

import logging
import re
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.errors import StoreError, StoreTooNewError
from bot.store.engine import StoreEngine
from bot.store.postgres.connecting import address_of
from bot.store.postgres.database import open_database
from bot.store.postgres.locks import MIGRATION
from bot.store.postgres.store import PostgresStore

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime
    from pathlib import Path

    from bot.store.postgres.database import Database
    from bot.store.postgres.driver import Connection

_NAME = re.compile(r"(\d{4})_\w+\.sql")
_LEDGER = """
CREATE TABLE IF NOT EXISTS migrations (
    number integer PRIMARY KEY,
    applied timestamptz NOT NULL DEFAULT now()
)
"""

_log = logging.getLogger(__name__)


class PostgresEngine(StoreEngine):
    """For several replicas on one database; leases that are found there may be another replica's."""

    shared = True

    @override
    def accepts(self, url: str) -> bool:
        return True  # the driver knows more forms than are worth repeating

    @override
    @asynccontextmanager
    async def open(
        self, url: str, *, now: Callable[[], datetime], read_only: bool = False
    ) -> AsyncGenerator[PostgresStore]:
        database = await open_database(address_of(url), read_only=read_only)
        store = PostgresStore(database, now=now)
        try:
            if read_only:
                await database.reading(require_current)
            else:
                await database.transaction(migrate)
                await _warn(database)
            yield store
        finally:
            await store.close()

    @override
    def control_folder(self, url: str) -> Path | None:
        return None

    @override
    def size(self, url: str) -> int | None:
        return None

    @override
    def require_writable(self, url: str) -> None:
        """The server says so when it is opened: nothing can be seen from here."""

    @override
    def copy_files(self, url: str, folder: Path) -> str | None:
        return None


async def _warn(database: Database) -> None:
    """Say when what is acknowledged may be lost: then the promise of one post per paper does not hold."""
    query = "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'"
    for row in await database.fetch(query):
        _log.warning(
            "PostgreSQL runs with %s = off: after its crash alerts may be lost or come twice.", row["name"]
        )


def migrations() -> dict[int, str]:
    """The statements of each migration by its number, in order."""
    folder = files("bot.store.postgres").joinpath("migrations")
    found = {int(match[1]): file for file in folder.iterdir() if (match := _NAME.fullmatch(file.name))}
    return {number: found[number].read_text("utf-8") for number in sorted(found)}


async def migrate(connection: Connection) -> None:
    """Apply what is missing, within the caller's transaction, holding off all others who would do the same.

    Raises StoreTooNewError when the tables were made by a newer Paperboy.
    """
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", *MIGRATION)
    await connection.execute(_LEDGER)
    applied = await _applied(connection)
    for number, statements in migrations().items():
        if number > applied:
            await connection.execute(statements)
            await connection.execute("INSERT INTO migrations (number) VALUES ($1)", number)


async def require_current(connection: Connection) -> None:
    """Raises StoreError when there are no tables or older ones, StoreTooNewError when they are newer."""
    made = await connection.fetchval("SELECT to_regclass('migrations') IS NOT NULL")
    if not made or await _applied(connection) < max(migrations()):
        raise StoreError("There is no store of this version in the database yet: `paperboy run` makes it.")


async def _applied(connection: Connection) -> int:
    """The number of the last migration that was applied. Raises StoreTooNewError."""
    applied = int(await connection.fetchval("SELECT coalesce(max(number), 0) FROM migrations"))
    known = max(migrations())
    if applied > known:
        raise StoreTooNewError(
            f"The database was written by a newer Paperboy (schema {applied}, this one knows {known}): "
            "install that version, or use another database."
        )
    return applied
