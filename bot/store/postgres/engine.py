"""Stores in a PostgreSQL database, whose tables are made or brought up to date when it is opened."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.store.engine import StoreEngine
from bot.store.postgres.connecting import address_of, connect_pool
from bot.store.postgres.database import Database
from bot.store.postgres.migrations import migrate, require_readable
from bot.store.postgres.store import PostgresStore

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime


_MAY_LOSE = "PostgreSQL runs with %s = off: after its crash alerts may be lost or come twice."
# What is acknowledged may be lost then, and with it the promise of one post per paper.
_NOT_DURABLE = "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'"
_log = logging.getLogger(__name__)


class PostgresEngine(StoreEngine):
    """For several replicas on one database; leases that are found there may be another replica's."""

    shared = True

    @override
    @asynccontextmanager
    async def open(
        self, url: str, *, now: Callable[[], datetime], read_only: bool = False
    ) -> AsyncGenerator[PostgresStore]:
        address = address_of(url)
        database = Database(address, await connect_pool(address, read_only=read_only))
        store = PostgresStore(database, now=now)
        try:
            if read_only:
                async with database.open(readonly=True) as connection:
                    await require_readable(connection)
            else:
                await database.transaction(migrate)
                for row in await database.fetch(_NOT_DURABLE):
                    _log.warning(_MAY_LOSE, row["name"])
            yield store
        finally:
            await store.close()
