"""A private copy of a store, for looking at what would happen."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.domain.errors import StoreError
from bot.store.opening import folder_of, in_database, open_read_only, open_store
from bot.store.tinydb.files.folder import Folder, reason
from bot.store.transfer import copy_store

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.domain.ports import Store


@asynccontextmanager
async def open_scratch(url: str) -> AsyncGenerator[Store]:
    """A temporary copy of the store at `url`, empty when there is none: what is changed there is forgotten.

    Works while another process writes to the original. Raises StoreError.
    """
    with TemporaryDirectory(prefix="paperboy-") as path:
        copy = Folder(path=Path(path) / "store")
        if not in_database(url):
            _copy_files(Folder(path=folder_of(url)), copy)
        async with open_store(f"tinydb://{copy.path}") as store:
            if in_database(url):
                async with open_read_only(url) as original:
                    await copy_store(original, store)
            yield store


def _copy_files(original: Folder, copy: Folder) -> None:
    copy.make()
    try:
        # In this order: should the original be compacted in between, the older journal is passed over and
        # the newer snapshot holds all of it.
        for source, target in ((original.journal, copy.journal), (original.snapshot, copy.snapshot)):
            with suppress(FileNotFoundError):
                shutil.copyfile(source, target)
    except OSError as error:
        raise StoreError(f"The store {original.path} cannot be read: {reason(error)}.") from error
