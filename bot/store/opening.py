"""From a store's URL to its engine, and to an open store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.clock import utc_now
from bot.domain.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.store.engine import OpenStore, StoreEngine


def _tinydb() -> StoreEngine:
    from bot.store.tinydb.store import TinyDBEngine

    return TinyDBEngine()


def _postgres() -> StoreEngine:
    from bot.store.postgres.store import PostgresEngine

    return PostgresEngine()


ENGINES: Mapping[str, Callable[[], StoreEngine]] = {
    "tinydb": _tinydb,
    "postgresql": _postgres,
    "postgres": _postgres,
}


def engine_of(url: str) -> StoreEngine:
    """The engine of the store at `url`. Raises StoreError, which repeats nothing but the scheme."""
    scheme, mark, _ = url.partition("://")
    if mark and scheme in ENGINES and (engine := ENGINES[scheme]()).accepts(url):
        return engine
    shown = "a text without `://`"
    if mark:  # what stands before it is shown only when it can be nothing else than a scheme
        shown = f"{scheme}://…" if scheme.isalnum() else "an address of an unknown kind"
    raise StoreError(
        f"The store's URL is {shown}, which is unknown: use tinydb://data/paperboy (relative to where "
        "Paperboy is started), tinydb:///absolute/path or postgresql://user:password@host/database."
    )


def open_store(url: str, *, now: Callable[[], datetime] = utc_now) -> AbstractAsyncContextManager[OpenStore]:
    """The store at `url`, made if need be; see `StoreEngine.open`."""
    return engine_of(url).open(url, now=now)


def open_read_only(url: str, *, now: Callable[[], datetime] = utc_now) -> AbstractAsyncContextManager[OpenStore]:
    """The store at `url` as it stands, which nothing changes; see `StoreEngine.open`."""
    return engine_of(url).open(url, now=now, read_only=True)
