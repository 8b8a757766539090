"""Subscriptions and destinations, as somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.store.postgres.core import Core
from bot.store.postgres.rows import destination_of
from bot.store.verbs.subscriptions import SubscriptionVerbs

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.subscription import Destination
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
        where = "(NOT $1 OR blocked) AND ($2::bigint[] IS NULL OR guild_id = ANY($2))"
        query = f"SELECT id, document FROM destinations WHERE {where} ORDER BY id"  # noqa: S608 - conditions of our own
        return await self._read(destination_of, query, blocked, None if guild_ids is None else list(guild_ids))

    @override
    async def guilds(self) -> frozenset[int]:
        rows = await self._db.fetch("SELECT DISTINCT guild_id FROM destinations WHERE guild_id IS NOT NULL")
        return frozenset(row["guild_id"] for row in rows)
