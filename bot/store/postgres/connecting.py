"""From a URL to connections, and from what can go wrong with them to sentences."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.domain.errors import StoreError
from bot.store.database_urls import url_problem
from bot.store.postgres.driver import load

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.store.postgres.driver import Connection, Pool

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
