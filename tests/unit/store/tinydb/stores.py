"""Opening the TinyDB engine with other parts than the real ones."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.store import TinyDBStore
from tests.contract.makers import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path


@asynccontextmanager
async def opened(path: Path, **options: Any) -> AsyncGenerator[TinyDBStore]:
    """The engine in `path`; `options` are those of JournalStorage."""
    store = TinyDBStore(Folder(path=path), now=lambda: NOW, **options)
    try:
        yield store
    finally:
        await store.close()


async def notes(path: Path, count: int, **options: Any) -> dict[str, str | None]:
    """What a store remembers under the names 0 … count - 1."""
    async with opened(path, **options) as store:
        return {name: await store.note(name) for name in map(str, range(count))}


async def remember(path: Path, *values: str) -> None:
    """Store each value under its place's number, one transaction each."""
    async with opened(path) as store:
        for number, value in enumerate(values):
            await store.set_note(str(number), value)


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
