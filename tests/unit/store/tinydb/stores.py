"""Opening the TinyDB engine with test doubles."""

import os
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.store import TinyDBStore


@asynccontextmanager
async def opened(
    path: Path, fsync: Callable[[int], None] = os.fsync, **options: Any
) -> AsyncGenerator[TinyDBStore]:
    """The engine in `path`; `options` are those of JournalStorage."""
    store = TinyDBStore(Folder(path, fsync=fsync), **options)
    try:
        yield store
    finally:
        await store.close()


async def notes(path: Path, count: int, **options: Any) -> dict[str, str | None]:
    """Return the notes named 0 … count - 1."""
    async with opened(path, **options) as store:
        return {name: await store.note(name) for name in map(str, range(count))}


async def remember(path: Path, *values: str):
    """Store each value under its position's number, one transaction each."""
    async with opened(path) as store:
        for number, value in enumerate(values):
            await store.set_note(str(number), value)


def write(path: Path, content: bytes):
    path.write_bytes(content)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class Fsync:
    """An fsync that counts its calls and fails from call number `broken` on."""

    def __init__(self, broken: float = float("inf")):
        self.calls = 0
        self.broken = broken
        self.called = threading.Event()

    def __call__(self, descriptor: int):
        self.calls += 1
        self.called.set()
        if self.calls >= self.broken:
            raise OSError(5, "Input/output error")
        os.fsync(descriptor)


class Hanging:
    """An fsync that blocks until it is `free`; `durable` is the file's size when the last call ended."""

    def __init__(self):
        self.free = threading.Event()
        self.free.set()
        self.durable = 0

    def __call__(self, descriptor: int):
        size = os.fstat(descriptor).st_size
        self.free.wait()
        os.fsync(descriptor)
        self.durable = size
