"""From a store's URL to an open store. What speaks to PostgreSQL is imported where there is one."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.clock import utc_now
from bot.domain.errors import StoreError
from bot.store.membership import SingleProcess
from bot.store.tinydb.engine import TinyDBStore
from bot.store.tinydb.files.folder import Folder

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime

    from bot.store.membership import Membership
    from bot.store.postgres.engine import PostgresStore

_SCHEME = "tinydb://"
_DATABASES = ("postgresql", "postgres")


def in_database(url: str) -> bool:
    """Whether the URL names a database, which other processes may have open too, and not a folder."""
    return url.partition("://")[0] in _DATABASES


def folder_of(url: str) -> Path:
    """The data folder that `tinydb://relative/path` or `tinydb:///absolute/path` names; raises StoreError."""
    path = url.removeprefix(_SCHEME)
    if not url.startswith(_SCHEME) or not path or "\0" in path:
        shown = url.partition("://")[0] + "://…" if "://" in url else "a text without `://`"
        raise StoreError(
            f"The store's URL is {shown}, which is unknown: use tinydb://data/paperboy (relative to where "
            "Paperboy is started), tinydb:///absolute/path or postgresql://user:password@host/database."
        )
    return Path(path)


@asynccontextmanager
async def open_store(
    url: str, *, now: Callable[[], datetime] = utc_now
) -> AsyncGenerator[TinyDBStore | PostgresStore]:
    """The store at `url`, made if need be; closed on leaving.

    Leases of an earlier process that had the folder are ended; those in a database may be another replica's.
    Raises StoreError, StoreLockedError, StoreCorruptError or StoreTooNewError with a sentence.
    """
    if in_database(url):
        from bot.store.postgres.opening import open_postgres

        async with open_postgres(url, now=now) as store:
            yield store
        return
    store = TinyDBStore(Folder(path=folder_of(url)), now=now)
    try:
        store.require_whole()
        await store.release_leases()
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def open_read_only(
    url: str, *, now: Callable[[], datetime] = utc_now
) -> AsyncGenerator[TinyDBStore | PostgresStore]:
    """The store at `url` as it stands, without a lock; verbs that change raise StoreError.

    Raises StoreError when there is none.
    """
    if in_database(url):
        from bot.store.postgres.opening import open_postgres

        async with open_postgres(url, now=now, read_only=True) as store:
            yield store
        return
    store = TinyDBStore(Folder(path=folder_of(url)), now=now, read_only=True)
    try:
        store.require_whole()
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def join_replicas(store: TinyDBStore | PostgresStore, shards: int) -> AsyncGenerator[Membership]:
    """Be one of the processes that serve the open store, divided into `shards`, while the block runs.

    Raises StoreError for shards in a folder, which one process holds.
    """
    if not isinstance(store, TinyDBStore):
        from bot.store.postgres.membership import join

        async with join(store, shards) as membership:
            yield membership
    elif shards > 1:
        raise StoreError(
            f"PAPERBOY_SHARDING__COUNT is {shards}, and a store in a folder has one shard: "
            "leave that setting out, or use a PostgreSQL database (docs/scaling.md)."
        )
    else:
        yield SingleProcess(store)
