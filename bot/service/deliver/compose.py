"""Composing of messages with frozen payloads, and `DeliveryContext`, which all parts of delivery share."""

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
from bot.domain.subscription import PICKS_NAME, Kind, Mode
from bot.language.current import using_language
from bot.service.preferences.language import language_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.alert import Payload, PickReason
    from bot.domain.paper import Sighting
    from bot.domain.ports import Notifier, Renderer, ServerLocales, Store
    from bot.domain.subscription import Destination, Subscription
    from bot.language.languages import Language
    from bot.service.notices.notices import Notices
    from bot.service.preferences.mail_addresses import MailAddresses
    from bot.service.trusted_clock import TrustedClock
    from bot.text.mail.papers import MailRenderer

_log = logging.getLogger(__name__)


def item_of(
    sighting: Sighting,
    subscriptions: Sequence[Subscription],
    reasons: Mapping[str, Mapping[str, PickReason]] | None = None,
) -> Item:
    """Return a paper to render, with the names and queries of these subscriptions, oldest first.

    `reasons` are those of picks, by subscription and paper. A default name of picks is left out.
    """
    oldest_first = sorted(subscriptions, key=lambda s: s.created)
    modes = {s.mode for s in subscriptions}
    soonest = next((mode for mode in Mode if mode in modes), Mode.NOW)
    given = ((reasons or {}).get(one.id, {}).get(sighting.paper.id) for one in oldest_first)
    return Item(
        sighting=sighting,
        matched=tuple(("" if s.name == PICKS_NAME else s.name, s.query) for s in oldest_first),
        mode=soonest,
        reason=next(filter(None, given), None),
    )


class Composer:
    """Makes messages with a renderer, each in its destination's language; `locales` has the languages of servers.

    `clock` gives the end time of dead letters; without it, that is their time of creation. `mails` renders mails;
    without it, they are direct messages.
    """

    def __init__(
        self,
        renderer: Renderer,
        locales: ServerLocales | None = None,
        clock: TrustedClock | None = None,
        mails: MailRenderer | None = None,
    ) -> None:
        self._renderer = renderer
        self._mails = mails
        self._clock = clock
        self._locales = locales

    def language_at(self, destination: Destination) -> Language:
        """Return the language of posts in a destination."""
        return language_at(self._locales, destination)

    def messages(
        self, destination: Destination, kind: MessageKind, items: Sequence[Item], now: datetime
    ) -> Iterator[Message]:
        """Yield a card for each paper, or digests or mails that each hold as many as fit, the most upvoted first.

        If a digest cannot be packed or rendered, each paper gets a digest of its own: a bad one stops no other.
        """
        groups = [[item] for item in items]
        if kind is MessageKind.DIGEST:
            try:
                with using_language(self.language_at(destination)):
                    mails = self._mails if destination.preferences.mail else None
                    groups = mails.pack(items) if mails else self._renderer.pack(items, destination.preferences)
            except Exception:  # noqa: BLE001 - as in `message`
                _log.exception("A digest for %d could not be packed.", destination.id)
        for group in groups:
            whole = self.message(destination, kind, group, now)
            if whole.state is MessageState.DEAD and group[1:]:
                yield from (self.message(destination, kind, [item], now) for item in group)
            else:
                yield whole

    def message(
        self, destination: Destination, kind: MessageKind, items: Sequence[Item], now: datetime
    ) -> Message:
        """Return the message with its payload; a dead letter if it cannot be rendered, which is a bug."""
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
            ended = now if self._clock is None else self._clock.later_of_both()
            return replace(message, state=MessageState.DEAD, reason=reason, finished=ended)

    def payload(self, destination: Destination, kind: MessageKind, items: Sequence[Item], marker: str) -> Payload:
        """Return the payload of a post or mail for these papers, with a thread if the destination gets one.

        A post in a forum is always a thread; a channel gets one under each card if that is set.
        """
        preferences, is_card = destination.preferences, kind is MessageKind.CARD
        with using_language(self.language_at(destination)):
            if is_card:
                payload = self._renderer.card(items[0], marker, preferences)
            elif self._mails and preferences.mail:
                return self._mails.render(items)
            else:
                payload = self._renderer.digest(items, marker, preferences)
            thread_under_card = destination.kind is Kind.CHANNEL and preferences.thread_per_alert and is_card
            if destination.kind is not Kind.FORUM and not thread_under_card:
                return payload
            tags = list(dict.fromkeys(name for item in items for name, _ in item.matched))
            return {**payload, THREAD: {"name": self._renderer.thread_name(items), "tags": tags}}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryContext:
    """The dependencies and limits that all parts of delivery share; `rng` is for jitter.

    `lease` is how long a claim holds, `concurrency` the most posts at once, `plan_limit` the most alerts read for
    one planning, beside those that wait for summaries. `times` are the host's default digest times. `mails` has
    the addresses of people who get mails.
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
    mails: MailAddresses | None = None
