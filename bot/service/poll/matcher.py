"""The subscriptions that are in force, indexed for matching."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.query import QueryError, QueryIndex, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription, SubscriptionBook

_AT_A_TIME = 100  # queries parsed between two event-loop yields: some 10 ms
_log = logging.getLogger(__name__)


class Matcher:
    """A QueryIndex kept in step with the subscription book."""

    def __init__(self) -> None:
        self._index: QueryIndex[str] = QueryIndex()
        self._indexed: dict[str, str] = {}
        self._by_id: dict[str, Subscription] = {}
        self._version: int | None = None

    async def sync(self, book: SubscriptionBook) -> None:
        """Index what changed since the last book; the event loop turns in between.

        Paused subscriptions do not match.
        A stored query that no longer parses is left out and logged: the others go on.
        """
        if book.version == self._version:
            return
        self._by_id = {s.id: s for s in book.subscriptions}
        wanted = {s.id: s.query for s in book.subscriptions if not s.paused}
        for key in [key for key, query in self._indexed.items() if wanted.get(key) != query]:
            self._index.discard(key)
            del self._indexed[key]
        new = [key for key in wanted if key not in self._indexed]
        for number, key in enumerate(new, start=1):
            self._add(key, wanted[key])
            if number % _AT_A_TIME == 0:
                await asyncio.sleep(0)
        self._version = book.version

    def match(self, sightings: Sequence[Sighting]) -> list[list[Subscription]]:
        """For each paper the subscriptions that match it, in the order in which they were made."""
        return [
            sorted((self._by_id[key] for key in keys), key=lambda s: (s.created, s.id))
            for keys in self._index.match_many(sightings)
        ]

    def _add(self, key: str, query: str) -> None:
        try:
            self._index.add(key, parse(query))
        except QueryError as error:
            _log.error("Subscription %s is left out, its query cannot be read: %s", key, error)
            return
        self._indexed[key] = query
