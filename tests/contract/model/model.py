"""The store as dictionaries: each operation as simple as possible, without durability or speed."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.alert import Alert, AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting
from bot.domain.ports import PollCommit, StoreCounts
from bot.store.entries import Entry, Note, Position, StoredSubscription
from tests.contract.model.outbox import OPEN
from tests.contract.model.subscribing import SubscriptionModel

DAY = timedelta(days=1)


class Model(SubscriptionModel):
    """Papers, on top of subscriptions and the outbox; `stale` stands for an outdated version."""

    def __init__(self):
        super().__init__()
        self.positions: dict[str, date] = {}
        self.notes: dict[str, str] = {}

    def entries(self) -> list[Entry]:
        """See Portable."""
        kept = [replace(message, leased_until=None) for message in self.outbox.values()]
        subscribed = [StoredSubscription(s, self.baselines[s.id]) for s in self.subs.values()]
        positions = [Position(source=source, day=day) for source, day in self.positions.items()]
        notes = [Note(name=name, value=value) for name, value in self.notes.items()]
        return [
            *self.papers.values(),
            *self.places.values(),
            *subscribed,
            *self.alerts.values(),
            *kept,
            *positions,
            *notes,
        ]

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
        wanted = [
            alert for alert in commit.alerts if alert.paper_id not in commit.already_stored or self._is_news(alert)
        ]
        new = {alert.key: None for alert in wanted if self._owe(alert)}
        return tuple(self.alerts[key] for key in new)

    def _is_news(self, alert: Alert) -> bool:
        """True if no other destination of the server had the paper for the subscriptions that match it here."""
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

    # --- the rest -----------------------------------------------------------------------------------------

    def note(self, name: str) -> str | None:
        return self.notes.get(name)

    def set_note(self, name: str, value: str | None):
        self.notes.pop(name, None)
        if value is not None:
            self.notes[name] = value

    def prune(self, now: datetime) -> int:
        open_alerts = {a.paper_id for a in self.alerts.values() if a.state is AlertState.PENDING}
        needed = open_alerts.union(*(m.paper_ids for m in self.outbox.values() if m.state in OPEN))
        last = (now - 90 * DAY).date()
        papers = [k for k, s in self.papers.items() if s.signals.list_day < last and k not in needed]
        alerts = [key for key, a in self.alerts.items() if a.finished is not None and a.finished < now - 400 * DAY]
        self.prune_baselines(now)
        for paper in papers:
            del self.papers[paper]
        for alert in alerts:
            del self.alerts[alert]
        return len(papers) + len(alerts) + self.prune_messages(now)

    def prune_baselines(self, now: datetime):
        """Remove papers listed over three weeks before the newest list, once they are half of a baseline."""
        days = {key: paper.signals.list_day for key, paper in self.papers.items()}
        if not days:
            return
        first = min(now.date(), max(days.values())) - 21 * DAY
        for key, known in self.baselines.items():
            rest = frozenset(paper for paper in known if paper in days and days[paper] >= first)
            if known and len(rest) * 2 <= len(known):
                self.baselines[key] = rest

    def require_counts(self, counts: StoreCounts):
        """Fail unless the store's counts equal the model's."""
        assert (counts.papers, counts.subscriptions) == (
            len(self.papers),
            sum(s.ended is None for s in self.subs.values()),
        )
        blocked = [place for place in self.places.values() if place.block is not None]
        assert (counts.destinations, counts.blocked) == (len(self.places), len(blocked))
        for state in AlertState:
            assert counts.alerts[state] == sum(a.state is state for a in self.alerts.values())
        for state in MessageState:
            assert counts.messages[state] == sum(m.state is state for m in self.outbox.values())
