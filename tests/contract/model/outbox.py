"""The outbox as dictionaries; see tests.contract.model.model."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.alert import QUIET_HOURS, Alert, AlertState, Message, MessageState
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting
from bot.domain.subscription import Subscription
from bot.store import rules
from tests.contract.model.posted import PostedModel

OPEN = (MessageState.READY, MessageState.SENDING)
SETTLED = (MessageState.SENT, MessageState.DROPPED)
AGAIN = ("again", QUIET_HOURS)
OUTCOMES = ("sending", "sent", *AGAIN, "unwanted", "dead")  # of work on a message
FAILED = (MessageState.DEAD, MessageState.UNCERTAIN)
DAY = timedelta(days=1)


class OutboxModel(PostedModel):
    """Alerts and messages, with the subscriptions and destinations that they need."""

    def __init__(self):
        super().__init__()
        self.papers: dict[str, Sighting] = {}
        self.subs: dict[str, Subscription] = {}
        self.baselines: dict[str, frozenset[str]] = {}
        self.alerts: dict[tuple[int, str], Alert] = {}

    def end_leases(self):
        """End all leases, as an engine for one process does at its start."""
        self.outbox = {key: replace(m, leased_until=None) for key, m in self.outbox.items()}

    def _blocked(self, place: int) -> bool:
        return place in self.places and self.places[place].block is not None

    def _set(self, message: Message, state: AlertState, finished: datetime | None):
        """Set the state of a message's alerts that exist."""
        for paper in message.paper_ids:
            key = (message.destination_id, paper)
            if key in self.alerts:
                self.alerts[key] = replace(self.alerts[key], state=state, finished=finished)

    def drop(self, place: int, now: datetime, papers: frozenset[str] | None = None):
        """Drop all open items of a destination, or its unposted ones of some papers."""
        for m in [m for m in self.outbox.values() if m.destination_id == place and m.state in OPEN]:
            if papers is None or (m.state is MessageState.READY and papers.issuperset(m.paper_ids)):
                self._end(
                    m, MessageState.DROPPED, rules.FORGOTTEN_REASON if papers is None else rules.STALE_REASON, now
                )
        for alert in self.pending(place):
            if papers is None or alert.paper_id in papers:
                self.alerts[alert.key] = replace(alert, state=AlertState.DROPPED, finished=now)

    def take_apart(self, subscription: Subscription, at: datetime):
        """Drop a subscription's untried messages and return their alerts to pending."""
        for m in list(self.outbox.values()):
            untried = m.state is MessageState.READY and m.first_attempt is None
            tied = [a for p in m.paper_ids if (a := self.alerts.get((m.destination_id, p))) is not None]
            tied = [a for a in tied if a.state is AlertState.PLANNED]
            ours = m.destination_id == subscription.destination_id
            if ours and untried and any(subscription.id in a.subscriptions for a in tied):
                dropped = replace(m, state=MessageState.DROPPED, reason=rules.REPLANNED_REASON, finished=at)
                self.outbox[m.key] = replace(dropped, leased_until=None)
                for a in tied:
                    self.alerts[a.key] = replace(a, state=AlertState.PENDING, message_key=None)

    def look_again(self, place: int):
        """Retry messages that wait for the end of quiet hours, and free claimed ones that may be deferred."""
        for m in list(self.outbox.values()):
            if (
                m.destination_id == place
                and m.state is MessageState.READY
                and (m.reason == QUIET_HOURS or m.leased_until)
            ):
                self.outbox[m.key] = replace(m, next_try=min(m.next_try, m.created), leased_until=None)

    # --- alerts -------------------------------------------------------------------------------------------

    def pending(self, destination_id: int) -> tuple[Alert, ...]:
        ours = [a for a in self.alerts.values() if a.destination_id == destination_id]
        waiting = [a for a in ours if a.state is AlertState.PENDING]
        return tuple(sorted(waiting, key=lambda a: (a.due, a.created, a.paper_id)))

    def due_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        groups = [[a for a in self.pending(place) if a.due <= now] for place in {p for p, _ in self.alerts}]
        groups = [group for group in groups if group and not self._blocked(group[0].destination_id)]
        found: list[Alert] = []
        for group in sorted(groups, key=lambda group: (group[0].due, group[0].destination_id)):
            some = group[:limit] if len(group) > 2 * limit else group
            if found and len(found) + len(some) > limit:
                break
            found += some
        return tuple(found)

    def find_alert(self, destination_id: int, paper_id: str) -> tuple[Alert, Message | None] | None:
        alert = self.alerts.get((destination_id, paper_id))
        return None if alert is None else (alert, self.outbox.get(alert.message_key or ""))

    def plan(
        self,
        messages: Sequence[Message],
        dropped: Sequence[Alert],
        at: datetime,
        *,
        postponed: Sequence[Alert] = (),
    ):
        touched = [(m.destination_id, paper) for m in messages for paper in m.paper_ids]
        touched += [alert.key for alert in (*dropped, *postponed)]
        free = {key for key, alert in self.alerts.items() if alert.state is AlertState.PENDING}
        known = {m.key for m in self.outbox.values() if m.state is not MessageState.DROPPED}
        if len(set(touched)) < len(touched) or not free.issuperset(touched) or known & {m.key for m in messages}:
            raise ConflictError
        if any(self.alerts[one.key].subscriptions != one.subscriptions for one in (*dropped, *postponed)):
            raise ConflictError
        for message in messages:
            former = self.outbox.get(message.key)  # dropped; its claims are not given again
            self.outbox[message.key] = message if former is None else replace(message, claim=former.claim)
            for paper in message.paper_ids:
                key = (message.destination_id, paper)
                self.alerts[key] = replace(self.alerts[key], message_key=message.key)
            self._set(message, AlertState.PLANNED, None)
        for gone in dropped:
            self.alerts[gone.key] = replace(self.alerts[gone.key], state=AlertState.DROPPED, finished=at)
        for later in postponed:
            self.alerts[later.key] = replace(
                self.alerts[later.key], due=later.due, deferred_to_digest=later.deferred_to_digest
            )

    # --- messages -----------------------------------------------------------------------------------------

    def _heads(self) -> list[Message]:
        """The oldest open message in line of each unblocked destination, and all deferred ones."""
        heads: dict[int, Message] = {}
        aside: list[Message] = []
        for m in sorted(self.outbox.values(), key=lambda m: m.created):
            if m.state in OPEN and not self._blocked(m.destination_id):
                if m.state is MessageState.SENDING and m.attempts >= 5:
                    aside.append(m)
                else:
                    heads.setdefault(m.destination_id, m)
        return [*heads.values(), *aside]

    def claimable(self, now: datetime) -> list[Message]:
        free = [m for m in self._heads() if m.leased_until is None or m.leased_until <= now]
        return sorted((m for m in free if m.next_try <= now), key=lambda m: (m.next_try, m.created))

    def claim(self, key: str, leased_until: datetime) -> Message:
        """Claim the messages that the store chose among those that can be claimed."""
        m = self.outbox[key]
        self.outbox[key] = replace(m, claim=m.claim + 1, leased_until=leased_until)
        return self.outbox[key]

    def _claimed(self, key: str, claim: int) -> Message:
        message = self.outbox.get(key)
        if message is None or message.claim != claim or message.leased_until is None:
            raise ConflictError
        return message

    def drop_unwanted(self, key: str, claim: int, reason: str, at: datetime, *, in_doubt: bool) -> bool:
        found = self.outbox.get(key)
        wanted = found is not None and self._is_wanted(found.destination_id, found.paper_ids)
        if not wanted:
            self.finish(key, claim, MessageState.DROPPED, reason, at, in_doubt=in_doubt)
        return not wanted

    def _is_wanted(self, destination_id: int, papers: Collection[str]) -> bool:
        keys = [(destination_id, paper) for paper in papers]
        return any(s in self.subs for k in keys if k in self.alerts for s in self.alerts[k].subscriptions)

    def mark_sending(
        self,
        key: str,
        claim: int,
        *,
        first_attempt: datetime,
        after: int | None,
        leased_until: datetime | None = None,
    ) -> Message:
        m = self._claimed(key, claim)
        self.outbox[key] = replace(
            m,
            state=MessageState.SENDING,
            attempts=m.attempts + 1,
            first_attempt=first_attempt,
            after=after,
            leased_until=leased_until or m.leased_until,
        )
        return self.outbox[key]

    def mark_sent(self, key: str, claim: int, message_id: int | None, at: datetime):
        self._end(replace(self._claimed(key, claim), message_id=message_id), MessageState.SENT, None, at)

    def retry_at(self, key: str, claim: int, when: datetime, reason: str, *, in_doubt: bool, attempts: int = 0):
        m = replace(self._claimed(key, claim), next_try=when, reason=reason, leased_until=None)
        m = replace(m, attempts=max(m.attempts, attempts))
        surely_not = replace(m, state=MessageState.READY, first_attempt=None, after=None)
        self.outbox[key] = m if in_doubt else surely_not

    def finish(
        self, key: str, claim: int, state: MessageState, reason: str, at: datetime, *, in_doubt: bool = True
    ):
        m = self._claimed(key, claim)
        self._end(m if in_doubt else replace(m, first_attempt=None, after=None), state, reason, at)

    def split(self, key: str, claim: int, parts: Sequence[Message], *, reason: str, at: datetime):
        whole = self._claimed(key, claim)
        known = {m.key for m in self.outbox.values() if m.state is not MessageState.DROPPED and m.key != key}
        if known & {part.key for part in parts}:
            raise ConflictError
        left = set(whole.paper_ids).difference(*(part.paper_ids for part in parts)) & self.papers.keys()
        if self._is_wanted(whole.destination_id, left):
            raise ConflictError
        self._end(replace(whole, first_attempt=None, after=None), MessageState.DROPPED, reason, at)
        for part in parts:
            former = self.outbox.get(part.key)
            self.outbox[part.key] = part if former is None else replace(part, claim=former.claim)
            for paper in part.paper_ids:
                alert = (part.destination_id, paper)
                if alert in self.alerts:
                    self.alerts[alert] = replace(self.alerts[alert], message_key=part.key)
            self._set(part, AlertState.PLANNED, None)

    def _end(self, m: Message, state: MessageState, reason: str | None, at: datetime):
        self.outbox[m.key] = replace(m, state=state, reason=reason, finished=at, leased_until=None)
        maybe_out = state is MessageState.DROPPED and m.first_attempt is not None
        self._set(m, AlertState.UNCERTAIN if maybe_out else AlertState(state.value), at)

    def messages(self, states: Collection[MessageState]) -> tuple[Message, ...]:
        return tuple(sorted((m for m in self.outbox.values() if m.state in states), key=lambda m: m.created))

    def requeue(self, key: str, at: datetime) -> bool:
        m = self.outbox.get(key)
        if m is None or not self._tended(m, at):
            return False
        if m.state in OPEN:
            self.outbox[key] = replace(m, next_try=at)
            return True
        self.outbox[key] = replace(
            m, state=MessageState.READY, next_try=at, attempts=0, reason=None, finished=None
        )
        self._set(m, AlertState.PLANNED, None)
        return True

    def discard(self, key: str, at: datetime) -> bool:
        m = self.outbox.get(key)
        if m is None or not self._tended(m, at):
            return False
        self._end(m, MessageState.DROPPED, rules.DISCARDED_REASON, at)
        return True

    def _tended(self, m: Message, at: datetime) -> bool:
        return m.state in (*OPEN, *FAILED) and (m.leased_until is None or m.leased_until <= at)

    def next_wake(self) -> datetime | None:
        places = {place for place, _ in self.alerts if not self._blocked(place)}
        times = [alert.due for place in places for alert in self.pending(place)]
        times += [max(m.next_try, m.leased_until or m.next_try) for m in self._heads()]
        return min(times, default=None)

    def prune_messages(self, now: datetime) -> int:
        gone = 0
        for m in [m for m in self.outbox.values() if m.finished is not None]:
            assert m.finished is not None
            settled = m.state in SETTLED
            if m.finished < now - (30 if settled else 400) * DAY:
                del self.outbox[m.key]
                gone += 1
            elif settled and m.finished < now - 7 * DAY:
                self.outbox[m.key] = replace(m, payload={})
        return gone
