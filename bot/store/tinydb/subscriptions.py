"""Subscriptions and destinations, as somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.subscription import Destination
from bot.store.tinydb.core import Core
from bot.store.verbs.subscriptions import SubscriptionVerbs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.domain.subscription_book import SubscriptionBook


class SubscriptionOperations(Core, SubscriptionVerbs):
    """Subscriptions with their baselines, and destinations."""

    @override
    async def subscriptions(self) -> SubscriptionBook:
        return await self._book.current()

    @override
    async def destinations(self) -> tuple[Destination, ...]:
        return await self._destinations(map(int, self._tables.names(Destination)))

    @override
    async def destinations_in(self, guild_ids: Collection[int]) -> tuple[Destination, ...]:
        return await self._destinations(self._index.destinations(guild_ids))

    @override
    async def blocked_destinations(self, guild_ids: Collection[int] | None = None) -> tuple[Destination, ...]:
        ids = self._index.outbox.blocked
        found = await self._destinations(ids if guild_ids is None else ids & self._index.destinations(guild_ids))
        return tuple(one for one in found if one.block is not None)

    @override
    async def guilds(self) -> frozenset[int]:
        return frozenset(self._index.guilds)

    async def _destinations(self, ids: Iterable[int]) -> tuple[Destination, ...]:
        """Those that there still are, in order of id."""
        return tuple((await self.read(Destination, sorted(ids))).values())
