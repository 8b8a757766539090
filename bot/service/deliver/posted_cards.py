"""Cards after their post: a thread under each, and edits as its paper rises, never another post."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import THREAD, MessageKind, remaining_subscriptions
from bot.domain.errors import DeliveryError, PaperboyError, RefusedError, TryLaterError
from bot.domain.paper import GONE, SUMMARY, milestones, summary_in
from bot.domain.subscription import Kind
from bot.service.deliver.compose import DeliveryContext, item_of
from bot.service.notices.occasions import NO_THREAD, no_thread, record_name

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from datetime import datetime

    from bot.domain.alert import Message, Payload
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination

_log = logging.getLogger(__name__)
WITHIN = timedelta(hours=48)  # of their posting; stores must remember posted cards for longer
EVERY = timedelta(minutes=30)  # between two changes of one card, its posting included
_PUT_OFF = timedelta(minutes=15)  # after an edit that failed, unless Discord names more
_PAPERS_AT_ONCE = 50  # read before the event loop gets its turn, some 2 ms
_AT_ONCE = 20  # cards in memory
_NONE = 0  # for a thread's id: there can be none
_TROUBLE = 5  # failed edits in one step: then Discord itself is in trouble, and the others are tried at the next


class PostedCards:
    """Opens the threads that cards were planned with, and edits cards, for 48 hours. New alerts always go first.

    Opening a thread twice is opening it once, at Discord too: so whatever a crash, an outage or a channel closed
    to us left open is made good by `open_missing_threads`.

    A card that was deleted, or that may not be edited any more, is left as it is from then on. One whose edit
    fails otherwise concerns itself alone: it is tried again later, and the others go on meanwhile.
    """

    def __init__(self, context: DeliveryContext) -> None:
        self._store = context.store
        self._notifier = context.notifier
        self._composer = context.composer
        self._clock = context.clock
        self._notices = context.notices
        self._later: dict[str, datetime] = {}  # by key: cards whose edit failed, and when they are tried again

    async def open_thread(self, message: Message) -> None:
        """Open the thread of a message that was just posted; `open_missing_threads` makes up for a failure."""
        if THREAD not in message.payload:
            return
        found = await self._store.find_alert(message.destination_id, message.paper_ids[0])
        if found is not None and found[1] is not None and found[1].key == message.key:
            await self._open(found[1])

    async def open_missing_threads(self) -> None:
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

    async def edit(self) -> int:
        """Edit what has something new to show, until there are alerts to post; how many edits went through.

        Only cards that lack something are read, a few at a time.
        """
        now = self._clock.latest()
        self._later = {key: next_try for key, next_try in self._later.items() if now < next_try}
        edits = failures = 0
        async with aclosing(self._behind(now)) as behind:
            async for card, sighting in behind:
                if card.key in self._later:
                    continue
                wake = await self._store.next_wake()
                if failures >= _TROUBLE or (wake is not None and wake <= self._clock.now()):
                    break
                try:
                    edits += await self._show(card, sighting)
                except TryLaterError as error:
                    failures += 1
                    named = timedelta(seconds=error.retry_after or 0.0)
                    self._later[card.key] = now + max(_PUT_OFF, named)
                    _log.info("The edit of message %s has to wait: %s", card.key, error)
                except PaperboyError:
                    raise
                except Exception:  # noqa: BLE001 - a bug with one card must not stop the others
                    _log.exception("Message %s could not be edited.", card.key)
                    self._later[card.key] = now + _PUT_OFF
        return edits

    async def _behind(self, now: datetime) -> AsyncGenerator[tuple[Message, Sighting]]:
        """The cards that do not show all that their papers have reached, by paper."""
        since = now - WITHIN
        shown = await self._store.shown_milestones(since)
        papers = sorted(shown)
        for start in range(0, len(papers), _PAPERS_AT_ONCE):
            found = await self._store.sightings(papers[start : start + _PAPERS_AT_ONCE])
            await asyncio.sleep(0)
            for paper, sighting in found.items():
                reached = milestones(sighting)
                if all(set(reached) <= {*one} for one in shown[paper]):
                    continue
                last = None
                while cards := await self._store.cards_behind(
                    paper, reached, since=since, unchanged_since=now - EVERY, limit=_AT_ONCE, after=last
                ):
                    for last in cards:
                        yield last, sighting

    async def _show(self, card: Message, sighting: Sighting) -> bool:
        """Edit one card, where people want that; whether it was."""
        new = [one for one in milestones(sighting) if one not in card.milestones]
        destination = await self._store.destination(card.destination_id)
        wanted = destination is not None and destination.block is None and destination.preferences.living
        if destination is None or not wanted or card.message_id is None:
            return False
        if not _shows(new, sighting, self._composer.language_at(destination).tag):
            changed = card.edited or card.finished or self._clock.now()
            await self._store.record_edit(card.key, card.payload, (*card.milestones, *new), changed)
            return False
        try:
            payload = await self._payload(card, destination, sighting)
            await self._notifier.edit(destination, card.message_id, payload)
        except TryLaterError:
            raise
        except DeliveryError as error:
            _log.info("Message %s is let go: %s", card.key, error)
            await self._store.record_edit(card.key, card.payload, (*card.milestones, GONE), self._clock.latest())
            return False
        await self._store.record_edit(card.key, payload, (*card.milestones, *new), self._clock.latest())
        _log.info("Message %s shows %s now.", card.key, ", ".join(new))
        return True

    async def _payload(self, card: Message, destination: Destination, sighting: Sighting) -> Payload:
        """The card as it would be posted now; the thread that belongs to it stays as it was planned."""
        found = await self._store.find_alert(card.destination_id, sighting.paper.id)
        cache = await self._store.subscriptions()
        subscriptions = [] if found is None else remaining_subscriptions(found[0], cache.by_id)
        item = item_of(sighting, subscriptions)
        rendered = self._composer.payload(destination, MessageKind.CARD, [item], card.key)
        kept = {THREAD: card.payload[THREAD]} if THREAD in card.payload else {}
        return {**{key: value for key, value in rendered.items() if key != THREAD}, **kept}


def _shows(new: list[str], sighting: Sighting, language: str) -> bool:
    """True if the new facts change a card in that language: summaries in others do not."""
    shown = summary_in(sighting.paper, language)
    other = {one for one in new if one.startswith(SUMMARY)}
    if shown is not None:
        other.discard(f"{SUMMARY}{shown.language}")
    return not other.issuperset(new)
