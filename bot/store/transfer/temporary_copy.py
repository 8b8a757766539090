"""A private copy of a store, to try out what would happen."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.store.engines import engine_of
from bot.store.opening import open_read_only, open_store
from bot.store.transfer import copy_store

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.store.engine import OpenStore


@asynccontextmanager
async def open_temporary_copy(url: str) -> AsyncGenerator[OpenStore]:
    """A temporary copy of the store at `url`: what is changed there is forgotten.

    Works while another process writes to the original; empty when that has files and there are none yet. Raises
    StoreError.
    """
    with TemporaryDirectory(prefix="paperboy-") as path:
        folder = Path(path) / "store"
        copied = engine_of(url).copy_files(url, folder)
        async with open_store(copied or f"tinydb://{folder}") as store:
            if copied is None:
                async with open_read_only(url) as original:
                    await copy_store(original, store)
            yield store
