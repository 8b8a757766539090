"""Transactions of the TinyDB engine, and its lookups of papers, subscriptions and destinations."""

from __future__ import annotations

import asyncio
import zlib
from contextlib import asynccontextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import override

from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.domain.subscription import Destination
from bot.store import rules
from bot.store.entries import StoredSubscription
from bot.store.operations.papers import PaperOperations
from bot.store.operations.subscriptions import SubscriptionOperations
from bot.store.subscription_cache import BATCH_SIZE, CacheReader
from bot.store.tinydb.tables import Tables

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable, Mapping
    from datetime import date

    from bot.domain.subscription_cache import SubscriptionCache
    from bot.store.operations.transaction import Transaction
    from bot.store.subscription_cache import Part
    from bot.store.tinydb.files.folder import Folder


T = TypeVar("T")
_RECENT_DESTINATIONS = 1_000  # destinations kept decoded: one megabyte


class Core(PaperOperations, SubscriptionOperations, Store):
    """The open store, with its papers, subscriptions and destinations. `options` are those of JournalStorage."""

    def __init__(self, folder: Folder, **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        self._tables = Tables(folder, **options)
        self.storage = self._tables.storage
        self._index = self._tables.index
        self._yield_to_loop = self._tables.yielder.yield_to_loop  # awaited by reads, and before each transaction
        self._cache = CacheReader(self._version, self._changes)

    @asynccontextmanager
    async def _write(self, *, more_follow: bool = False) -> AsyncGenerator[None]:
        """Open a transaction; see JournalStorage.transaction. Its body must not let the event loop run.

        The loop may run before. Otherwise it would not run in a series of transactions that change nothing, since
        such ones do not wait for the disk.
        """
        self._tables.yielder.count_read()
        await self._yield_to_loop()
        async with self.storage.transaction(more_follow=more_follow):
            yield

    @override
    async def in_transaction(self, work: Callable[[Transaction], Awaitable[T]], *, more_follow: bool = False) -> T:
        async with self._write(more_follow=more_follow):
            return await work(self._tables)

    @override
    async def read(self, kind: type[T], keys: Iterable[Any]) -> dict[Any, T]:
        """Keep the destinations that were read first until one changes: a poll reads the same a hundred times."""
        entries: dict[Any, T] = {}
        for key in keys:
            self._tables.yielder.count_read()
            await self._yield_to_loop()
            recent: dict[Any, Any] = self._index.recent_destinations if kind is Destination else {}
            entry = recent.get(key) or self._tables.get(kind, key)
            if entry is not None:
                entries[key] = entry
                if len(recent) < _RECENT_DESTINATIONS:
                    recent[key] = entry
        return entries

    async def _version(self) -> int:
        return self._tables.change_count("subscriptions")

    async def _changes(self, cache: SubscriptionCache) -> AsyncGenerator[Part]:
        """Yield what changed since a cache, in parts; the last is read without a pause, so it is of one moment."""
        ids_to_read = self._index.changed_subscriptions
        while True:
            ids = list(islice(ids_to_read, BATCH_SIZE))
            part = {key: self._tables.get(StoredSubscription, key) for key in ids}
            ids_to_read.difference_update(ids)
            yield cache.version if ids_to_read else await self._version(), part
            if not ids_to_read:
                return
            await asyncio.sleep(0)

    # --- lookups ------------------------------------------------------------------------------------------

    @override
    async def papers_version(self) -> int:
        return self._tables.change_count("papers")

    @override
    async def preprints_of(self, paper_ids: Collection[str]) -> dict[str, str]:
        preprints = self._index.preprints
        return {paper_id: found[-1] for paper_id in paper_ids if (found := preprints.of(paper_id))}

    @override
    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        days = self._index.papers_by_day
        ids = [paper_id for other in days if other >= day for paper_id in days.of(other)]
        return tuple(sorted((await self.sightings(ids)).values(), key=rules.newest_first))

    @override
    async def changed_days(self, known: Mapping[date, int]) -> AsyncGenerator[tuple[date, dict[str, int]]]:
        day_marks = self._index.day_marks
        for day in sorted({*known, *self._index.papers_by_day}, reverse=True):
            if day in known and day_marks.get(day) == known[day]:
                continue
            paper_marks: dict[str, int] = {}
            placeholder = day_marks[day] = object()
            for paper_id in self._index.papers_by_day.of(day):
                self._tables.yielder.count_read()
                if (raw := self._tables.table(Sighting).find(paper_id)) is not None:
                    paper_marks[paper_id] = zlib.crc32(raw, zlib.crc32(paper_id.encode("utf-8", "surrogatepass")))
                await self._yield_to_loop()
            total = sum(paper_marks.values())
            if day_marks.get(day) is placeholder:  # no paper of that day changed meanwhile
                day_marks[day] = total
            if total != known.get(day) or not paper_marks:  # an emptied day even if its known marks add up to 0
                yield day, paper_marks

    @override
    async def destinations(
        self, guild_ids: Collection[int] | None = None, *, blocked: bool = False
    ) -> tuple[Destination, ...]:
        index = self._index
        ids = map(int, self._tables.text_keys(Destination)) if guild_ids is None else index.destinations(guild_ids)
        found = await self.read(Destination, sorted(index.outbox.blocked.intersection(ids) if blocked else ids))
        return tuple(destination for destination in found.values() if destination.block is not None or not blocked)

    @override
    async def guilds(self) -> frozenset[int]:
        return frozenset(self._index.destinations_by_guild)
