"""The store in a folder: all of its operations in one class, with pruning and counting."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import StoreError
from bot.domain.ports import StoreCounts
from bot.domain.ports.store import KEEP_PAPERS
from bot.domain.subscription_book import baselines_begin
from bot.store import rules
from bot.store.codec import parse_time
from bot.store.engine import OpenStore
from bot.store.membership import SingleProcess
from bot.store.tinydb.indexes import ends
from bot.store.tinydb.outbox import OutboxOperations
from bot.store.tinydb.papers import PaperOperations
from bot.store.tinydb.portable import PortableOperations
from bot.store.tinydb.posted import PostedOperations
from bot.store.tinydb.subscriptions import SubscriptionOperations
from bot.store.tinydb.typed_table import in_batches

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable
    from datetime import date, datetime, timedelta

    from bot.domain.alert import Message
    from bot.store.codec import Doc


class TinyDBStore(
    PaperOperations, SubscriptionOperations, OutboxOperations, PostedOperations, PortableOperations, OpenStore
):
    """A store in a folder, for one process."""

    @override
    async def close(self) -> None:
        try:
            await self.storage.drain()
        finally:
            self._db.close()

    @override
    @asynccontextmanager
    async def join(self, shards: int) -> AsyncGenerator[SingleProcess]:
        if shards > 1:
            raise StoreError(
                f"PAPERBOY_SHARDING__COUNT is {shards}, and a store in a folder has one shard: "
                "leave that setting out, or use a PostgreSQL database (docs/scaling.md)."
            )
        yield SingleProcess(self)

    @override
    async def replicas(self) -> int | None:
        return None

    async def release_leases(self) -> None:
        """End every lease: who has the folder's lock knows that the processes that held them have ended."""
        unfinished = self._found(self._index.outbox.all_unfinished())
        leased = [message for message in unfinished if message.leased_until is not None]
        if not leased:
            return
        async with self._write():
            for message in leased:
                self._put_message(replace(message, leased_until=None))

    @override
    async def compact(self) -> None:
        await self.storage.compact()

    @override
    async def note(self, name: str) -> str | None:
        await self._breathe()
        return self._notes.get(name)

    @override
    async def notes(self, prefix: str) -> dict[str, str]:
        found: dict[str, str] = {}
        async for names in in_batches(name for name in self._notes if name.startswith(prefix)):
            found.update({name: value for name in names if (value := self._notes.get(name)) is not None})
        return found

    @override
    async def set_note(self, name: str, value: str | None) -> None:
        async with self._write():
            if value is None:
                self._notes.drop(name)
            else:
                self._notes.put(name, value)

    @override
    async def counts(self) -> StoreCounts:
        return StoreCounts(
            papers=len(self._papers),
            subscriptions=len(self._subscriptions) - len(self._index.places.tombstones),
            destinations=len(self._destinations),
            blocked=len(self._index.outbox.blocked),
            alerts={state: self._index.alerts[state] for state in AlertState},
            messages={state: self._index.messages[state] for state in MessageState},
            oldest_due=self._index.outbox.oldest_due,
        )

    @override
    async def prune(self, now: datetime, *, keep_papers: timedelta = KEEP_PAPERS) -> int:
        """In small transactions, so that nobody waits long.

        Messages go before their alerts: one that is queued again in between still has them.
        """
        await self._prune_baselines(now)
        gone = await self._prune_papers(now - keep_papers)
        return gone + await self._prune_messages(now) + await self._prune_alerts(now)

    async def _prune_baselines(self, now: datetime) -> None:
        days = self._index.papers
        if not days:
            return
        first = baselines_begin(max(days), now)
        async for keys in in_batches(self._baselines):
            async with self._write():
                # Not before: a reading for which this waits may list a paper, and learn it.
                listed = {paper for day in days if day >= first for paper in days.of(day)}
                for key in keys:
                    baseline = rules.current_baseline(self._baselines.get(key) or (), listed)
                    if baseline is not None:
                        self._baselines.put(key, baseline)

    async def _prune_papers(self, before: datetime) -> int:
        last, days = before.date(), self._index.papers
        listed = [(day, paper) for day in days if day < last for paper in days.of(day)]
        gone = 0
        async for some in in_batches(listed):
            async with self._write():
                old = [paper for day, paper in some if self._is_old(paper, day)]
                for paper in old:
                    self._papers.drop(paper)
                    self._notes.drop(rules.summary_note(paper))
            gone += len(old)
        return gone

    def _is_old(self, paper: str, day: date) -> bool:
        """Whether it is still on that list, and nothing that is open needs it."""
        return self._index.papers.has(day, paper) and not self._index.outbox.needs(paper)

    async def _prune_alerts(self, now: datetime) -> int:
        long_ago = now - rules.KEEP_FINISHED
        if not self._index.ends.any_by(ends.ALERTS, long_ago):
            return 0
        gone, by = 0, ends.second(long_ago)
        async for keys in _those(self._alerts.lines(), lambda line: ends.may_have_ended(line, by)):
            async with self._write():
                old = [key for key in keys if _finished(self._alerts.doc(key), long_ago)]
                for key in old:
                    self._alerts.drop(key)
            gone += len(old)
        return gone

    async def _prune_messages(self, now: datetime) -> int:
        payloads, settled = now - rules.KEEP_PAYLOADS, now - rules.KEEP_MESSAGES
        ages = (
            (ends.PAYLOADS, payloads),
            (ends.SETTLED_MESSAGES, settled),
            (ends.OTHER_MESSAGES, now - rules.KEEP_FINISHED),
        )
        if not any(self._index.ends.any_by(stage, moment) for stage, moment in ages):
            return 0

        week, month = ends.second(payloads), ends.second(settled)

        def is_old(line: bytes) -> bool:
            return ends.may_have_ended(line, week, with_payload=True) or ends.may_have_ended(line, month)

        gone = 0
        async for keys in _those(self._messages.lines(), is_old):
            async with self._write():
                old = [key for key in keys if _finished(self._messages.doc(key), payloads)]
                gone += sum(self._age(message, now) for message in self._found(old))
        return gone

    def _age(self, message: Message, now: datetime) -> bool:
        """Drop a finished message or its payload; returns whether it went."""
        settled = message.state in rules.SETTLED
        keep = rules.KEEP_MESSAGES if settled else rules.KEEP_FINISHED
        if message.finished is not None and message.finished < now - keep:
            self._messages.drop(message.key)
            return True
        if message.payload and settled:
            self._put_message(replace(message, payload={}))
        return False


def _finished(document: Doc | None, moment: datetime) -> bool:
    finished = None if document is None else document.get("finished")
    return finished is not None and parse_time(finished) < moment


async def _those(lines: Iterable[tuple[str, bytes]], which: Callable[[bytes], bool]) -> AsyncGenerator[list[str]]:
    """The keys of these documents, some at a time; the event loop gets its turns."""
    async for some in in_batches(lines):
        if keys := [key for key, line in some if which(line)]:
            yield keys
