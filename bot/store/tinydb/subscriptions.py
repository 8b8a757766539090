"""Subscriptions and destinations, as somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.subscription import Destination
from bot.store.tinydb.core import Core
from bot.store.verbs.subscriptions import SubscriptionVerbs

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.subscription_book import SubscriptionBook


class SubscriptionOperations(Core, SubscriptionVerbs):
    """Subscriptions with their baselines, and destinations."""

    @override
    async def subscriptions(self) -> SubscriptionBook:
        return await self._book.current()

    @override
    async def destinations(
        self, guild_ids: Collection[int] | None = None, *, blocked: bool = False
    ) -> tuple[Destination, ...]:
        index = self._index
        ids = map(int, self._tables.names(Destination)) if guild_ids is None else index.destinations(guild_ids)
        found = await self.read(Destination, sorted(index.outbox.blocked.intersection(ids) if blocked else ids))
        return tuple(one for one in found.values() if one.block is not None or not blocked)

    @override
    async def guilds(self) -> frozenset[int]:
        return frozenset(self._index.guilds)
