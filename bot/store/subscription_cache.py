"""The cache of subscriptions, kept from one question to the next: only what has changed is read again."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakValueDictionary

from bot.domain.subscription_cache import SubscriptionCache

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from bot.domain.subscription_cache import Change
    from bot.store.entries import Subscribed

    # The version of the cache after it, and what has become of some of the subscriptions.
    Part: TypeAlias = tuple[int, dict[str, Subscribed | None]]

AT_A_TIME = 100  # subscriptions read before the event loop gets its turn, some 10 ms with 300 papers each


class CacheReader:
    """Makes the caches of one store.

    `version` says how often subscriptions have changed, `changes` gives what is new since a cache, in parts of
    `AT_A_TIME`, between which the event loop turns; those before the last leave the version as it is.
    """

    def __init__(
        self,
        version: Callable[[], Awaitable[int]],
        changes: Callable[[SubscriptionCache], AsyncGenerator[Part]],
    ) -> None:
        self._version = version
        self._changes = changes
        self._cache = SubscriptionCache(version=-1)
        self._sets: WeakValueDictionary[int, frozenset[str]] = WeakValueDictionary()  # by hash
        self._reading = asyncio.Lock()

    async def current(self) -> SubscriptionCache:
        """The cache of this moment."""
        async with self._reading:
            if self._cache.version != await self._version():
                async with aclosing(self._changes(self._cache)) as parts:
                    async for version, part in parts:
                        self._cache = self._cache.changed(
                            version, {key: self._of(one) for key, one in part.items()}
                        )
            return self._cache

    def _of(self, one: Subscribed | None) -> Change:
        """A change of the cache; equal baselines share one object, as many servers have the same query."""
        if one is None:
            return None
        known = self._sets.setdefault(hash(one.baseline), one.baseline)
        return one.subscription, known if known == one.baseline else one.baseline
