"""Lookups of alerts and messages in a folder."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Alert, AlertState, Message
from bot.store import rules
from bot.store.operations.outbox import OutboxOperations
from bot.store.tinydb.core import Core
from bot.store.tinydb.tables import in_batches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime, timedelta

    from bot.domain.alert import MessageState


class TinyDBOutbox(Core, OutboxOperations):
    """Alerts and messages, found by the indexes in memory."""

    @override
    async def due_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        alerts = await self.read(Alert, self._index.outbox.due(now, limit))
        return tuple(alert for alert in alerts.values() if alert.state is AlertState.PENDING)

    @override
    async def pending(self, destination_id: int) -> tuple[Alert, ...]:
        await self._yield_to_loop()
        return tuple(self._tables.get_all(Alert, self._index.outbox.pending(destination_id)))

    @override
    async def claim_due(
        self, now: datetime, lease: timedelta, limit: int, *, in_work: Collection[str] = ()
    ) -> tuple[Message, ...]:
        if not self._index.outbox.claimable(now):
            return ()
        async with self._write(more_follow=True):  # `mark_sending` follows, and a restart ends all claims
            free = [key for key in self._index.outbox.claimable(now) if key not in in_work]
            messages = self._tables.get_all(Message, free[:limit])
            claimed = [replace(message, claim=message.claim + 1, leased_until=now + lease) for message in messages]
            await self._tables.put(claimed)
        return tuple(claimed)

    @override
    async def messages(self, states: Collection[MessageState]) -> tuple[Message, ...]:
        """Find open messages by the index, others by a search of the whole table."""
        is_open, tables = rules.OPEN_STATES.issuperset(states), self._tables
        batches = in_batches(self._index.outbox.all_unfinished() if is_open else tables.text_keys(Message))
        found = [
            message
            async for keys in batches
            for message in tables.get_all(Message, keys)
            if message.state in states
        ]
        return tuple(sorted(found, key=lambda message: (message.created, tables.number(message.key))))

    @override
    async def shorten_waits(self, now: datetime, longest: timedelta) -> int:
        latest = now + longest
        async with self._write():
            late = [
                *self._tables.get_all(Alert, self._index.outbox.pending_after(latest)),
                *self._tables.get_all(Message, self._index.outbox.unfinished_after(latest)),
            ]
            await self._tables.put(rules.shortened(item, now, latest) for item in late)
        return len(late)

    @override
    async def next_wake(self) -> datetime | None:
        return self._index.outbox.next_wake

    # --- planned or posted cards; the event loop runs before each page ------------------------------------

    @override
    async def cards_between(self, destination_id: int, since: datetime, before: datetime) -> int:
        return self._index.cards_between(destination_id, since, before)

    @override
    async def threadless_cards(
        self, since: datetime, *, limit: int, after: Message | None = None
    ) -> tuple[Message, ...]:
        await asyncio.sleep(0)
        return self._read_messages(self._index.posted_cards.threadless(rules.page_start(since, after)), limit)

    @override
    async def shown_milestones(self, since: datetime) -> dict[str, set[tuple[str, ...]]]:
        await self._load_living_cards(since)
        return self._index.posted_cards.shown_milestones(since)

    @override
    async def outdated_cards(
        self,
        paper_id: str,
        reached: Collection[str],
        *,
        since: datetime,
        unchanged_since: datetime,
        limit: int,
        after: Message | None = None,
    ) -> tuple[Message, ...]:
        await self._load_living_cards(since)
        keys = self._index.posted_cards.outdated(
            paper_id, reached, rules.page_start(since, after), unchanged_since
        )
        return self._read_messages(keys, limit)

    async def _load_living_cards(self, since: datetime) -> None:
        await asyncio.sleep(0)
        if not self._index.posted_cards.begin_reload(since):
            return
        async for keys in in_batches(self._tables.text_keys(Message)):
            for key in keys:
                if (document := self._tables.document(Message, key)) is not None:
                    self._index.posted_cards.reload(key, document)

    def _read_messages(self, keys: Iterator[str], limit: int) -> tuple[Message, ...]:
        return tuple(self._tables.get_all(Message, islice(keys, limit)))

    @override
    async def newest_message_ids(self, destination_id: int, limit: int) -> tuple[int, ...]:
        return tuple(message_id for message_id, _ in self._index.newest_posts.newest(destination_id, limit))

    @override
    async def newest_posts(self, destination_id: int, limit: int) -> tuple[Message, ...]:
        await self._yield_to_loop()
        newest = self._index.newest_posts.newest(destination_id, limit)
        return tuple(self._tables.get_all(Message, [key for _, key in newest]))
