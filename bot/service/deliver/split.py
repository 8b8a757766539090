"""A digest that Discord refuses, perhaps for one of its papers: halves carry them on, and so on down to one.

One paper, which could not be rendered before, is carried on by a message that is made anew.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import MessageState, alive
from bot.domain.errors import ConflictError
from bot.service.deliver.compose import item_of

if TYPE_CHECKING:
    from bot.domain.alert import Item, Message
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination
    from bot.service.deliver.context import DeliveryContext

_log = logging.getLogger(__name__)
_BEFORE = timedelta(microseconds=1)
_ATTEMPTS = 3


async def split(context: DeliveryContext, message: Message, destination: Destination, reason: str) -> None:
    """Replace a message by its halves, in one write: a crash leaves the whole or the halves.

    It must be claimed, and surely not posted. What nobody wants any more is in none of them. Raises ConflictError
    when the claim was lost.
    """
    for _ in range(_ATTEMPTS - 1):
        with suppress(ConflictError):  # perhaps somebody has come to want what nobody did
            return await _split(context, message, destination, reason)
    return await _split(context, message, destination, reason)


async def _split(context: DeliveryContext, whole: Message, destination: Destination, reason: str) -> None:
    now, items = context.clock.now(), await _items(context.store, whole)
    middle = (len(items) + 1) // 2
    parts = [
        # Of the same kind, as only that was asked for; and before what was planned together with the whole.
        replace(part, created=whole.created - _BEFORE)
        for half in (items[:middle], items[middle:])
        for part in context.composer.messages(destination, whole.kind, half, now)
    ]
    said, ended = f"Its papers went on in other messages: {reason}", context.clock.latest()
    await context.store.split(whole.key, whole.claim, parts, reason=said, at=ended)
    _log.warning("Message %s is replaced by %d: %s", whole.key, len(parts), reason)
    for part in parts:
        if part.state is MessageState.DEAD:  # it could not be rendered
            context.observer.ended(part.kind, part.state, [])


async def _items(store: Store, message: Message) -> list[Item]:
    papers = await store.sightings(message.paper_ids)
    subscriptions = (await store.subscriptions()).by_id
    keys = [(message.destination_id, paper_id) for paper_id in message.paper_ids]
    alerts = await store.alerts_of(keys)
    found = [(key[1], alive(alerts[key], subscriptions)) for key in keys if key in alerts]
    return [item_of(papers[paper_id], wanted) for paper_id, wanted in found if wanted and paper_id in papers]
