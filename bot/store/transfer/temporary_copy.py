"""A private copy of a store, to try out what would happen."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.domain.errors import StoreError
from bot.store.opening import engine_of, open_read_only, open_store
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
        async with AsyncExitStack() as stack:
            try:
                store = await stack.enter_async_context(open_store(copied or f"tinydb://{folder}"))
            except (
                StoreError
            ):  # its sentence names files that are gone in a moment: say what is wrong with the store itself
                async with open_read_only(url):
                    raise StoreError("The store changed while it was copied: try again.") from None
            if copied is None:
                async with open_read_only(url) as original:
                    await copy_store(original, store)
            yield store
