"""What the engine uses of asyncpg, which has no types of its own, and loading it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from bot.domain.errors import StoreError, pip_install

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    Row: TypeAlias = Mapping[str, Any]  # an asyncpg.Record


class Connection(Protocol):
    """One connection. Statements take `$1, $2, …`."""

    async def execute(self, query: str, *args: object) -> str:
        """Run a statement, or several when there are no arguments; the command tag."""
        ...

    async def fetch(self, query: str, *args: object) -> Sequence[Row]:
        """All rows."""
        ...

    async def fetchrow(self, query: str, *args: object) -> Row | None:
        """The first row."""
        ...

    async def fetchval(self, query: str, *args: object) -> Any:  # noqa: ANN401 - whatever the column holds
        """The first column of the first row."""
        ...

    async def fetchmany(self, query: str, args: Iterable[Sequence[object]]) -> Sequence[Row]:
        """The rows of a statement that is run for each of `args`, in one round trip."""
        ...

    def cursor(self, query: str, *args: object, prefetch: int) -> Any:  # noqa: ANN401 - rows, asynchronously
        """The rows, some at a time, within a transaction."""
        ...

    def transaction(
        self, *, isolation: str | None = None, readonly: bool = False
    ) -> AbstractAsyncContextManager[object]:
        """Commit on leaving, roll back when the body raises."""
        ...

    def is_closed(self) -> bool:
        """Whether it is known to be broken or closed."""
        ...

    def terminate(self) -> None:
        """Cut off."""
        ...


class Pool(Protocol):
    """Connections to borrow; one that broke is replaced by the next borrower."""

    def acquire(self, *, timeout: float) -> AbstractAsyncContextManager[Connection]:
        """Borrow a connection; `timeout` in seconds."""
        ...

    async def close(self) -> None:
        """Wait for what was borrowed, then close."""
        ...

    def terminate(self) -> None:
        """Cut everything off."""
        ...


def load() -> Any:  # noqa: ANN401 - a module without types
    """The driver, which only those who use PostgreSQL have installed. Raises StoreError."""
    try:
        return import_module("asyncpg")
    except ImportError:
        raise StoreError(
            f"A store on PostgreSQL needs a package that is not installed here: {pip_install('postgres')}"
        ) from None
