"""Subscriptions and destinations of the model, and how changes affect alerts."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.alert import Alert, AlertState
from bot.domain.errors import ConflictError
from bot.domain.ports import Revision
from bot.domain.preferences import Preferences
from bot.domain.subscription import Block, Destination, Subscription
from bot.domain.subscription_cache import SubscriptionCache
from tests.contract.model.outbox import OutboxModel


class SubscriptionModel(OutboxModel):
    """Subscriptions and destinations, on top of the outbox; `stale` stands for an outdated version."""

    def _make_due(self, alert: Alert, new: Subscription, revision: Revision):
        old, due = revision.replaces, revision.due
        if (old.paused or old.ended) and not (new.paused or new.ended):
            due = max(revision.at, revision.due_of(alert.created))
            if alert.deferred_to_digest and alert.due != revision.next_digest:
                self.alerts[alert.key] = replace(alert, due=revision.at)
                return
        due = self._due(alert, old, new, revision.at, due)
        self.alerts[alert.key] = replace(alert, due=due)

    @staticmethod
    def _due(alert: Alert, old: Subscription, new: Subscription, at: datetime, due: datetime) -> datetime:
        waits = new.paused or new.ended
        if (old.paused or old.ended) and not waits and alert.due < at:
            return at
        return alert.due if waits or alert.deferred_to_digest else min(alert.due, due)

    def revise(self, new: Subscription, revision: Revision) -> frozenset[str]:
        """Revise the pending alerts; return the papers that the former destination got for the subscription."""
        old, here, there = revision.replaces, revision.replaces.destination_id, new.destination_id
        if replace(old, name=new.name, paused_until=new.paused_until) == new:
            return frozenset()
        self.take_apart(old, revision.drop_time)
        elsewhere = {a.paper_id for a in self.alerts.values() if self._is_elsewhere(a, new)}
        stayed: set[str] = set()
        for alert in [a for a in self.alerts.values() if a.destination_id == here and old.id in a.subscriptions]:
            asked = revision.matching is None or alert.paper_id in revision.matching
            wanted = asked and alert.paper_id not in revision.not_announced
            if alert.state is AlertState.PLANNED:
                stayed.add(alert.paper_id)
            elif alert.state is not AlertState.PENDING:
                continue
            elif wanted and here == there:
                self._make_due(alert, new, revision)
            else:
                self._take_off(alert, old.id, None if asked else revision.drop_time)
                if wanted:
                    due = revision.at if alert.due <= revision.at else revision.due
                    arriving = replace(alert, destination_id=there, subscriptions=(old.id,), due=due)
                    self._owe(replace(arriving, deferred_to_digest=False))
        for paper in revision.without_alert - elsewhere:
            times = {"due": revision.due, "created": revision.at}
            self._owe(Alert(destination_id=there, paper_id=paper, subscriptions=(new.id,), **times))
        if here == there:
            return frozenset()
        had = {paper for paper in revision.maybe_alerted if self._had(self.alerts.get((here, paper)), old.id)}
        for key in ((here, paper) for paper in had & revision.already_announced):
            named = dict.fromkeys((*self.alerts[key].subscriptions, old.id))
            self.alerts[key] = replace(self.alerts[key], subscriptions=tuple(named))
        return frozenset(stayed | had)

    @staticmethod
    def _had(alert: Alert | None, key: str) -> bool:
        """True if the alert is final, or names the subscription."""
        over = (AlertState.SENT, AlertState.DEAD, AlertState.UNCERTAIN)
        return alert is not None and (alert.state in over or key in alert.subscriptions)

    def _take_off(self, alert: Alert, key: str, dropped: datetime | None):
        rest = tuple(other for other in alert.subscriptions if other != key)
        if rest:
            self.alerts[alert.key] = replace(alert, subscriptions=rest)
        elif dropped is None:
            del self.alerts[alert.key]
        else:
            self.alerts[alert.key] = replace(alert, state=AlertState.DROPPED, finished=dropped)

    def _owe(self, alert: Alert) -> bool:
        old = self.alerts.get(alert.key)
        others = () if old is None else [s for s in alert.subscriptions if s not in old.subscriptions]
        if old is None or (old.state is AlertState.DROPPED and others):
            self.alerts[alert.key] = alert
            return True
        if old.state in (AlertState.PENDING, AlertState.PLANNED):
            waits = old.state is AlertState.PENDING and not old.deferred_to_digest
            due = min(old.due, alert.due) if waits else old.due
            self.alerts[alert.key] = replace(old, subscriptions=(*old.subscriptions, *others), due=due)
        return False

    # --- subscriptions and destinations -------------------------------------------------------------------

    def subscriptions(self) -> SubscriptionCache:
        """The cache without a version, which the comparison sets."""
        found = sorted(self.subs.values(), key=lambda s: (s.created, s.id))
        return SubscriptionCache(version=0, subscriptions=tuple(found), baselines=dict(self.baselines))

    def save_subscription(
        self,
        subscription: Subscription,
        destination: Destination,
        *,
        baseline: frozenset[str] | None,
        stale: bool,
        revision: Revision | None = None,
    ):
        if stale and baseline is not None:
            raise ConflictError
        if revision is not None and self.subs.get(subscription.id) != revision.replaces:
            raise ConflictError
        before = self.baselines.get(subscription.id, frozenset())
        old = self.places.get(destination.id, destination)
        self.places[destination.id] = replace(destination, block=old.block, preferences=old.preferences)
        self.subs[subscription.id] = subscription
        if baseline is not None:
            self.baselines[subscription.id] = baseline
        known = self.baselines.setdefault(subscription.id, frozenset())
        if revision is not None and revision.tombstone_at is not None:
            self._keep(revision.replaces, revision.tombstone_at, before, new=subscription)
        if revision is not None:
            self.baselines[subscription.id] = known | self.revise(subscription, revision)

    def _keep(self, old: Subscription, moment: datetime, baseline: frozenset[str], *, new: Subscription):
        """Keep the former version as a tombstone, which its open alerts name too."""
        earlier = f"{old.id}~"
        self.remove_subscription(earlier)
        if new.ended is None:
            self.subs[earlier] = replace(old, id=earlier, ended=moment)
            self.baselines[earlier] = baseline
            for place in {old.destination_id, new.destination_id}:
                for alert in self._open(place, old.id):
                    named = dict.fromkeys((*alert.subscriptions, earlier))
                    self.alerts[alert.key] = replace(alert, subscriptions=tuple(named))

    def _open(self, place: int, key: str) -> list[Alert]:
        """The open alerts of a destination that name a subscription."""
        states = (AlertState.PENDING, AlertState.PLANNED)
        here = [a for a in self.alerts.values() if a.destination_id == place and a.state in states]
        return [alert for alert in here if key in alert.subscriptions]

    def restore_subscription(self, tombstone: Subscription, *, at: datetime, due: datetime, dropped_at: datetime):
        if self.subs.get(tombstone.id) != tombstone:
            raise ConflictError
        back = replace(tombstone, id=tombstone.id.rstrip("~"), ended=None)
        current = self.subs.get(back.id)
        if current is not None and current != tombstone:
            self.take_apart(current, dropped_at)
            for alert in self._open(current.destination_id, back.id):
                if alert.state is AlertState.PENDING:
                    self._take_off(alert, back.id, None)
        places = {back.destination_id, back.destination_id if current is None else current.destination_id}
        found = [alert for place in places for alert in self._open(place, tombstone.id)]
        elsewhere = {
            one.paper_id
            for one in found
            for alert in self.alerts.values()
            if alert.paper_id == one.paper_id
            and self._is_elsewhere(alert, replace(back, destination_id=one.destination_id))
        }
        for alert in found:
            if alert.paper_id in elsewhere:
                self._take_off(alert, tombstone.id, None)
                continue
            names = dict.fromkeys(back.id if key == tombstone.id else key for key in alert.subscriptions)
            waits = alert.state is AlertState.PENDING
            moment = self._due(alert, tombstone, back, at, due) if waits else alert.due
            self.alerts[alert.key] = replace(alert, subscriptions=tuple(names), due=moment)
        self.subs[back.id], self.baselines[back.id] = back, self.baselines[tombstone.id]
        if back.id != tombstone.id:
            self._forget(tombstone.id)

    def _is_elsewhere(self, alert: Alert, one: Subscription) -> bool:
        """True for another destination, as all are of one server."""
        there = {one.destination_id, alert.destination_id} <= self.places.keys()
        other = there and alert.destination_id != one.destination_id
        return other and one.id in alert.subscriptions and alert.state is not AlertState.DROPPED

    def remove_subscription(self, subscription_id: str, *, expected: Subscription | None = None) -> bool:
        stored = self.subs.get(subscription_id)
        if stored is None or expected not in {None, stored}:
            return False
        for alert in self._open(stored.destination_id, subscription_id):
            if alert.state is AlertState.PENDING or (stored.ended and len(alert.subscriptions) > 1):
                self._take_off(alert, subscription_id, None)
        return self._forget(subscription_id)

    def _forget(self, subscription_id: str) -> bool:
        self.baselines.pop(subscription_id, None)
        return self.subs.pop(subscription_id, None) is not None

    def destination(self, destination_id: int) -> Destination | None:
        return self.places.get(destination_id)

    def set_block(
        self,
        destination_id: int,
        block: Block | None,
        *,
        expected: Destination | None = None,
        dropping: Collection[str] = (),
        dropped_at: datetime,
    ) -> bool:
        if destination_id not in self.places or self._is_other(destination_id, expected):
            return False
        self.places[destination_id] = replace(self.places[destination_id], block=block)
        if dropping:
            self.drop(destination_id, dropped_at, frozenset(dropping))
        return True

    def _is_other(self, destination_id: int, expected: Destination | None) -> bool:
        there = self.places.get(destination_id)
        return expected is not None and (there is None or there.block != expected.block)

    def set_preferences(
        self, destination_id: int, preferences: Preferences, *, due: Mapping[Alert, datetime]
    ) -> bool:
        if destination_id not in self.places:
            return False
        if self.places[destination_id].preferences != preferences:
            self.look_again(destination_id)
        self.places[destination_id] = replace(self.places[destination_id], preferences=preferences)
        for read, moment in due.items():
            if self.alerts.get(read.key) == read and read.state is AlertState.PENDING:
                self.alerts[read.key] = replace(read, due=moment)
        return True

    def forget_destination(
        self, destination_id: int, *, dropped_at: datetime, expected: Destination | None = None
    ) -> bool:
        if self._is_other(destination_id, expected):
            return False
        self.places.pop(destination_id, None)
        for subscription in [s for s in self.subs.values() if s.destination_id == destination_id]:
            self._forget(subscription.id)
        self.drop(destination_id, dropped_at)
        return True
