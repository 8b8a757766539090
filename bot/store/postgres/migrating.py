"""Bringing the database's tables up to date, once, whoever comes first."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.domain.errors import StoreError, StoreTooNewError
from bot.store.postgres.locks import MIGRATION

if TYPE_CHECKING:
    from bot.store.postgres.driver import Connection

_NAME = re.compile(r"(\d{4})_\w+\.sql")
_LEDGER = """
CREATE TABLE IF NOT EXISTS migrations (
    number integer PRIMARY KEY,
    applied timestamptz NOT NULL DEFAULT now()
)
"""


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
