"""Planning: sort due alerts into cards, digests and alerts that have to wait."""

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

    from bot.domain.alert import Alert, Message, PickReason
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.service.deliver.compose import Composer

MOST_CARDS = 5  # of one destination in one planning; more alerts become digests
RECHECK_PAUSED = timedelta(hours=1)  # after which an alert of paused subscriptions is planned again
_BATCH_SIZE = 20  # alerts planned together, at least
_SLICE_SECONDS = 0.02  # seconds of planning before posts are started: a new gist takes several ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """A destination's schedule and room for posts; `cards_left` in its local day, None without a limit."""

    destination: Destination
    schedule: Schedule = field(default_factory=Schedule)
    cards_left: int | None = None


async def capacity_of(store: Store, destination_id: int, host_times: DigestTimes, now: datetime) -> Capacity:
    """Return a destination's capacity, by its preferences and the cards planned in the local day of `now`.

    `host_times` are the default digest times. Cards of later days do not count: a clock that was ahead made them,
    and they would use up every day's limit.
    """
    destination = await store.destination(destination_id)
    if destination is None:  # it was deleted
        return Capacity(destination=Destination(id=destination_id, guild_id=None))
    schedule, cards_left = schedule_of(destination.preferences, host_times), destination.preferences.most_a_day
    if cards_left is not None:
        cards_left -= await store.cards_between(destination.id, *schedule.local_day(now))
    return Capacity(destination=destination, schedule=schedule, cards_left=cards_left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The messages and alerts to store for one destination.

    `dropped` are alerts with neither subscription nor tombstone, or without a paper, `postponed` those that wait.
    """

    messages: tuple[Message, ...]
    dropped: tuple[Alert, ...]
    postponed: tuple[Alert, ...] = ()


def batches(alerts: Iterable[Alert]) -> Iterator[list[Alert]]:
    """Yield `alerts`, which are grouped by destination, in batches that split no destination."""
    batch: list[Alert] = []
    for _, group in groupby(alerts, key=lambda alert: alert.destination_id):
        batch += group
        if len(batch) >= _BATCH_SIZE:
            yield batch
            batch = []
    if batch:
        yield batch


def next_plans(planning: Iterable[Plan]) -> list[Plan]:
    """Return the next plans: as many as take 20 ms, at least one; empty at the end."""
    end = time.perf_counter() + _SLICE_SECONDS
    plans: list[Plan] = []
    for plan in planning:
        plans.append(plan)
        if time.perf_counter() >= end:
            break
    return plans


@dataclass(frozen=True, slots=True)
class Planner:
    """Groups due alerts into messages; pure except for the composer."""

    composer: Composer
    subscriptions: Mapping[str, Subscription]
    papers: Mapping[str, Sighting]
    capacities: Mapping[int, Capacity]
    reasons: Mapping[str, Mapping[str, PickReason]] | None = None  # of picks, by subscription and paper

    def plan(self, alerts: Sequence[Alert], now: datetime) -> Iterator[Plan]:
        """Yield a plan for each destination of `alerts`, which are grouped by destination.

        An alert is dropped if its paper, or all its subscriptions and their tombstones, are no longer stored. It
        waits while these are all paused or tombstones.
        """
        for destination_id, group in groupby(alerts, key=lambda alert: alert.destination_id):
            capacity = self.capacities[destination_id]
            due_now: list[Alert] = []
            dropped: list[Alert] = []
            waiting: list[Alert] = []
            for alert in group:
                if not remaining_subscriptions(alert, self.subscriptions) or alert.paper_id not in self.papers:
                    dropped.append(alert)
                elif (due := self._due(alert, capacity, now)) > now:
                    waiting.append(replace(alert, due=due))
                else:
                    due_now.append(alert)
            cards, digest, postponed = self._sort(capacity, due_now, now)
            yield Plan(
                messages=(
                    *self._messages(capacity.destination, MessageKind.CARD, cards, now),
                    *self._messages(capacity.destination, MessageKind.DIGEST, digest, now),
                ),
                dropped=tuple(dropped),
                postponed=(*waiting, *postponed),
            )

    def _due(self, alert: Alert, capacity: Capacity, now: datetime) -> datetime:
        """Return when an alert is due for its active subscriptions; the others may have wanted it sooner."""
        active = active_subscriptions(alert, self.subscriptions)
        if not active:
            return now + RECHECK_PAUSED
        # All its subscriptions are active, so its time holds. Versions of one (kept for Undo) count once.
        if alert.deferred_to_digest or len(active) == len(set(map(current_id, alert.subscriptions))):
            return alert.due
        return min(capacity.schedule.due(subscription.mode, alert.created) for subscription in active)

    def _sort(
        self, capacity: Capacity, alerts: Sequence[Alert], now: datetime
    ) -> tuple[list[Alert], list[Alert], list[Alert]]:
        """Sort alerts into cards, those of digests, and postponed ones.

        Up to five instant alerts become cards; more of them, and other modes, become digests. In quiet hours all
        wait for their end. Instant alerts over the daily limit wait for the next digest, and do not count
        among the five. Example: 9 instant alerts, limit 7: 2 wait, and the other 7 become a digest. Mails are
        digests of everything.
        """
        if capacity.schedule.mail:
            return [], list(alerts), []
        if (quiet_end := capacity.schedule.quiet_end(now)) is not None:
            return [], [], [replace(alert, due=quiet_end) for alert in alerts]
        instant = [alert for alert in alerts if self._is_instant(alert)]
        room = len(instant) if capacity.cards_left is None else max(capacity.cards_left, 0)
        cards, excess = instant[:room], instant[room:]
        if len(cards) > MOST_CARDS:
            cards = []
        next_digest = capacity.schedule.due(Mode.DAILY, now) if excess else now
        later = next_digest > now  # else the digest is due now
        postponed = [replace(alert, due=next_digest, deferred_to_digest=True) for alert in excess] if later else []
        placed = {alert.key for alert in (*cards, *postponed)}
        digest = [alert for alert in alerts if alert.key not in placed]
        return cards, digest, postponed

    def _is_instant(self, alert: Alert) -> bool:
        return not alert.deferred_to_digest and any(
            s.mode is Mode.NOW for s in active_subscriptions(alert, self.subscriptions)
        )

    def _messages(
        self, destination: Destination, kind: MessageKind, alerts: Sequence[Alert], now: datetime
    ) -> Iterator[Message]:
        items = [
            item_of(self.papers[one.paper_id], active_subscriptions(one, self.subscriptions), self.reasons)
            for one in alerts
        ]
        return self.composer.messages(destination, kind, items, now)
