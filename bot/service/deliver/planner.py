"""Planning: which due alerts become cards, which come in digests, and which have to wait."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from bot.domain.alert import MessageKind
from bot.domain.subscription import Destination, Mode, current_id
from bot.service.deliver.capacity import Capacity
from bot.service.deliver.compose import alive, item_of, wanting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Item, Message
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription
    from bot.service.deliver.compose import Composer

MOST_CARDS = 5  # at once; more come as digests
HELD = timedelta(hours=1)  # until a paused alert is looked at again; resuming makes it due at once
_AT_A_TIME = 20  # papers read at once, to be planned
_A_WHILE = 0.02  # seconds of planning before what was planned is posted: a gist that is new takes several ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be stored for one destination.

    `dropped` are alerts that nobody wants any more, `postponed` those that have to wait.
    """

    messages: tuple[Message, ...]
    dropped: tuple[Alert, ...]
    postponed: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """The alerts of one destination by how they are posted."""

    cards: Sequence[Alert]
    digest: Sequence[Alert]
    postponed: Sequence[Alert] = ()


def parts(alerts: Iterable[Alert]) -> Iterator[list[Alert]]:
    """Some destinations of `alerts` (grouped by it) at a time, each whole."""
    part: list[Alert] = []
    for _, group in groupby(alerts, key=lambda alert: alert.destination_id):
        part += group
        if len(part) >= _AT_A_TIME:
            yield part
            part = []
    if part:
        yield part


def first_of(planning: Iterable[Plan]) -> list[Plan]:
    """The next of these plans, as many as are made in a short while, one at least; none at the end."""
    end = time.perf_counter() + _A_WHILE
    plans: list[Plan] = []
    for plan in planning:
        plans.append(plan)
        if time.perf_counter() >= end:
            break
    return plans


class Planner:
    """Groups due alerts into messages with their payloads: pure but for the composer's renderer."""

    def __init__(
        self,
        composer: Composer,
        subscriptions: Mapping[str, Subscription],
        papers: Mapping[str, Sighting],
        capacities: Mapping[int, Capacity],
    ) -> None:
        self._composer = composer
        self._subscriptions = subscriptions
        self._papers = papers
        self._capacities = capacities

    def plan(self, alerts: Sequence[Alert], now: datetime) -> Iterator[Plan]:
        """For each destination of `alerts` (grouped by it) what is to be stored.

        An alert is dropped when none of its subscriptions exists any more, and waits while all of them are paused.
        """
        for destination_id, group in groupby(alerts, key=lambda alert: alert.destination_id):
            capacity = self._capacities.get(destination_id)
            capacity = capacity or Capacity(destination=Destination(id=destination_id, guild_id=None))
            wanted: list[Alert] = []
            dropped: list[Alert] = []
            later: list[Alert] = []
            for alert in group:
                if not alive(alert, self._subscriptions) or alert.paper_id not in self._papers:
                    dropped.append(alert)
                elif (due := self._due(alert, capacity, now)) > now:
                    later.append(replace(alert, due=due))
                else:
                    wanted.append(alert)
            batch = self._sort(capacity, wanted, now)
            yield Plan(
                messages=tuple(self._messages(capacity.destination, batch, now)),
                dropped=tuple(dropped),
                postponed=(*later, *batch.postponed),
            )

    def _due(self, alert: Alert, capacity: Capacity, now: datetime) -> datetime:
        """When an alert that is due is so for those who want it now: others may have wanted it sooner."""
        ours = wanting(alert, self._subscriptions)
        if not ours:
            return now + HELD
        if alert.deferred_to_digest or len(ours) == len(set(map(current_id, alert.subscriptions))):
            return alert.due
        return min(capacity.schedule.due(subscription.mode, alert.created) for subscription in ours)

    def _sort(self, capacity: Capacity, alerts: Sequence[Alert], now: datetime) -> _Batch:
        """Cards for up to five alerts that are wanted at once, digests for more and for digest modes.

        In quiet hours everything waits for their end. Cards beyond the day's number wait for the next digest,
        before anything else is decided: what is left for today may be a burst still.
        """
        if (quiet_end := capacity.schedule.quiet_end(now)) is not None:
            return _Batch(cards=(), digest=(), postponed=[replace(alert, due=quiet_end) for alert in alerts])
        at_once = [alert for alert in alerts if self._at_once(alert)]
        left = len(at_once) if capacity.cards_left is None else max(capacity.cards_left, 0)
        cards, beyond = at_once[:left], at_once[left:]
        if len(cards) > MOST_CARDS:
            cards = []
        next_digest = capacity.schedule.next_digest(now) if beyond else now
        waits = next_digest > now  # else this very moment is that of the digest
        postponed = [replace(alert, due=next_digest, deferred_to_digest=True) for alert in beyond] if waits else []
        elsewhere = {alert.key for alert in (*cards, *postponed)}
        digest = [alert for alert in alerts if alert.key not in elsewhere]
        return _Batch(cards=cards, digest=digest, postponed=postponed)

    def _at_once(self, alert: Alert) -> bool:
        return not alert.deferred_to_digest and any(
            s.mode is Mode.NOW for s in wanting(alert, self._subscriptions)
        )

    def _messages(self, destination: Destination, batch: _Batch, now: datetime) -> Iterator[Message]:
        for alert in batch.cards:
            yield self._composer.message(destination, MessageKind.CARD, [self._item(alert)], now)
        for items in self._composer.pack([self._item(alert) for alert in batch.digest], destination):
            yield from self._composer.messages(destination, MessageKind.DIGEST, items, now)

    def _item(self, alert: Alert) -> Item:
        return item_of(self._papers[alert.paper_id], wanting(alert, self._subscriptions))
