"""A digest that Discord refuses, perhaps for one of its papers: halves carry them on, and so on down to one.

One paper, which could not be rendered before, is carried on by a message that is made anew.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.service.deliver.compose import alive, item_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.domain.alert import Item, Message
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination
    from bot.service.deliver.compose import Composer

_log = logging.getLogger(__name__)
_BEFORE = timedelta(microseconds=1)
_ATTEMPTS = 3


class Splitter:
    """Replaces a message by its halves, in one write: a crash leaves the whole or the halves."""

    def __init__(self, store: Store, composer: Composer) -> None:
        self._store = store
        self._composer = composer

    async def split(
        self, message: Message, destination: Destination, reason: str, now: datetime, ended: datetime
    ) -> tuple[Message, ...]:
        """The new messages. `message` must be claimed, and surely not posted; it has `ended` then.

        What nobody wants any more is in none of them. Raises ConflictError when the claim was lost.
        """
        for _ in range(_ATTEMPTS - 1):
            with suppress(ConflictError):  # perhaps somebody has come to want what nobody did
                return await self._split(message, destination, reason, now, ended)
        return await self._split(message, destination, reason, now, ended)

    async def _split(
        self, message: Message, destination: Destination, reason: str, now: datetime, ended: datetime
    ) -> tuple[Message, ...]:
        items = await self._items(message)
        parts = tuple(part for half in _halves(items) for part in self._parts(message, destination, half, now))
        await self._store.split(
            message.key, message.claim, parts, reason=f"Its papers went on in other messages: {reason}", at=ended
        )
        _log.warning("Message %s is replaced by %d: %s", message.key, len(parts), reason)
        return parts

    def _parts(
        self, whole: Message, destination: Destination, items: Sequence[Item], now: datetime
    ) -> list[Message]:
        """Of the same kind, as only that was asked for; and before what was planned together with the whole."""
        made = self._composer.messages(destination, whole.kind, items, now)
        return [replace(part, created=whole.created - _BEFORE) for part in made]

    async def _items(self, message: Message) -> list[Item]:
        papers = await self._store.sightings(message.paper_ids)
        subscriptions = (await self._store.subscriptions()).by_id
        alerts = await self._store.alerts_of(
            [(message.destination_id, paper_id) for paper_id in message.paper_ids]
        )
        items: list[Item] = []
        for paper_id in message.paper_ids:
            found = alerts.get((message.destination_id, paper_id))
            wanted = [] if found is None else alive(found, subscriptions)
            if wanted and paper_id in papers:
                items.append(item_of(papers[paper_id], wanted))
        return items


def _halves(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    middle = (len(items) + 1) // 2
    return filter(None, (items[:middle], items[middle:]))
