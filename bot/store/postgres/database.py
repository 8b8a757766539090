"""From a URL to an open database and its locks; every failure is a StoreError with a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from bot.domain.errors import StoreError, pip_install
from bot.store.database_urls import url_problem

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence


Pool: TypeAlias = Any
Connection: TypeAlias = Any
Row: TypeAlias = Mapping[str, Any]  # an asyncpg.Record


def load() -> Any:  # noqa: ANN401 - a module without types
    """The driver, which only those who use PostgreSQL have installed. Raises StoreError."""
    try:
        return import_module("asyncpg")
    except ImportError:
        raise StoreError(
            f"A store on PostgreSQL needs a package that is not installed here: {pip_install('postgres')}"
        ) from None


PATIENCE = 10.0  # seconds for a connection to be made, or to become free
_LONGEST_STATEMENT = 60.0  # seconds
_CONNECTIONS = 10
# A server whose client's machine vanished learns it from these within 10 s, and lets go of its locks.
_KEEPALIVES = {"tcp_keepalives_idle": "4", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "2"}
_CORRECT = "correct PAPERBOY_STORE__URL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A database. `shown` names its server in messages: no user and no password."""

    url: str = field(repr=False)
    shown: str
    database: str


def address_of(url: str) -> Address:
    """The database that `postgresql://user:password@host:port/database` names; raises StoreError."""
    if problem := url_problem(url):
        raise StoreError(f"The store's URL {problem}: {_CORRECT}.")
    parts = urlsplit(url)
    shown = f"{parts.hostname or 'this machine'}:{parts.port or 5432}"
    return Address(url=url, shown=shown, database=parts.path.strip("/") or parts.username or "")


async def connect(address: Address) -> Connection:
    """A connection of its own. Raises StoreError."""
    asyncpg = load()
    with driver_errors(address):
        return await asyncpg.connect(address.url, **_options())


async def connect_pool(address: Address, *, read_only: bool) -> Pool:
    """A pool, whose connections are made when they are asked for. Raises StoreError.

    It keeps none in reserve: one that it cannot restore it would report with a traceback, again and again.
    """
    asyncpg = load()
    more = {"default_transaction_read_only": "on"} if read_only else {}
    with driver_errors(address):
        # What follows a use of a connection has nothing to put in order: no setting or lock of ours outlives its
        # transaction there. So it is spared the question, which would go to the server each time.
        plain = type("Plain", (asyncpg.Connection,), {"__slots__": (), "get_reset_query": staticmethod(str)})
        size = {"min_size": 0, "max_size": _CONNECTIONS}
        return await asyncpg.create_pool(address.url, connection_class=plain, **size, **_options(**more))


def _options(**more: str) -> dict[str, Any]:
    settings = {"application_name": "paperboy", "timezone": "UTC", **_KEEPALIVES, **more}
    return {"timeout": PATIENCE, "command_timeout": _LONGEST_STATEMENT, "server_settings": settings}


@contextmanager
def driver_errors(address: Address) -> Generator[None]:
    """Every failure of the driver as a StoreError with a sentence."""
    asyncpg = load()
    where = f"PostgreSQL at {address.shown}"
    try:
        yield
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidPasswordError):
        raise StoreError(f"{where} does not accept the user or the password: {_CORRECT}.") from None
    except asyncpg.InvalidCatalogNameError:
        raise StoreError(f"{where} has no database {address.database}: create it, or {_CORRECT}.") from None
    except asyncpg.InsufficientPrivilegeError as error:
        raise StoreError(
            f"{where} does not let this user do that ({error}): make it the database's owner."
        ) from error
    except asyncpg.ClientConfigurationError as error:
        raise StoreError(f"The store's URL cannot be used ({error}): {_CORRECT}.") from None
    except TimeoutError as error:
        raise StoreError(f"{where} did not answer in time: see whether it is overloaded or held up.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"{where} cannot be reached ({reason}): start it, or {_CORRECT}.") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise StoreError(f"{where} failed ({error}): its own log says more.") from error


T = TypeVar("T")

# The keys of advisory locks. They are the database's, so each Paperboy needs a database of its own.
_PAPERBOY = 0x70617065  # "pape" in ASCII, so that other programs' locks do not meet ours
MIGRATION = (_PAPERBOY, 0)
STARTING = (_PAPERBOY, 1)  # held while a replica connects a shard to Discord
MEMBERS = _PAPERBOY + 1  # with the number of shards: shared by all replicas
SHARDS = _PAPERBOY + 2  # with the id of a shard

_TRIES = 5  # of a transaction that the server aborted in favour of another one


class Database:
    """A pool of connections. A statement alone is a transaction; several are one through `transaction`.

    A transaction that the server aborted in favour of another one is repeated: nothing of it was written. When a
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
