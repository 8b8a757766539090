"""Connecting to a database by its URL, transactions and locks; every failure is a StoreError."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from bot.domain.errors import StoreError, os_reason, pip_advice
from bot.store.database_urls import url_problem

Pool: TypeAlias = Any
Connection: TypeAlias = Any
Row: TypeAlias = Mapping[str, Any]  # an asyncpg.Record


def load_driver() -> Any:  # noqa: ANN401 - a module without types
    """Import the driver, which is an optional package. Raises StoreError."""
    try:
        return import_module("asyncpg")
    except ImportError:
        raise StoreError(f"PostgreSQL needs a package that is not installed: {pip_advice('postgres')}") from None


CONNECT_TIMEOUT = 10.0  # seconds for a connection to be made, or to become free
_STATEMENT_TIMEOUT = 60.0  # seconds
_MAX_CONNECTIONS = 10
# With these the server notices within 10 s that a client's machine is gone, and releases its locks.
_KEEPALIVE_SETTINGS = {"tcp_keepalives_idle": "4", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "2"}
_CORRECT_URL = "correct PAPERBOY_STORE__URL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The address of a database. `server` is its host and port, for messages: no user, no password."""

    url: str = field(repr=False)
    server: str
    database: str


def address_of(url: str) -> Address:
    """Parse `postgresql://user:password@host:port/database`; raises StoreError."""
    if problem := url_problem(url):
        raise StoreError(f"The store's URL {problem}: {_CORRECT_URL}.")
    parts = urlsplit(url)
    server = f"{parts.hostname or 'this machine'}:{parts.port or 5432}"
    # Without a name, the server takes the database with the name of the user
    return Address(url=url, server=server, database=parts.path.strip("/") or parts.username or "")


async def connect(address: Address) -> Connection:
    """Open a single connection. Raises StoreError."""
    asyncpg = load_driver()
    with driver_errors(address):
        return await asyncpg.connect(address.url, **_options())


async def connect_pool(address: Address, *, read_only: bool) -> Pool:
    """Create a pool, whose connections are opened on demand. Raises StoreError.

    The pool keeps no connection in reserve: it would log a traceback for each that it cannot restore.
    """
    asyncpg = load_driver()
    more = {"default_transaction_read_only": "on"} if read_only else {}
    with driver_errors(address):
        # No setting or lock of ours outlives its transaction on a pooled connection, so there is nothing to reset.
        # An empty reset query, as `str()` returns, saves a round trip after each use.
        no_reset = type("Plain", (asyncpg.Connection,), {"__slots__": (), "get_reset_query": staticmethod(str)})
        size = {"min_size": 0, "max_size": _MAX_CONNECTIONS}
        return await asyncpg.create_pool(address.url, connection_class=no_reset, **size, **_options(**more))


def _options(**more: str) -> dict[str, Any]:
    settings = {"application_name": "paperboy", "timezone": "UTC", **_KEEPALIVE_SETTINGS, **more}
    return {"timeout": CONNECT_TIMEOUT, "command_timeout": _STATEMENT_TIMEOUT, "server_settings": settings}


@contextmanager
def driver_errors(address: Address) -> Generator[None]:
    """Turn every failure of the driver into a StoreError with a sentence for people."""
    asyncpg = load_driver()
    where = f"PostgreSQL at {address.server}"
    try:
        yield
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidPasswordError):
        raise StoreError(f"{where} rejected the user or password: {_CORRECT_URL}.") from None
    except asyncpg.InvalidCatalogNameError:
        raise StoreError(f"{where} has no database {address.database}: create it, or {_CORRECT_URL}.") from None
    except asyncpg.InsufficientPrivilegeError as error:
        raise StoreError(f"{where} denied this user access ({error}): make it the database's owner.") from error
    except asyncpg.ClientConfigurationError as error:
        raise StoreError(f"The store's URL cannot be used ({error}): {_CORRECT_URL}.") from None
    except TimeoutError as error:
        raise StoreError(f"{where} did not answer in time: check its load and its locks.") from error
    except OSError as error:
        reason = f"{where} cannot be reached ({os_reason(error)})"
        raise StoreError(f"{reason}: start it, or {_CORRECT_URL}.") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise StoreError(f"{where} failed ({error}): see its log.") from error


T = TypeVar("T")

# The keys of advisory locks. Such locks belong to the database, so each Paperboy needs a database of its own.
_LOCK_NAMESPACE = 0x70617065  # "pape" in ASCII, so that other programs' locks do not collide
MIGRATION_LOCK = (_LOCK_NAMESPACE, 0)
STARTING_LOCK = (_LOCK_NAMESPACE, 1)  # held while a replica connects a shard to Discord
# The first of two keys. The second is, in MEMBER_LOCKS, which all replicas share, the number of shards: a replica
# with another number would take the wrong servers; in SHARD_LOCKS, which only one replica has, a shard's id.
MEMBER_LOCKS = _LOCK_NAMESPACE + 1
SHARD_LOCKS = _LOCK_NAMESPACE + 2

_MAX_ATTEMPTS = 5  # of a transaction that the server aborts because of another one


class Database:
    """A pool of connections. A single statement is a transaction; several are one through `transaction`.

    A transaction that the server aborted because of another one is repeated. If a connection breaks during a
    commit, StoreError is raised although the changes may be stored. Every caller is prepared for that, as for a
    crash of its own process at that moment.
    """

    def __init__(self, address: Address, pool: Pool) -> None:
        self.address = address
        self._pool = pool

    async def transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run `work` in one transaction and commit it. It may run several times."""

        async def once(connection: Connection) -> T:
            async with connection.transaction():
                return await work(connection)

        return await self._do(once)

    @asynccontextmanager
    async def open(self, *, readonly: bool = False) -> AsyncGenerator[Connection]:
        """Open one transaction for a block that also does other things; it is not repeated.

        With `readonly` all that it reads is of one moment.
        """
        with driver_errors(self.address):
            async with (
                self._pool.acquire(timeout=CONNECT_TIMEOUT) as connection,
                connection.transaction(isolation="repeatable_read" if readonly else None, readonly=readonly),
            ):
                yield connection

    async def fetch(self, query: str, *args: object) -> Sequence[Row]:
        """Return the rows of one statement."""
        return await self._do(lambda connection: connection.fetch(query, *args))

    async def fetchval(self, query: str, *args: object) -> Any:  # noqa: ANN401 - whatever the column holds
        """Return the first column of the first row of one statement."""
        return await self._do(lambda connection: connection.fetchval(query, *args))

    async def close(self) -> None:
        """Close the connections; after a timeout, cut them off."""
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    async def _do(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        errors = load_driver()
        for _ in range(_MAX_ATTEMPTS):
            with driver_errors(self.address):
                try:
                    async with self._pool.acquire(timeout=CONNECT_TIMEOUT) as connection:
                        return await work(connection)
                except (errors.DeadlockDetectedError, errors.SerializationError):
                    continue
        raise StoreError("The database is too busy. Nothing was changed. Try again.")


def in_shard(count: str, shard: str) -> str:
    """Return the SQL condition that the destination `d` (of a LEFT JOIN) is in a shard.

    `count` and `shard` are placeholders, such as `$1`. The condition equals bot.domain.discord.ids.Shard.holds.
    """
    return f"(coalesce(d.guild_id, 0) >> 22) % {count} = {shard}"
