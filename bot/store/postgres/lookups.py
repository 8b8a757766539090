"""Papers, subscriptions and destinations, as somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.store import rules
from bot.store.postgres.core import Core
from bot.store.postgres.rows import STORED, destination_of, paper_of
from bot.store.verbs.papers import PaperVerbs
from bot.store.verbs.subscriptions import SubscriptionVerbs

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Mapping
    from datetime import date

    from bot.domain.subscription import Destination
    from bot.domain.subscription_book import SubscriptionBook


# The transaction that wrote a row tells it from what it was before; so no column has to.
_MARK = "hashtext(id || ' ' || xmin::text)"
_DAYS = f"SELECT list_day, sum({_MARK}::bigint)::bigint AS marks FROM papers GROUP BY list_day"  # noqa: S608 - our own
_MARKS = f"SELECT id, {_MARK} AS mark FROM papers WHERE list_day = $1"  # noqa: S608 - our own
_PREPRINTS = "SELECT published, max(id) AS id FROM papers WHERE published = ANY($1::text[]) GROUP BY published"


class Lookups(Core, PaperVerbs, SubscriptionVerbs, Store):
    """Papers, how far each source has been read, subscriptions with their baselines, and destinations."""

    @override
    async def papers_version(self) -> int:
        return await self._db.fetchval("SELECT papers FROM ledger")

    @override
    async def preprints_of(self, paper_ids: Collection[str]) -> dict[str, str]:
        return {row["published"]: row["id"] for row in await self._db.fetch(_PREPRINTS, list(paper_ids))}

    @override
    async def changed_days(self, known: Mapping[date, int]) -> AsyncGenerator[tuple[date, dict[str, int]]]:
        marks = {row["list_day"]: row["marks"] for row in await self._db.fetch(_DAYS)}
        for day in sorted({*known, *marks}, reverse=True):
            if day not in known or known[day] != marks.get(day):
                yield day, {row["id"]: row["mark"] for row in await self._db.fetch(_MARKS, day)}

    @override
    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        found = await self._read(paper_of, f"{STORED[Sighting].every} WHERE list_day >= $1", day)
        return tuple(sorted(found, key=rules.newest_first))

    @override
    async def subscriptions(self) -> SubscriptionBook:
        return await self._book.current()

    @override
    async def destinations(
        self, guild_ids: Collection[int] | None = None, *, blocked: bool = False
    ) -> tuple[Destination, ...]:
        where = f"{'blocked' if blocked else 'true'} AND ($1::bigint[] IS NULL OR guild_id = ANY($1))"
        query = f"SELECT id, document FROM destinations WHERE {where} ORDER BY id"  # noqa: S608 - conditions of our own
        return await self._read(destination_of, query, None if guild_ids is None else list(guild_ids))

    @override
    async def guilds(self) -> frozenset[int]:
        rows = await self._db.fetch("SELECT DISTINCT guild_id FROM destinations WHERE guild_id IS NOT NULL")
        return frozenset(row["guild_id"] for row in rows)
