"""The open database, every failure as a StoreError, its locks, and what the operations on it share."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.domain.errors import StoreError
from bot.store.postgres.connecting import PATIENCE, driver_errors
from bot.store.postgres.driver import load

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from bot.store.postgres.connecting import Address
    from bot.store.postgres.driver import Connection, Pool, Row

T = TypeVar("T")

# The keys of advisory locks. They are the database's, so each Paperboy needs a database of its own.
_PAPERBOY: Final = 0x70617065  # "pape" in ASCII, so that other programs' locks do not meet ours
MIGRATION: Final = (_PAPERBOY, 0)
STARTING: Final = (_PAPERBOY, 1)  # held while a replica connects a shard to Discord
MEMBERS: Final = _PAPERBOY + 1  # with the number of shards: shared by all replicas
SHARDS: Final = _PAPERBOY + 2  # with the id of a shard

_TRIES = 5  # of a transaction that the server broke off because another one was in its way


class Database:
    """A pool of connections. A statement alone is a transaction; several are one through `transaction`.

    What the server broke off in favour of another transaction is done again: nothing of it was written. When a
    connection breaks while a transaction is committed, StoreError is raised although it may have been written:
    each caller is ready for that, as for its own process's end at that moment.
    """

    def __init__(self, address: Address, pool: Pool) -> None:
        self.address = address
        self._pool = pool

    async def transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Do `work` in one transaction and commit it. It may run several times."""

        async def once(connection: Connection) -> T:
            async with connection.transaction():
                return await work(connection)

        return await self._do(once)

    @asynccontextmanager
    async def open(self, *, readonly: bool = False) -> AsyncGenerator[Connection]:
        """One transaction for a body that does other things in between; it is done once.

        With `readonly` all that it reads is of one moment.
        """
        with driver_errors(self.address):
            async with (
                self._pool.acquire(timeout=PATIENCE) as connection,
                connection.transaction(isolation="repeatable_read" if readonly else None, readonly=readonly),
            ):
                yield connection

    async def fetch(self, query: str, *args: object) -> Sequence[Row]:
        """The rows of one statement."""
        return await self._do(lambda connection: connection.fetch(query, *args))

    async def fetchval(self, query: str, *args: object) -> Any:  # noqa: ANN401 - whatever the column holds
        """The first column of the first row of one statement."""
        return await self._do(lambda connection: connection.fetchval(query, *args))

    async def close(self) -> None:
        """Close the connections, cutting off what has not ended in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    async def _do(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        errors = load()
        for _ in range(_TRIES):
            with driver_errors(self.address):
                try:
                    async with self._pool.acquire(timeout=PATIENCE) as connection:
                        return await work(connection)
                except (errors.DeadlockDetectedError, errors.SerializationError):
                    continue
        raise StoreError("The database is too busy: nothing was changed, try again.")


def ours(count: str, shard: str) -> str:
    """The condition that destination `d`, joined from the left, is of our shard; by their placeholders.

    The same as bot.domain.discord.ids.Shard.holds.
    """
    return f"(coalesce(d.guild_id, 0) >> 22) % {count} = {shard}"
