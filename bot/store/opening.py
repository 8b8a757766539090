"""From a store's URL to an open store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.clock import utc_now
from bot.store.engines import engine_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.store.engine import OpenStore


def open_store(url: str, *, now: Callable[[], datetime] = utc_now) -> AbstractAsyncContextManager[OpenStore]:
    """The store at `url`, made if need be; see `StoreEngine.open`."""
    return engine_of(url).open(url, now=now)


def open_read_only(url: str, *, now: Callable[[], datetime] = utc_now) -> AbstractAsyncContextManager[OpenStore]:
    """The store at `url` as it stands, which nothing changes; see `StoreEngine.open`."""
    return engine_of(url).open(url, now=now, read_only=True)
