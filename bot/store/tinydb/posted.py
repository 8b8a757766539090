"""What was planned and posted already."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Message
from bot.domain.ports import OutboxStore
from bot.store.tinydb.core import Core
from bot.store.tinydb.table import in_batches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime


class PostedOperations(Core, OutboxStore):
    """The part of the outbox that is about what was planned or posted already.

    The event loop gets its turn before each slice.
    """

    @override
    async def cards_between(self, destination_id: int, since: datetime, before: datetime) -> int:
        return self._index.planned.between(destination_id, since, before)

    @override
    async def threadless_cards(
        self, since: datetime, *, limit: int, after: Message | None = None
    ) -> tuple[Message, ...]:
        await self._know_from(since)
        return self._slice(self._index.posted.threadless(since, _place(after)), limit)

    @override
    async def shown_milestones(self, since: datetime) -> dict[str, set[tuple[str, ...]]]:
        await self._know_from(since)
        return self._index.posted.shown(since)

    @override
    async def cards_behind(
        self,
        paper_id: str,
        reached: Collection[str],
        *,
        since: datetime,
        unchanged_since: datetime,
        limit: int,
        after: Message | None = None,
    ) -> tuple[Message, ...]:
        await self._know_from(since)
        keys = self._index.posted.behind(paper_id, reached, since, unchanged_since, _place(after))
        return self._slice(keys, limit)

    async def _know_from(self, since: datetime) -> None:
        await asyncio.sleep(0)
        if self._index.posted.reaches(since):
            return
        self._index.posted.read_again_from(since)
        async for keys in in_batches(self._tables.messages):
            for key in keys:
                if (document := self._tables.messages.doc(key)) is not None:
                    self._index.posted.read_again(key, document)

    def _slice(self, keys: Iterator[str], limit: int) -> tuple[Message, ...]:
        return tuple(self._tables.found(Message, islice(keys, limit)))

    @override
    async def newest_message_id(self, destination_id: int) -> int | None:
        return self._index.newest.get(destination_id)


def _place(after: Message | None) -> tuple[datetime, str] | None:
    """Behind which card a slice begins."""
    return None if after is None or after.finished is None else (after.finished, after.key)
