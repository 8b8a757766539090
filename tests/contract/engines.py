"""The engines that every contract test runs on: add a new one here."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.ports import Store
from bot.store.opening import open_store
from tests.support.databases import Databases


def tinydb_url(folder: Path) -> str:
    """Return the URL of an absolute folder, which has three slashes."""
    return f"tinydb://{folder / 'store'}"


async def _tinydb(folder: Path, _databases: Databases) -> str:
    return tinydb_url(folder)


async def _postgres(_folder: Path, databases: Databases) -> str:
    return await databases.emptied()


_URLS: Mapping[str, Callable[[Path, Databases], Awaitable[str]]] = {"tinydb": _tinydb, "postgres": _postgres}
ENGINES = tuple(_URLS)


async def new_url(engine: str, folder: Path, databases: Databases) -> str:
    """Return the URL of an empty store; `folder` must be a new one each time."""
    return await _URLS[engine](folder, databases)


@dataclass(kw_only=True)
class Reopening:
    """Opens the store at `url` repeatedly."""

    url: str
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def open(self) -> Store:
        return await self._stack.enter_async_context(open_store(self.url))

    async def close(self):
        await self._stack.aclose()

    async def again(self) -> Store:
        """Close and open the store: what it has then was durable."""
        await self.close()
        return await self.open()
