"""Planning: which due alerts become cards, which come in digests, and which have to wait."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from bot.domain.alert import MessageKind, active_subscriptions, remaining_subscriptions
from bot.domain.schedule import DigestTimes, Schedule, schedule_of
from bot.domain.subscription import Destination, Mode, current_id
from bot.service.deliver.compose import item_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.service.deliver.compose import Composer

MOST_CARDS = 5  # at once; more come as digests
HELD = timedelta(hours=1)  # until a paused alert is looked at again; resuming makes it due at once
_AT_A_TIME = 20  # papers read at once, to be planned
_A_WHILE = 0.02  # seconds of planning before what was planned is posted: a gist that is new takes several ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """The capacity of a destination now; `cards_left` for the local day, None without a limit."""

    destination: Destination
    schedule: Schedule = field(default_factory=Schedule)
    cards_left: int | None = None


async def capacity_of(store: Store, destination_id: int, host: DigestTimes, now: datetime) -> Capacity:
    """The capacity by its preferences and the cards planned in the local day of `now`.

    Those of later days come from a clock that was ahead: for as long as it was, they would take every day's place.
    """
    found = await store.destination(destination_id)
    if found is None:  # it was forgotten
        return Capacity(destination=Destination(id=destination_id, guild_id=None))
    schedule, left = schedule_of(found.preferences, host), found.preferences.most_a_day
    if left is not None:
        left -= await store.cards_between(found.id, *schedule.local_day(now))
    return Capacity(destination=found, schedule=schedule, cards_left=left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The messages and alerts to store for one destination.

    `dropped` are alerts that no subscription wants any more, `postponed` those that must wait.
    """

    messages: tuple[Message, ...]
    dropped: tuple[Alert, ...]
    postponed: tuple[Alert, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Planner:
    """Groups due alerts into messages with their payloads: pure but for the composer's renderer."""

    composer: Composer
    subscriptions: Mapping[str, Subscription]
    papers: Mapping[str, Sighting]
    capacities: Mapping[int, Capacity]

    def plan(self, alerts: Sequence[Alert], now: datetime) -> Iterator[Plan]:
        """For each destination of `alerts` (grouped by it) what is to be stored.

        An alert is dropped when none of its subscriptions exists any more, and waits while all of them are paused.
        """
        for destination_id, group in groupby(alerts, key=lambda alert: alert.destination_id):
            capacity = self.capacities[destination_id]
            wanted: list[Alert] = []
            dropped: list[Alert] = []
            later: list[Alert] = []
            for alert in group:
                if not remaining_subscriptions(alert, self.subscriptions) or alert.paper_id not in self.papers:
                    dropped.append(alert)
                elif (due := self._due(alert, capacity, now)) > now:
                    later.append(replace(alert, due=due))
                else:
                    wanted.append(alert)
            cards, digest, postponed = self._sort(capacity, wanted, now)
            yield Plan(
                messages=(
                    *self._messages(capacity.destination, MessageKind.CARD, cards, now),
                    *self._messages(capacity.destination, MessageKind.DIGEST, digest, now),
                ),
                dropped=tuple(dropped),
                postponed=(*later, *postponed),
            )

    def _due(self, alert: Alert, capacity: Capacity, now: datetime) -> datetime:
        """The due time for the subscriptions that want it now: others may have wanted it sooner."""
        ours = active_subscriptions(alert, self.subscriptions)
        if not ours:
            return now + HELD
        if alert.deferred_to_digest or len(ours) == len(set(map(current_id, alert.subscriptions))):
            return alert.due
        return min(capacity.schedule.due(subscription.mode, alert.created) for subscription in ours)

    def _sort(
        self, capacity: Capacity, alerts: Sequence[Alert], now: datetime
    ) -> tuple[list[Alert], list[Alert], list[Alert]]:
        """Cards for up to five alerts that are wanted at once, digests of more and of digest modes; what waits.

        In quiet hours everything waits for their end. Cards beyond the day's number wait for the next digest,
        before anything else is decided: what is left for today may be a burst still.
        """
        if (quiet_end := capacity.schedule.quiet_end(now)) is not None:
            return [], [], [replace(alert, due=quiet_end) for alert in alerts]
        at_once = [alert for alert in alerts if self._at_once(alert)]
        left = len(at_once) if capacity.cards_left is None else max(capacity.cards_left, 0)
        cards, beyond = at_once[:left], at_once[left:]
        if len(cards) > MOST_CARDS:
            cards = []
        next_digest = capacity.schedule.due(Mode.DAILY, now) if beyond else now
        waits = next_digest > now  # else this very moment is that of the digest
        postponed = [replace(alert, due=next_digest, deferred_to_digest=True) for alert in beyond] if waits else []
        elsewhere = {alert.key for alert in (*cards, *postponed)}
        digest = [alert for alert in alerts if alert.key not in elsewhere]
        return cards, digest, postponed

    def _at_once(self, alert: Alert) -> bool:
        return not alert.deferred_to_digest and any(
            s.mode is Mode.NOW for s in active_subscriptions(alert, self.subscriptions)
        )

    def _messages(
        self, destination: Destination, kind: MessageKind, alerts: Sequence[Alert], now: datetime
    ) -> Iterator[Message]:
        items = [
            item_of(self.papers[one.paper_id], active_subscriptions(one, self.subscriptions)) for one in alerts
        ]
        return self.composer.messages(destination, kind, items, now)
