"""The book of subscriptions, kept from one question to the next: only what has changed is read again."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from bot.domain.subscription_book import SubscriptionBook

if TYPE_CHECKING:
    from bot.domain.subscription_book import Change
    from bot.store.tinydb.tables import Tables

_AT_A_TIME = 100  # subscriptions read before the event loop gets its turn, some 10 ms with 300 papers each


class BookKeeper:
    """Makes books of two tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._stale = tables.index.places.stale
        self._book = SubscriptionBook(version=0)
        self._sets: WeakValueDictionary[int, frozenset[str]] = WeakValueDictionary()  # by hash
        self._reading = asyncio.Lock()

    async def current(self) -> SubscriptionBook:
        """The book of this moment. The first is read in slices; then a few have changed each time."""
        async with self._reading:
            while len(self._stale) > _AT_A_TIME:
                self._read(self._book.version)
                await asyncio.sleep(0)
            if self._stale or self._book.version != self._tables.count("subscriptions"):
                self._read(self._tables.count("subscriptions"))
            return self._book

    def _read(self, version: int) -> None:
        ids = list(islice(self._stale, _AT_A_TIME))
        self._book = self._book.changed(version, {key: self._subscribed(key) for key in ids})
        self._stale.difference_update(ids)

    def _subscribed(self, key: str) -> Change:
        subscription = self._tables.subscriptions.get(key)
        return None if subscription is None else (subscription, self._baseline(key))

    def _baseline(self, key: str) -> frozenset[str]:
        """A subscription's baseline; one object where several are equal, as many servers ask for the same."""
        ids = self._tables.baseline(key)
        known = self._sets.get(hash(ids))
        if known is not None and known == ids:
            return known
        self._sets[hash(ids)] = ids
        return ids
