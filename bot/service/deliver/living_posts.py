"""Posts that live: a card shows what its paper has reached since, by an edit and never by another post."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import THREAD, MessageKind
from bot.domain.errors import DeliveryError, PaperboyError, TryLaterError
from bot.domain.paper import GONE, milestones
from bot.service.deliver.compose import alive, item_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.alert import Message, Payload
    from bot.domain.paper import Sighting
    from bot.domain.ports import Notifier, Store
    from bot.domain.subscription import Destination
    from bot.service.deliver.compose import Composer

_log = logging.getLogger(__name__)
WITHIN = timedelta(hours=48)  # of its posting
EVERY = timedelta(minutes=30)  # between two changes of one card, its posting included
_FIRST_WAIT = timedelta(minutes=5)
_LAST_WAIT = timedelta(hours=6)
_TROUBLE = 5  # failed edits in one step: then Discord itself is in trouble, and the others are tried at the next


class LivingPosts:
    """Edits the cards of the last 48 hours; `step` is called after each poll. New alerts always go first.

    A card that was deleted, or that may not be edited any more, is left as it is from then on. One whose edit
    fails otherwise concerns itself alone: it is tried later and later, and the others go on meanwhile.
    """

    def __init__(self, store: Store, notifier: Notifier, composer: Composer, now: Callable[[], datetime]) -> None:
        self._store = store
        self._notifier = notifier
        self._composer = composer
        self._now = now
        self._later: dict[str, tuple[datetime, timedelta]] = {}  # by key: next try, wait after that

    async def step(self) -> int:
        """Edit what has something new to show, until there are alerts to post; how many edits went through."""
        now = self._now()
        cards = [card for card in await self._store.posted_cards(now - WITHIN) if _may_change(card, now)]
        papers = await self._store.sightings({card.paper_ids[0] for card in cards})
        self._later = {card.key: self._later[card.key] for card in cards if card.key in self._later}
        edits = failures = 0
        for card in cards:
            if self._waits(card, now):
                continue
            sighting = papers.get(card.paper_ids[0])
            new = () if sighting is None else [m for m in milestones(sighting) if m not in card.milestones]
            if sighting is None or not new:
                continue
            if failures >= _TROUBLE or await self._has_work():
                break
            try:
                edits += await self._show(card, sighting, new)
                self._later.pop(card.key, None)
            except TryLaterError as error:
                failures += 1
                self._put_off(card, now, error)
            except PaperboyError:
                raise
            except Exception:  # noqa: BLE001 - a bug with one card must not stop the others
                _log.exception("Message %s could not be edited.", card.key)
                self._put_off(card, now, None)
        return edits

    def _waits(self, card: Message, now: datetime) -> bool:
        return card.key in self._later and now < self._later[card.key][0]

    def _put_off(self, card: Message, now: datetime, error: TryLaterError | None) -> None:
        """Try a card again later, each time twice as late."""
        _, wait = self._later.get(card.key, (now, _FIRST_WAIT))
        named = timedelta(seconds=min(error.retry_after or 0.0, _LAST_WAIT.total_seconds())) if error else wait
        self._later[card.key] = (now + max(wait, named), min(2 * wait, _LAST_WAIT))
        if error is not None:
            _log.info("The edit of message %s has to wait: %s", card.key, error)

    async def _has_work(self) -> bool:
        wake = await self._store.next_wake()
        return wake is not None and wake <= self._now()

    async def _show(self, card: Message, sighting: Sighting, new: Sequence[str]) -> bool:
        """Edit one card, where people want that; whether it was."""
        destination = await self._store.destination(card.destination_id)
        wanted = destination is not None and destination.block is None and destination.preferences.living
        if destination is None or not wanted or card.message_id is None:
            return False
        try:
            payload = await self._payload(card, destination, sighting)
            await self._notifier.edit(destination, card.message_id, payload)
        except TryLaterError:
            raise
        except DeliveryError as error:
            _log.info("Message %s is let go: %s", card.key, error)
            await self._store.record_edit(card.key, card.payload, (*card.milestones, GONE), self._now())
            return False
        await self._store.record_edit(card.key, payload, (*card.milestones, *new), self._now())
        _log.info("Message %s shows %s now.", card.key, ", ".join(new))
        return True

    async def _payload(self, card: Message, destination: Destination, sighting: Sighting) -> Payload:
        """The card as it would be posted now; the thread that belongs to it stays as it was planned."""
        found = await self._store.find_alert(card.destination_id, sighting.paper.id)
        book = await self._store.subscriptions()
        subscriptions = [] if found is None else alive(found[0], book.by_id)
        item = item_of(sighting, subscriptions)
        rendered = self._composer.payload(destination, MessageKind.CARD, [item], card.key)
        kept = {THREAD: card.payload[THREAD]} if THREAD in card.payload else {}
        return {**{key: value for key, value in rendered.items() if key != THREAD}, **kept}


def _may_change(card: Message, now: datetime) -> bool:
    last = card.edited or card.finished
    return GONE not in card.milestones and last is not None and now - last >= EVERY
