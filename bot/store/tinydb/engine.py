"""Stores in a folder: `tinydb://relative/path` or `tinydb:///absolute/path`."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.store.engine import StoreEngine
from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.store import TinyDBStore

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime

_SCHEME = "tinydb://"


class TinyDBEngine(StoreEngine):
    """The default: one process holds the folder, by a lock that the kernel lets go of when it ends."""

    shared = False

    @override
    def accepts(self, url: str) -> bool:
        path = url.removeprefix(_SCHEME)
        return path != "" and "\0" not in path

    @override
    @asynccontextmanager
    async def open(
        self, url: str, *, now: Callable[[], datetime], read_only: bool = False
    ) -> AsyncGenerator[TinyDBStore]:
        store = TinyDBStore(_folder(url), now=now, read_only=read_only)
        try:
            store.require_whole()
            if not read_only:
                await store.release_leases()  # of an earlier process, as this one holds the lock
            yield store
        finally:
            await store.close()

    @override
    def control_folder(self, url: str) -> Path:
        return _folder(url).path

    @override
    def size(self, url: str) -> int:
        folder = _folder(url)
        return sum(path.stat().st_size for path in (folder.journal, folder.snapshot) if path.exists())

    @override
    def require_writable(self, url: str) -> None:
        _folder(url).require_writable()

    @override
    def copy_files(self, url: str, folder: Path) -> str:
        original, copy = _folder(url), Folder(path=folder)
        copy.make()
        try:
            # In this order: should the original be compacted in between, the older journal is passed over and
            # the newer snapshot holds all of it.
            for source, target in ((original.journal, copy.journal), (original.snapshot, copy.snapshot)):
                with suppress(FileNotFoundError):
                    shutil.copyfile(source, target)
        except OSError as error:
            raise original.unreadable(error) from error
        return f"{_SCHEME}{folder}"


def _folder(url: str) -> Folder:
    return Folder(path=Path(url.removeprefix(_SCHEME)))
