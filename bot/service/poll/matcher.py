"""The subscriptions that are in force, indexed for matching."""

from __future__ import annotations

import asyncio
import logging
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.query import QueryError, QueryIndex, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription
    from bot.domain.subscription_cache import SubscriptionCache

_AT_A_TIME = 100  # queries parsed between two event-loop yields: some 10 ms
_AGE = attrgetter("created", "id")
_log = logging.getLogger(__name__)


class Matcher:
    """A QueryIndex kept in step with the subscription cache: with the queries of those that are `concerned`."""

    def __init__(self, concerned: Callable[[Subscription], bool] = lambda _: True) -> None:
        self._concerned = concerned
        self._index: QueryIndex[str] = QueryIndex()
        self._indexed: dict[str, str] = {}  # queries by subscription
        self._cache: SubscriptionCache | None = None

    async def sync(self, cache: SubscriptionCache) -> None:
        """Index what changed since the last cache; the event loop turns in between.

        Paused subscriptions do not match. A stored query that no longer parses is left out and logged: the others
        go on.
        """
        if self._cache is not None and self._cache.version == cache.version:
            return
        changed = None if self._cache is None else cache.changed_since(self._cache.version)
        for number, key in enumerate(cache.by_id.keys() | self._indexed.keys() if changed is None else changed):
            self._follow(key, cache.by_id.get(key))
            if number % _AT_A_TIME == _AT_A_TIME - 1:
                await asyncio.sleep(0)
        self._cache = cache

    @property
    def is_empty(self) -> bool:
        """True if nothing can match."""
        return not self._indexed

    def match(self, sightings: Sequence[Sighting]) -> list[list[Subscription]]:
        """For each paper the subscriptions that match it, in the order in which they were made."""
        by_id: Mapping[str, Subscription] = {} if self._cache is None else self._cache.by_id
        found = (self._index.match(one.paper, one.signals) for one in sightings)
        return [sorted(map(by_id.__getitem__, keys), key=_AGE) for keys in found]

    def _follow(self, key: str, subscription: Subscription | None) -> None:
        wanted = None
        if subscription is not None and not subscription.paused and self._concerned(subscription):
            wanted = subscription.query
        if wanted == self._indexed.get(key):
            return
        self._index.discard(key)
        self._indexed.pop(key, None)
        if wanted is not None:
            try:
                self._index.add(key, parse(wanted))
            except QueryError as error:
                _log.error("Subscription %s is left out, its query cannot be read: %s", key, error)
            else:
                self._indexed[key] = wanted
