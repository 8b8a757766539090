"""From a store's URL to an open store."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.errors import StoreError
from bot.store.engine import TinyDBStore
from bot.store.folder import Folder

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

_SCHEME = "tinydb://"


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def folder_of(url: str) -> Path:
    """The data folder that `tinydb://relative/path` or `tinydb:///absolute/path` names; raises StoreError."""
    path = url.removeprefix(_SCHEME)
    if not url.startswith(_SCHEME) or not path or "\0" in path:
        shown = url.partition("://")[0] + "://…" if "://" in url else "a text without `://`"
        raise StoreError(
            f"The store's URL is {shown}, which is unknown: use tinydb://data/paperboy (relative to where "
            "Paperboy is started) or tinydb:///absolute/path."
        )
    return Path(path)


@asynccontextmanager
async def open_store(url: str, *, now: Callable[[], datetime] = utc_now) -> AsyncGenerator[TinyDBStore]:
    """The store at `url`, made if need be; closed on leaving. Leases of an earlier process are ended.

    Raises StoreError, StoreLockedError, StoreCorruptError or StoreTooNewError with a sentence.
    """
    store = TinyDBStore(Folder(path=folder_of(url)), now=now)
    try:
        store.require_whole()
        await store.release_leases()
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def open_read_only(url: str, *, now: Callable[[], datetime] = utc_now) -> AsyncGenerator[TinyDBStore]:
    """The store at `url` as its files stand, without a lock; verbs that change raise StoreError.

    Raises StoreError when there is none.
    """
    store = TinyDBStore(Folder(path=folder_of(url)), now=now, read_only=True)
    try:
        store.require_whole()
        yield store
    finally:
        await store.close()
