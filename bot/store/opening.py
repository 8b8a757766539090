"""Opening a store by its URL, or a temporary copy of it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from pkgutil import resolve_name
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.domain.errors import StoreError
from bot.store.transfer import fill_empty

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from bot.store.engine import OpenStore, StoreEngine


ENGINES: Mapping[str, str] = {  # imported when a URL asks for one
    "tinydb": "bot.store.tinydb.store:TinyDBEngine",
    "postgresql": "bot.store.postgres.store:PostgresEngine",
    "postgres": "bot.store.postgres.store:PostgresEngine",
}


def engine_of(url: str) -> StoreEngine:
    """Return the engine of the store at `url`. Raises StoreError, which shows only the URL's scheme."""
    scheme, separator, _ = url.partition("://")
    if separator and scheme in ENGINES:
        engine: StoreEngine = resolve_name(ENGINES[scheme])()
        if engine.accepts(url):
            return engine
    # A wrong scheme may be a part of a password: it is shown only if it looks like a scheme.
    hint = f"{scheme}://…" if separator and scheme.isalnum() else "it has no valid scheme"
    raise StoreError(
        f"The store's URL is not valid ({hint}). Use tinydb://data/paperboy (relative to the working directory), "
        "tinydb:///absolute/path or postgresql://user:password@host/database."
    )


def open_store(url: str) -> AbstractAsyncContextManager[OpenStore]:
    """Open the store at `url`, creating it if needed; see `StoreEngine.open`."""
    return engine_of(url).open(url)


def open_read_only(url: str) -> AbstractAsyncContextManager[OpenStore]:
    """Open the store at `url` for reading alone; see `StoreEngine.open`."""
    return engine_of(url).open(url, read_only=True)


@asynccontextmanager
async def open_temporary_copy(url: str) -> AsyncGenerator[OpenStore]:
    """Open a temporary copy of the store at `url`; changes to it are discarded.

    Works while another process writes to the original. The copy is empty if the original has no files yet. Raises
    StoreError.
    """
    with TemporaryDirectory(prefix="paperboy-") as path:
        folder = Path(path) / "store"
        copy_url = engine_of(url).copy_files(url, folder)
        async with AsyncExitStack() as stack:
            try:
                store = await stack.enter_async_context(open_store(copy_url or f"tinydb://{folder}"))
            except StoreError:
                # Its sentence names temporary files. Opening the original gives the real error.
                async with open_read_only(url):
                    raise StoreError("The store changed during the copy. Try again.") from None
            if copy_url is None:
                async with open_read_only(url) as original:
                    await fill_empty(store, original.entries())
            yield store
