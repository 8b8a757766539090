"""Papers, subscriptions and destinations, as somebody asks for them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.domain.subscription import Destination
from bot.store import rules
from bot.store.tinydb.core import Core
from bot.store.verbs.papers import PaperVerbs
from bot.store.verbs.subscriptions import SubscriptionVerbs

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
    from datetime import date

    from bot.domain.subscription_book import SubscriptionBook


class Lookups(Core, PaperVerbs, SubscriptionVerbs, Store):
    """Papers, how far each source has been read, subscriptions with their baselines, and destinations."""

    @override
    async def papers_version(self) -> int:
        return self._tables.count("papers")

    @override
    async def preprints_of(self, paper_ids: Collection[str]) -> dict[str, str]:
        published = self._index.published
        return {paper_id: found[-1] for paper_id in paper_ids if (found := published.of(paper_id))}

    @override
    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        days = self._index.papers
        ids = [paper_id for listed in days if listed >= day for paper_id in days.of(listed)]
        return tuple(sorted((await self.sightings(ids)).values(), key=rules.newest_first))

    @override
    async def changed_days(self, known: Mapping[date, int]) -> AsyncGenerator[tuple[date, dict[str, int]]]:
        for day in sorted({*known, *self._index.papers}, reverse=True):
            changes, marks = self._index.day_marks.get(day, (0, 0))
            if day in known and marks == known[day] and changes == self._index.paper_changes[day]:
                continue
            found, changes = dict[str, int](), self._index.paper_changes[day]
            for paper_id in self._index.papers.of(day):
                self._tables.reading.count()
                if (raw := self._tables.rows(Sighting).find(paper_id)) is not None:
                    found[paper_id] = zlib.crc32(raw, zlib.crc32(paper_id.encode("utf-8", "surrogatepass")))
                await self._breathe()
            self._index.day_marks[day] = changes, sum(found.values())  # remembered until a paper of it changes
            if day not in known or sum(found.values()) != known[day] or not found:
                yield day, found

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
