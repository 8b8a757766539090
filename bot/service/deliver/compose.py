"""From papers to the message that carries them, with its frozen payload; and what all of delivery works with."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import THREAD, Item, Message, MessageKind, MessageState, message_key
from bot.domain.paper import milestones
from bot.domain.ports import Observer
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Kind
from bot.language.current import speaking
from bot.service.preferences.language import language_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.domain.alert import Payload
    from bot.domain.paper import Sighting
    from bot.domain.ports import Notifier, Renderer, ServerLocales, Store
    from bot.domain.subscription import Destination, Subscription
    from bot.language.languages import Language
    from bot.service.notices.notices import Notices
    from bot.service.trusted_clock import TrustedClock

_log = logging.getLogger(__name__)


def item_of(sighting: Sighting, subscriptions: Sequence[Subscription]) -> Item:
    """A paper with the queries that it matched, those that were made first before the others."""
    made = sorted(subscriptions, key=lambda s: s.created)
    return Item(sighting=sighting, matched=tuple((s.name, s.query) for s in made))


class Composer:
    """Makes messages with a renderer, each in the language of its destination. `places` knows that of servers.

    The `clock` says when a dead letter ended; without it, that is when it was made.
    """

    def __init__(
        self, renderer: Renderer, places: ServerLocales | None = None, clock: TrustedClock | None = None
    ) -> None:
        self._renderer = renderer
        self._clock = clock
        self._places = places

    def language_at(self, destination: Destination) -> Language:
        """The language of posts there."""
        return language_at(self._places, destination)

    def messages(
        self, destination: Destination, kind: MessageKind, items: Sequence[Item], now: datetime
    ) -> Iterator[Message]:
        """A card for each paper, or digests of as many as fit into one, the most upvoted first.

        Each paper has one alone where that cannot be reckoned or rendered: one must not take others along.
        """
        groups = [[item] for item in items]
        if kind is MessageKind.DIGEST:
            try:
                with speaking(self.language_at(destination)):
                    groups = self._renderer.pack(items, destination.preferences)
            except Exception:  # noqa: BLE001 - as in `message`
                _log.exception("A digest for %d could not be made up.", destination.id)
        for group in groups:
            whole = self.message(destination, kind, group, now)
            if whole.state is MessageState.DEAD and group[1:]:
                yield from (self.message(destination, kind, [item], now) for item in group)
            else:
                yield whole

    def message(
        self, destination: Destination, kind: MessageKind, items: Sequence[Item], now: datetime
    ) -> Message:
        """The message with its payload; a dead letter when it cannot be rendered, which is our bug."""
        paper_ids = tuple(item.sighting.paper.id for item in items)
        message = Message(
            key=message_key(destination.id, kind, paper_ids),
            destination_id=destination.id,
            kind=kind,
            paper_ids=paper_ids,
            payload={},
            created=now,
            next_try=now,
            milestones=milestones(items[0].sighting) if kind is MessageKind.CARD else (),
        )
        try:
            return replace(message, payload=self.payload(destination, kind, items, message.key))
        except Exception as error:  # noqa: BLE001 - one strange paper must not stop all the others
            _log.exception("%s could not be rendered.", ", ".join(paper_ids))
            reason = f"It could not be rendered ({type(error).__name__}): please report this."
            ended = now if self._clock is None else self._clock.latest()
            return replace(message, state=MessageState.DEAD, reason=reason, finished=ended)

    def payload(self, destination: Destination, kind: MessageKind, items: Sequence[Item], marker: str) -> Payload:
        """The payload to post there for these papers, with a thread if one is wanted.

        A post in a forum is always a thread; a channel gets one under each card if its people chose that.
        """
        preferences, is_card = destination.preferences, kind is MessageKind.CARD
        with speaking(self.language_at(destination)):
            if is_card:
                payload = self._renderer.card(items[0], marker, preferences)
            else:
                payload = self._renderer.digest(items, marker, preferences)
            under_card = destination.kind is Kind.CHANNEL and preferences.thread_per_alert and is_card
            if destination.kind is not Kind.FORUM and not under_card:
                return payload
            tags = list(dict.fromkeys(name for item in items for name, _ in item.matched))
            return {**payload, THREAD: {"name": self._renderer.thread_name(items), "tags": tags}}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryContext:
    """Handed to each part of delivery as a whole; the `rng` is for jitter.

    `lease` is that of a claim, `concurrency` the most messages at once, `plan_limit` the most alerts read to be
    planned. `times` are the host's for digests, where people did not choose.
    """

    store: Store
    notifier: Notifier
    composer: Composer
    notices: Notices
    clock: TrustedClock
    rng: random.Random = field(default_factory=random.Random)
    observer: Observer = field(default_factory=Observer)
    lease: timedelta = timedelta(seconds=60)
    concurrency: int = 64
    plan_limit: int = 200
    times: DigestTimes = field(default_factory=DigestTimes)
