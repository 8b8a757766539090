"""The verbs about what was planned and posted already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.store.tinydb.core import Core
from bot.store.tinydb.indexes.cards import posted_at
from bot.store.tinydb.typed_table import in_batches

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.alert import Message, Payload


class PostedVerbs(Core):
    """See bot.domain.ports.Store."""

    async def cards_since(self, destination_id: int, since: datetime) -> int:
        """See the port."""
        return self._index.cards.planned_since(destination_id, since)

    async def posted_cards(self, since: datetime) -> tuple[Message, ...]:
        """See the port; of those of one moment the one planned first comes first."""
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

    async def record_edit(self, key: str, payload: Payload, milestones: tuple[str, ...], at: datetime) -> None:
        """See the port."""
        async with self._write():
            if (message := self._posted(key)) is not None:
                self._put_message(replace(message, payload=payload, milestones=milestones, edited=at))

    async def record_thread(self, key: str, thread_id: int) -> None:
        """See the port."""
        async with self._write():
            if (message := self._posted(key)) is not None:
                self._put_message(replace(message, thread_id=thread_id))

    async def newest_message_id(self, destination_id: int) -> int | None:
        """See the port."""
        return self._index.newest.get(destination_id)
