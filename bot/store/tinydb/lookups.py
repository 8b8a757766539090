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
    from collections.abc import AsyncGenerator, Collection, Mapping
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
