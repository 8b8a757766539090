"""All that goes through the whole store: reading it out, filling it, and forgetting what is no longer needed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Alert, Message
from bot.domain.errors import StoreCorruptError
from bot.domain.paper import Sighting
from bot.domain.ports.store import KEEP_PAPERS
from bot.domain.subscription_book import baselines_begin
from bot.store import rules
from bot.store.codec.fields import time_text
from bot.store.engine import OpenStore
from bot.store.entries import KINDS, Note, Subscribed
from bot.store.tinydb.core import Core
from bot.store.tinydb.reading import in_batches
from bot.store.transfer import in_parts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from datetime import datetime, timedelta

    from bot.store.entries import Entry


_SECOND = 19  # characters of a time, as `bot.store.codec.fields.time_text` writes it
_FINISHED = re.compile(rb'"finished":"(.{19})')
_PAYLOAD = b'"payload":{'


class Whole(Core, OpenStore):
    """The part of the store that reads, fills and forgets."""

    @override
    async def prune(self, now: datetime, *, keep_papers: timedelta = KEEP_PAPERS) -> int:
        """Messages go before their alerts: one that is queued again in between still has them."""
        await self._prune_baselines(now)
        gone = await self._prune_papers(now - keep_papers)
        return gone + await self._prune_ended(Message, now) + await self._prune_ended(Alert, now)

    async def _prune_baselines(self, now: datetime) -> None:
        tables, days = self._tables, self._index.papers
        first = baselines_begin(max(days, default=now.date()), now)
        async for names in in_batches(tables.names(Subscribed)):
            async with self._write():
                # Not before: a reading for which this waits may list a paper, and learn it.
                listed = {paper for day in days if day >= first for paper in days.of(day)}
                for one in tables.found(Subscribed, names) if any(days) else ():
                    baseline = rules.current_baseline(one.baseline, listed)
                    if baseline is not None:
                        await tables.put([replace(one, baseline=baseline)])

    async def _prune_papers(self, before: datetime) -> int:
        last, days = before.date(), self._index.papers
        listed = [(day, paper) for day in days if day < last for paper in days.of(day)]
        gone = 0
        async for some in in_batches(listed):
            async with self._write():
                needed = self._index.outbox.needed()
                old = [paper for day, paper in some if days.has(day, paper) and paper not in needed]
                await self._tables.drop(Sighting, old)
                await self._tables.drop(Note, [rules.summary_note(paper) for paper in old])
            gone += len(old)
        return gone

    async def _prune_ended(self, kind: type[Message | Alert], now: datetime) -> int:
        gone, tables = 0, self._tables
        latest = _second(now - (rules.KEEP_MESSAGES if kind is Message else rules.KEEP_FINISHED))
        with_payload = _second(now - rules.KEEP_PAYLOADS)
        async for lines in in_batches(tables.rows(kind).lines()):
            # As bytes, which takes a tenth of the time of decoding: no text in JSON holds a bare quote.
            ends = [(name, line, found[1]) for name, line in lines if (found := _FINISHED.search(line))]
            names = [n for n, line, end in ends if end <= latest or (end <= with_payload and _PAYLOAD in line)]
            if names:
                async with self._write():
                    found = [one for name in names if (one := tables.get(kind, name)) is not None]
                    left = {KINDS[kind].key(one): rules.aged(one, now) for one in found}
                    await tables.put(one for one in left.values() if one is not None)
                    old = [key for key, one in left.items() if one is None]
                    await tables.drop(kind, old)
                gone += len(old)
        return gone

    @override
    async def entries(self) -> AsyncGenerator[Entry]:
        tables = self._tables
        for kind in KINDS:
            names = tables.names(kind)
            if kind is Message:
                documents = ((name, tables.doc(kind, name)) async for some in in_batches(names) for name in some)
                numbers = {name: document["n"] async for name, document in documents if document is not None}
                names = sorted(numbers, key=numbers.__getitem__)
            async for some in in_batches(names):
                for name in some:
                    if (document := tables.doc(kind, name)) is not None:
                        entry = tables.decode(kind, name, document)
                        yield replace(entry, leased_until=None) if kind is Message else entry

    @override
    async def is_empty(self) -> bool:
        return not any(map(len, self.storage.documents.values()))

    @override
    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """In several transactions, as one would have to be held in memory whole."""
        rows = self._tables
        async with self._write():
            rows.set_fact(_HALF, 1)
        async for part in in_parts(entries):
            async with self._write():
                await rows.put(part)
        async with self._write():
            rows.set_fact(_HALF, None)
            await rows.grow("papers", "subscriptions")

    def require_whole(self) -> None:
        """Raise StoreCorruptError when a `fill` was broken off: half of a store would forget and repeat alerts."""
        if self._tables.fact(_HALF):
            raise StoreCorruptError(
                "An import into this store was broken off, so half of it is missing: "
                "move its folder away and import again."
            )


def _second(moment: datetime) -> bytes:
    return time_text(moment)[:_SECOND].encode()


_HALF = "half filled"  # a fact that stands while `fill` is at work
