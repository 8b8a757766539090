"""Subscriptions and destinations, as somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.store.tinydb.book import BookKeeper
from bot.store.tinydb.core import Core
from bot.store.verbs.subscriptions import SubscriptionVerbs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from bot.domain.subscription import Destination
    from bot.domain.subscription_book import SubscriptionBook
    from bot.store.tinydb.files.folder import Folder

_LATELY = 1_000  # destinations that are kept decoded: one megabyte


class SubscriptionOperations(Core, SubscriptionVerbs):
    """Subscriptions with their baselines, and destinations, in one table each.

    A poll asks for the same destinations with each of a hundred parts: what was read is kept until one changes.
    """

    def __init__(self, folder: Folder, *, now: Callable[[], datetime], **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(folder, now=now, **options)
        self._book = BookKeeper(self._tables)
        self._lately: dict[int, Destination] = {}
        self._changes = 0

    @override
    async def subscriptions(self) -> SubscriptionBook:
        return await self._book.current()

    @override
    async def destination(self, destination_id: int) -> Destination | None:
        await self._breathe()
        return self._tables.destinations.get(str(destination_id))

    @override
    async def destinations(self) -> tuple[Destination, ...]:
        return await self._read_destinations(map(int, self._tables.destinations))

    @override
    async def destinations_by_id(self, destination_ids: Collection[int]) -> dict[int, Destination]:
        return {found.id: found for found in await self._read_destinations(destination_ids)}

    @override
    async def destinations_in(self, guild_ids: Collection[int]) -> tuple[Destination, ...]:
        return await self._read_destinations(self._index.places.destinations(guild_ids))

    @override
    async def blocked_destinations(self, guild_ids: Collection[int] | None = None) -> tuple[Destination, ...]:
        ids = self._index.outbox.blocked
        if guild_ids is not None:
            ids = ids.intersection(self._index.places.destinations(guild_ids))
        found = await self._read_destinations(ids)
        return tuple(one for one in found if one.block is not None)

    @override
    async def guilds(self) -> frozenset[int]:
        return frozenset(self._index.places.guilds)

    async def _read_destinations(self, ids: Iterable[int]) -> tuple[Destination, ...]:
        """Those that there still are, in order of id."""
        found: list[Destination] = []
        for destination_id in sorted(ids):
            self._tables.reading.count()
            await self._breathe()
            if self._changes != self._index.places.changes:
                self._lately, self._changes = {}, self._index.places.changes
            one = self._lately.get(destination_id) or self._tables.destinations.get(str(destination_id))
            if one is not None:
                found.append(one)
                if len(self._lately) < _LATELY:
                    self._lately[destination_id] = one
        return tuple(found)
