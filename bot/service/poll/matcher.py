"""Finds the subscriptions that match a paper."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.query import QueryError, QueryIndex, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription
    from bot.domain.subscription_cache import SubscriptionCache

_SLICE_SIZE = 100  # queries parsed before the event loop runs again, some 10 ms
# Characters of an abstract; longer ones are matched in a thread: 20,000 take some 100 ms
_LONG_ABSTRACT_LENGTH = 3_000
_BY_AGE = attrgetter("created", "id")  # sorts subscriptions, oldest first
_log = logging.getLogger(__name__)


class Matcher:
    """An index of the queries of subscriptions and tombstones that are neither paused nor picks.

    `include` selects among them.
    """

    def __init__(self, include: Callable[[Subscription], bool] = lambda _: True) -> None:
        self._include = include
        self._index: QueryIndex[str] = QueryIndex()
        self._indexed: dict[str, str] = {}  # queries by subscription
        self._cache: SubscriptionCache | None = None

    async def sync(self, cache: SubscriptionCache) -> None:
        """Index the subscriptions that changed since the last call, yielding to the event loop.

        A stored query that no longer parses is logged and left out.
        """
        if self._cache is not None and self._cache.version == cache.version:
            return
        changed = None if self._cache is None else cache.changed_since(self._cache.version)
        for number, key in enumerate(cache.by_id.keys() | self._indexed.keys() if changed is None else changed):
            self._update(key, cache.by_id.get(key))
            if number % _SLICE_SIZE == _SLICE_SIZE - 1:
                await asyncio.sleep(0)
        self._cache = cache

    @property
    def is_empty(self) -> bool:
        """True if the index has no queries."""
        return not self._indexed

    async def match(self, sighting: Sighting) -> list[Subscription]:
        """Return the subscriptions that a paper matches, oldest first. Never call it while `sync` runs."""
        by_id: Mapping[str, Subscription] = {} if self._cache is None else self._cache.by_id
        match = partial(self._index.match, sighting.paper, sighting.signals)
        keys = match() if len(sighting.paper.abstract) < _LONG_ABSTRACT_LENGTH else await asyncio.to_thread(match)
        return sorted(map(by_id.__getitem__, keys), key=_BY_AGE)

    def _update(self, key: str, subscription: Subscription | None) -> None:
        """Index the query of a subscription anew; None: it is no longer stored."""
        query = None
        if (
            subscription is not None
            and not (subscription.paused or subscription.has_picks)
            and self._include(subscription)
        ):
            query = subscription.query
        if query == self._indexed.get(key):
            return
        self._index.discard(key)
        self._indexed.pop(key, None)
        if query is not None:
            try:
                self._index.add(key, parse(query))
            except QueryError as error:
                _log.error("Skipped subscription %s, as its query cannot be read: %s", key, error)
            else:
                self._indexed[key] = query
