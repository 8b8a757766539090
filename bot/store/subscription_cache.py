"""The subscription cache of a store, updated with what changed since it was last asked for."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakValueDictionary

from bot.domain.subscription_cache import SubscriptionCache

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from bot.domain.subscription_cache import Change
    from bot.store.entries import StoredSubscription

    # The version of the cache after this part, and the changed subscriptions (None: deleted).
    Part: TypeAlias = tuple[int, dict[str, StoredSubscription | None]]

BATCH_SIZE = 100  # subscriptions read before the event loop runs: some 10 ms with baselines of 300 papers


class CacheReader:
    """Keeps the subscription cache of one store up to date.

    `version` returns how often subscriptions have changed. `changes` yields what changed since a cache, in parts
    of `BATCH_SIZE`; the event loop runs between parts, and only the last part has the new version.
    """

    def __init__(
        self,
        version: Callable[[], Awaitable[int]],
        changes: Callable[[SubscriptionCache], AsyncGenerator[Part]],
    ) -> None:
        self._version = version
        self._changes = changes
        self._cache = SubscriptionCache(version=-1)  # lower than any: the first call reads all
        self._baselines: WeakValueDictionary[int, frozenset[str]] = WeakValueDictionary()  # by hash
        self._reading = asyncio.Lock()

    async def current(self) -> SubscriptionCache:
        """Return the cache, first brought up to date."""
        async with self._reading:
            if self._cache.version != await self._version():
                async with aclosing(self._changes(self._cache)) as parts:
                    async for version, part in parts:
                        self._cache = self._cache.with_changes(
                            version, {key: self._with_shared_baseline(stored) for key, stored in part.items()}
                        )
            return self._cache

    def _with_shared_baseline(self, stored: StoredSubscription | None) -> Change:
        """Return a change of the cache. Equal baselines share one object, as many servers have the same query."""
        if stored is None:
            return None
        shared = self._baselines.setdefault(hash(stored.baseline), stored.baseline)
        return stored.subscription, shared if shared == stored.baseline else stored.baseline
