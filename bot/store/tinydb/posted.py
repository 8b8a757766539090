"""What was planned and posted already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import MessageState
from bot.domain.ports import OutboxStore
from bot.store.tinydb.core import Core
from bot.store.tinydb.indexes.cards import posted_at
from bot.store.tinydb.typed_table import in_batches

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.alert import Message, Payload


class PostedOperations(Core, OutboxStore):
    """The part of the outbox that is about what was planned or posted already."""

    @override
    async def cards_since(self, destination_id: int, since: datetime) -> int:
        return self._index.cards.planned_since(destination_id, since)

    @override
    async def posted_cards(self, since: datetime) -> tuple[Message, ...]:
        """Of those of one moment the one planned first comes first."""
        found: list[tuple[datetime, int, Message]] = []
        known = self._index.cards.posted_since(since)  # the latest; older ones are searched for
        async for keys in in_batches(self._messages if known is None else known):
            for key in keys:
                document = self._messages.doc(key)
                if document is not None and (finished := posted_at(document)) is not None and finished >= since:
                    found.append((finished, document["n"], self._messages.decode(key, document)))
        return tuple(message for *_, message in sorted(found, key=lambda entry: entry[:2]))

    def _posted(self, key: str) -> Message | None:
        message = self._messages.get(key)
        return message if message is not None and message.state is MessageState.SENT else None

    @override
    async def record_edit(self, key: str, payload: Payload, milestones: tuple[str, ...], at: datetime) -> None:
        async with self._write():
            if (message := self._posted(key)) is not None:
                self._put_message(replace(message, payload=payload, milestones=milestones, edited=at))

    @override
    async def record_thread(self, key: str, thread_id: int) -> None:
        async with self._write():
            if (message := self._posted(key)) is not None:
                self._put_message(replace(message, thread_id=thread_id))

    @override
    async def newest_message_id(self, destination_id: int) -> int | None:
        return self._index.newest.get(destination_id)
