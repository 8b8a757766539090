"""Opening the store in a PostgreSQL database."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.store.postgres.connecting import address_of
from bot.store.postgres.database import open_database
from bot.store.postgres.engine import PostgresStore
from bot.store.postgres.migrating import migrate, require_current

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime

    from bot.store.postgres.database import Database

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_postgres(
    url: str, *, now: Callable[[], datetime], read_only: bool = False
) -> AsyncGenerator[PostgresStore]:
    """The store in the database at `url`, its tables made or brought up to date; closed on leaving.

    With `read_only` there must be one, and nothing is changed. Raises StoreError or StoreTooNewError.
    """
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


async def _warn(database: Database) -> None:
    """Say when what is acknowledged may be lost: then the promise of one post per paper does not hold."""
    query = "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'"
    for row in await database.fetch(query):
        _log.warning(
            "PostgreSQL runs with %s = off: after its crash alerts may be lost or come twice.", row["name"]
        )
