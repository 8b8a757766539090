"""The store as dictionaries: what each operation means, as simply as can be, without durability or speed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.subscription_book import SubscriptionBook
from bot.store.transfer import AlertEntry, Note, Position, SubscriptionEntry
from tests.contract.model.outbox import OPEN, OutboxModel

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting
    from bot.domain.ports import PollCommit, Revision, StoreCounts
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Block, Destination, Subscription
    from bot.store.transfer import Entry

DAY = timedelta(days=1)


class Model(OutboxModel):
    """Papers, subscriptions and destinations on top of the outbox. `stale` stands for a version that is old."""

    def __init__(self) -> None:
        super().__init__()
        self.positions: dict[str, date] = {}
        self.notes: dict[str, str] = {}

    def entries(self) -> list[Entry]:
        """See Portable."""
        kept = [replace(message, leased_until=None) for message in self.outbox.values()]
        subscribed = [SubscriptionEntry(subscription=s, baseline=self.baselines[s.id]) for s in self.subs.values()]
        owed = [AlertEntry(alert=alert, finished=self.finished.get(key)) for key, alert in self.alerts.items()]
        positions = [Position(source=source, day=day) for source, day in self.positions.items()]
        notes = [Note(name=name, value=value) for name, value in self.notes.items()]
        return [*self.papers.values(), *self.places.values(), *subscribed, *owed, *kept, *positions, *notes]

    # --- papers -------------------------------------------------------------------------------------------

    def commit_poll(self, commit: PollCommit, *, stale: bool) -> tuple[Alert, ...]:
        if stale:
            raise ConflictError
        self.papers |= {sighting.paper.id: sighting for sighting in commit.sightings}
        if commit.position is not None:
            self.positions[commit.source] = commit.position
        if commit.cursor is not None:
            self.notes[f"cursor {commit.source}"] = commit.cursor
        for key in commit.baselines.keys() & self.subs.keys():
            self.baselines[key] |= commit.baselines[key]
        wanted = [alert for alert in commit.alerts if alert.paper_id not in commit.known or self._is_news(alert)]
        new = {alert.key: None for alert in wanted if self._owe(alert)}
        return tuple(self.alerts[key] for key in new)

    def _is_news(self, alert: Alert) -> bool:
        """Whether no other place of the server has, or has had, the paper for whoever wants it here now."""
        here = self.alerts.get(alert.key)
        if here is not None and here.state in (AlertState.PENDING, AlertState.PLANNED):
            alert = replace(
                alert, subscriptions=tuple(s for s in alert.subscriptions if s not in here.subscriptions)
            )
        others = (
            self.alerts.get((place, alert.paper_id)) for place in self.places if place != alert.destination_id
        )
        had = [a.subscriptions for a in others if a is not None and a.state is not AlertState.DROPPED]
        return alert.destination_id not in self.places or frozenset[str]().union(*had).isdisjoint(
            alert.subscriptions
        )

    def _make_due(self, alert: Alert, new: Subscription, revision: Revision) -> None:
        if revision.replaces.paused and not new.paused and alert.due < revision.at:
            self.alerts[alert.key] = replace(alert, due=revision.at)
        elif not new.paused and not alert.deferred_to_digest:
            self.alerts[alert.key] = replace(alert, due=min(alert.due, revision.due))

    def revise(self, new: Subscription, revision: Revision) -> frozenset[str]:
        """What waits follows; the papers that the place that was left has for the subscription."""
        old, here, there = revision.replaces, revision.replaces.destination_id, new.destination_id
        if replace(old, name=new.name, paused_until=new.paused_until) == new:
            return frozenset()
        self.take_apart(old, revision.end)
        stayed: set[str] = set()
        for alert in [a for a in self.alerts.values() if a.destination_id == here and old.id in a.subscriptions]:
            asked = revision.wanted is None or alert.paper_id in revision.wanted
            wanted = asked and alert.paper_id not in revision.unheard
            if alert.state is AlertState.PLANNED:
                stayed.add(alert.paper_id)
            elif alert.state is not AlertState.PENDING:
                continue
            elif wanted and here == there:
                self._make_due(alert, new, revision)
            else:
                self._take_off(alert, old.id, None if asked else revision.end)
                if wanted:
                    due = revision.at if alert.due <= revision.at else revision.due
                    arriving = replace(alert, destination_id=there, subscriptions=(old.id,), due=due)
                    self._owe(replace(arriving, deferred_to_digest=False))
        if here == there:
            return frozenset()
        had = {paper for paper in revision.candidates if self._had(self.alerts.get((here, paper)), old.id)}
        for key in ((here, paper) for paper in had & revision.heard):
            named = dict.fromkeys((*self.alerts[key].subscriptions, old.id))
            self.alerts[key] = replace(self.alerts[key], subscriptions=tuple(named))
        return frozenset(stayed | had)

    @staticmethod
    def _had(alert: Alert | None, key: str) -> bool:
        """What is over was there for everybody; what still takes others, for those that it names."""
        over = (AlertState.SENT, AlertState.DEAD, AlertState.UNCERTAIN)
        return alert is not None and (alert.state in over or key in alert.subscriptions)

    def _take_off(self, alert: Alert, key: str, dropped: datetime | None) -> None:
        rest = tuple(other for other in alert.subscriptions if other != key)
        if rest:
            self.alerts[alert.key] = replace(alert, subscriptions=rest)
        elif dropped is None:
            del self.alerts[alert.key]
        else:
            self.alerts[alert.key] = replace(alert, state=AlertState.DROPPED)
            self.finished[alert.key] = dropped

    def _owe(self, alert: Alert) -> bool:
        old = self.alerts.get(alert.key)
        others = () if old is None else [s for s in alert.subscriptions if s not in old.subscriptions]
        if old is None or (old.state is AlertState.DROPPED and others):
            self.alerts[alert.key] = alert
            self.finished.pop(alert.key, None)
            return True
        if old.state in (AlertState.PENDING, AlertState.PLANNED):
            waits = old.state is AlertState.PENDING and not old.deferred_to_digest
            due = min(old.due, alert.due) if waits else old.due
            self.alerts[alert.key] = replace(old, subscriptions=(*old.subscriptions, *others), due=due)
        return False

    def position(self, source: str) -> date | None:
        return self.positions.get(source)

    def cursor(self, source: str) -> str | None:
        return self.notes.get(f"cursor {source}")

    def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        return {paper_id: self.papers[paper_id] for paper_id in paper_ids if paper_id in self.papers}

    def papers_since(self, day: date) -> tuple[Sighting, ...]:
        found = [s for s in self.papers.values() if s.signals.list_day >= day]
        found.sort(key=lambda s: s.paper.id)
        found.sort(key=lambda s: (s.signals.list_day, s.signals.upvotes), reverse=True)
        return tuple(found)

    # --- subscriptions and destinations -------------------------------------------------------------------

    def subscriptions(self) -> SubscriptionBook:
        """At no version: the comparison sets it."""
        found = sorted(self.subs.values(), key=lambda s: (s.created, s.id))
        return SubscriptionBook(version=0, subscriptions=tuple(found), baselines=dict(self.baselines))

    def save_subscription(
        self,
        subscription: Subscription,
        destination: Destination,
        *,
        baseline: frozenset[str] | None,
        stale: bool,
        revision: Revision | None = None,
    ) -> None:
        if stale and baseline is not None:
            raise ConflictError
        if revision is not None and self.subs.get(subscription.id) != revision.replaces:
            raise ConflictError
        old = self.places.get(destination.id, destination)
        self.places[destination.id] = replace(destination, block=old.block, preferences=old.preferences)
        self.subs[subscription.id] = subscription
        if baseline is not None:
            self.baselines[subscription.id] = baseline
        known = self.baselines.setdefault(subscription.id, frozenset())
        if revision is not None:
            self.baselines[subscription.id] = known | self.revise(subscription, revision)

    def remove_subscription(self, subscription_id: str, *, now: datetime) -> bool:
        if (found := self.subs.get(subscription_id)) is not None:
            self.take_apart(found, now)
        return self._forget(subscription_id)

    def _forget(self, subscription_id: str) -> bool:
        self.baselines.pop(subscription_id, None)
        return self.subs.pop(subscription_id, None) is not None

    def open_elsewhere(self, subscription_id: str, destination_id: int) -> frozenset[tuple[int, str]]:
        """All known places are of one server."""
        others = self.places.keys() - {destination_id} if destination_id in self.places else ()
        open_ = [a for a in self.alerts.values() if a.state in {AlertState.PENDING, AlertState.PLANNED}]
        return frozenset(a.key for a in open_ if a.destination_id in others and subscription_id in a.subscriptions)

    def destination(self, destination_id: int) -> Destination | None:
        return self.places.get(destination_id)

    def set_block(
        self,
        destination_id: int,
        block: Block | None,
        *,
        now: datetime,
        found: Destination | None = None,
        dropping: Collection[str] = (),
    ) -> bool:
        if destination_id not in self.places or self._is_other(destination_id, found):
            return False
        self.places[destination_id] = replace(self.places[destination_id], block=block)
        if dropping:
            self.drop(destination_id, now, frozenset(dropping))
        return True

    def _is_other(self, destination_id: int, found: Destination | None) -> bool:
        there = self.places.get(destination_id)
        return found is not None and (there is None or there.block != found.block)

    def set_preferences(
        self, destination_id: int, preferences: Preferences, *, due: Mapping[Alert, datetime]
    ) -> bool:
        if destination_id not in self.places:
            return False
        if self.places[destination_id].preferences != preferences:
            self.look_again(destination_id)
        self.places[destination_id] = replace(self.places[destination_id], preferences=preferences)
        for read, moment in due.items():
            alert = self.alerts.get(read.key)
            is_pending = alert is not None and alert.state is AlertState.PENDING
            if alert and is_pending and (alert.subscriptions, alert.due) == (read.subscriptions, read.due):
                self.alerts[alert.key] = replace(alert, due=moment)
        return True

    def forget_destination(self, destination_id: int, *, now: datetime, found: Destination | None = None) -> bool:
        if self._is_other(destination_id, found):
            return False
        self.places.pop(destination_id, None)
        for subscription in [s for s in self.subs.values() if s.destination_id == destination_id]:
            self._forget(subscription.id)
        self.drop(destination_id, now)
        return True

    # --- the rest -----------------------------------------------------------------------------------------

    def note(self, name: str) -> str | None:
        return self.notes.get(name)

    def set_note(self, name: str, value: str | None) -> None:
        self.notes.pop(name, None)
        if value is not None:
            self.notes[name] = value

    def prune(self, now: datetime) -> int:
        open_alerts = {a.paper_id for a in self.alerts.values() if a.state is AlertState.PENDING}
        needed = open_alerts.union(*(m.paper_ids for m in self.outbox.values() if m.state in OPEN))
        last = (now - 90 * DAY).date()
        papers = [k for k, s in self.papers.items() if s.signals.list_day < last and k not in needed]
        alerts = [key for key, finished in self.finished.items() if finished < now - 400 * DAY]
        self.prune_baselines(now)
        for paper in papers:
            del self.papers[paper]
        for alert in alerts:
            del self.alerts[alert], self.finished[alert]
        return len(papers) + len(alerts) + self.prune_messages(now)

    def prune_baselines(self, now: datetime) -> None:
        """By halves, what was listed more than three weeks before the newest list."""
        days = {key: paper.signals.list_day for key, paper in self.papers.items()}
        if not days:
            return
        first = min(now.date(), max(days.values())) - 21 * DAY
        for key, known in self.baselines.items():
            rest = frozenset(paper for paper in known if paper in days and days[paper] >= first)
            if known and len(rest) * 2 <= len(known):
                self.baselines[key] = rest

    def require_counts(self, counts: StoreCounts) -> None:
        """Fail unless a store that holds the same counts so."""
        assert (counts.papers, counts.subscriptions) == (len(self.papers), len(self.subs))
        blocked = [place for place in self.places.values() if place.block is not None]
        assert (counts.destinations, counts.blocked) == (len(self.places), len(blocked))
        for state in AlertState:
            assert counts.alerts[state] == sum(a.state is state for a in self.alerts.values())
        for state in MessageState:
            assert counts.messages[state] == sum(m.state is state for m in self.outbox.values())
