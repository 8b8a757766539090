"""A thread under each card, where people chose so."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import THREAD
from bot.domain.errors import DeliveryError, RefusedError, TryLaterError
from bot.domain.subscription import Kind
from bot.service.notices.occasions import NO_THREAD, no_thread, record_name

if TYPE_CHECKING:
    from bot.domain.alert import Message
    from bot.service.deliver.context import DeliveryContext

_log = logging.getLogger(__name__)
WITHIN = timedelta(hours=48)  # of its posting; later nobody expects a thread any more
_AT_ONCE = 20  # cards in memory
_NONE = 0  # for a thread's id: there can be none


class Threads:
    """Opens the threads that messages were planned with. Opening one twice is opening it once, at Discord too.

    So whatever a crash, an outage or a channel closed to us left open is made good by `open_missing`.
    """

    def __init__(self, context: DeliveryContext) -> None:
        self._store = context.store
        self._notifier = context.notifier
        self._clock = context.clock
        self._notices = context.notices

    async def open(self, message: Message) -> None:
        """Open the thread of a message that was just posted; `open_missing` does it later if this fails."""
        if THREAD not in message.payload:
            return
        found = await self._store.find_alert(message.destination_id, message.paper_ids[0])
        if found is not None and found[1] is not None and found[1].key == message.key:
            await self._open(found[1])

    async def open_missing(self) -> None:
        """Open those that are missing under the cards of the last 48 hours, where they are still wanted."""
        since, last = self._clock.latest() - WITHIN, None
        while cards := await self._store.threadless_cards(since, limit=_AT_ONCE, after=last):
            for last in cards:
                await self._open(last)

    async def _open(self, message: Message) -> None:
        destination = await self._store.destination(message.destination_id)
        if destination is None or destination.kind is Kind.FORUM or message.message_id is None:
            return
        if self._notifier.problem(destination) is not None:
            return  # the channel's trouble, of which people are told: the thread follows when that is over
        name = str(message.payload[THREAD]["name"])
        try:
            thread_id = await self._notifier.open_thread(destination, message.message_id, name)
        except TryLaterError as error:
            _log.info("The thread of message %s has to wait: %s", message.key, error)
        except DeliveryError as error:
            if isinstance(error, RefusedError) and error.unseen:
                _log.info("The thread of message %s waits until I see its channel: %s", message.key, error)
                return
            await self._store.record_thread(message.key, _NONE)
            _log.warning("No thread under message %s: %s", message.key, error)
            await self._notices.begin(destination, no_thread(destination, error))
        else:
            await self._store.record_thread(message.key, _NONE if thread_id is None else thread_id)
            await self._notices.end(record_name(NO_THREAD, destination.id), None)
