"""Any sequence of verbs gives what a plain model in memory gives, however often it is closed and opened."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.errors import ConflictError
from bot.domain.subscription import Block, BlockCause
from tests.contract.engines import ENGINES, Reopening, new_url
from tests.contract.given import LEASE, NOW, alert, channel, message, polled, subscription

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from tests.databases import Databases

OPEN = {MessageState.READY, MessageState.SENDING}
PLACES = st.integers(1, 3)
PAPERS = st.integers(1, 5)
KEYS = st.sampled_from(["aaaaa", "bbbbb"])
STEPS = st.integers(0, 3).map(lambda count: timedelta(seconds=30 * count))


class StoreMachine(RuleBasedStateMachine):
    """The store beside dictionaries of alerts, messages, subscriptions and blocked places."""

    new_url: ClassVar[Callable[[Path], Awaitable[str]]]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.reopening = Reopening(url=self.run(type(self).new_url(Path(self.folder.name))))
        self.now = NOW
        self.alerts: dict[tuple[int, str], Alert] = {}
        self.messages: dict[str, Message] = {}  # in order of planning
        self.subscriptions: dict[str, int] = {}
        self.blocked: dict[int, bool] = {}

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.run(self.reopening.close())
        self.run(self.loop.shutdown_default_executor())
        self.loop.close()
        self.folder.cleanup()

    @initialize()
    def open(self) -> None:
        self.store = self.run(self.reopening.open())

    # --- what the verbs do, told simply -------------------------------------------------------------------

    def tie(self, made: Message, state: AlertState, key: str | None) -> None:
        for paper in made.paper_ids:
            where = (made.destination_id, paper)
            self.alerts[where] = replace(self.alerts[where], state=state, message_key=key)

    def head(self, place: int) -> Message | None:
        queue = [m for m in self.messages.values() if m.destination_id == place and m.state in OPEN]
        return min(queue, key=lambda m: m.created, default=None)

    def claimable(self) -> list[Message]:
        heads = (self.head(place) for place in range(1, 4) if not self.blocked.get(place, False))
        return [
            m
            for m in heads
            if m is not None and m.next_try <= self.now and (m.leased_until is None or m.leased_until <= self.now)
        ]

    def due(self) -> set[tuple[int, str]]:
        return {
            where
            for where, a in self.alerts.items()
            if a.state is AlertState.PENDING and a.due <= self.now and not self.blocked.get(where[0], False)
        }

    # --- rules --------------------------------------------------------------------------------------------

    @rule(step=STEPS)
    def wait(self, step: timedelta) -> None:
        self.now += step

    @rule()
    def close_and_open(self) -> None:
        """An engine for one process ends the leases then, others keep them: the store says which."""
        self.store = self.run(self.reopening.again())
        for found in self.run(self.store.messages(list(OPEN))):
            self.messages[found.key] = replace(self.messages[found.key], leased_until=found.leased_until)

    @rule()
    def compact(self) -> None:
        if hasattr(self.store, "compact"):
            self.run(self.store.compact())

    @rule(place=PLACES, key=KEYS)
    def subscribe(self, place: int, key: str) -> None:
        self.run(
            self.store.save_subscription(
                subscription(key, place), channel(place), baseline=frozenset(), papers_version=0
            )
        )
        self.subscriptions[key] = place
        self.blocked.setdefault(place, False)

    @precondition(lambda self: self.subscriptions)
    @rule(key=KEYS)
    def unsubscribe(self, key: str) -> None:
        assert self.run(self.store.remove_subscription(key)) == (self.subscriptions.pop(key, None) is not None)

    @precondition(lambda self: self.blocked)
    @rule(place=PLACES, blocked=st.booleans())
    def block(self, place: int, *, blocked: bool) -> None:
        block = Block(cause=BlockCause.PERMISSION, reason="x", since=NOW) if blocked else None
        self.run(self.store.set_block(place, block))
        if place in self.blocked:
            self.blocked[place] = blocked

    @rule(place=PLACES)
    def forget(self, place: int) -> None:
        self.run(self.store.forget_destination(place))
        self.blocked.pop(place, None)
        self.subscriptions = {key: to for key, to in self.subscriptions.items() if to != place}
        for key, made in self.messages.items():
            if made.destination_id == place and made.state in OPEN:
                self.messages[key] = replace(made, state=MessageState.DROPPED)
                self.tie(made, AlertState.DROPPED, key)
        for where, owed in self.alerts.items():
            if where[0] == place and owed.state is AlertState.PENDING:
                self.alerts[where] = replace(owed, state=AlertState.DROPPED)

    @rule(place=PLACES, papers=st.lists(PAPERS, max_size=3), key=KEYS, later=STEPS)
    def poll(self, place: int, papers: list[int], key: str, later: timedelta) -> None:
        owed = [alert(n, place, subscriptions=[key], due=self.now + later, created=self.now) for n in papers]
        new: dict[tuple[int, str], None] = {}
        for one in owed:
            old = self.alerts.get(one.key)
            both = one.subscriptions if old is None else tuple(dict.fromkeys((*old.subscriptions, key)))
            if old is None or (old.state is AlertState.DROPPED and key not in old.subscriptions):
                self.alerts[one.key] = one
                new[one.key] = None
            elif old.state is AlertState.PENDING:
                earlier = old.due if old.gathered else min(old.due, one.due)
                self.alerts[one.key] = replace(old, subscriptions=both, due=earlier)
            elif old.state is AlertState.PLANNED:
                self.alerts[one.key] = replace(old, subscriptions=both)
        assert self.run(polled(self.store, *owed)) == tuple(self.alerts[where] for where in new)

    @rule(place=PLACES, papers=st.lists(PAPERS, min_size=1, max_size=2, unique=True))
    def plan_anything(self, place: int, papers: list[int]) -> None:
        made = message(*papers, to=place, created=self.now)
        wheres = [(place, paper) for paper in made.paper_ids]
        if all(w in self.alerts and self.alerts[w].state is AlertState.PENDING for w in wheres):
            self.plan(made)
        else:
            with pytest.raises(ConflictError):
                self.run(self.store.plan([made], [], self.now))

    def pending(self) -> list[tuple[int, str]]:
        return [where for where, owed in self.alerts.items() if owed.state is AlertState.PENDING]

    @precondition(lambda self: self.pending())
    @rule(data=st.data())
    def plan_one(self, data: st.DataObject) -> None:
        place, paper = data.draw(st.sampled_from(self.pending()))
        self.plan(message(int(paper.rpartition(".")[2]), to=place, created=self.now))

    def plan(self, made: Message) -> None:
        self.run(self.store.plan([made], [], self.now))
        former = self.messages.get(made.key)  # dropped; its claims are not given again
        self.messages[made.key] = made if former is None else replace(made, claim=former.claim)
        self.tie(made, AlertState.PLANNED, made.key)

    @precondition(lambda self: self.pending())
    @rule(data=st.data(), later=STEPS, gathered=st.booleans())
    def postpone(self, data: st.DataObject, later: timedelta, *, gathered: bool) -> None:
        where = data.draw(st.sampled_from(self.pending()))
        self.alerts[where] = replace(self.alerts[where], due=self.now + later, gathered=gathered)
        self.run(self.store.plan([], [], self.now, postponed=[self.alerts[where]]))

    @precondition(lambda self: self.messages)
    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        candidates = self.claimable()
        taken = self.run(self.store.claim_due(self.now, LEASE, limit))
        assert len(taken) == min(limit, len(candidates))
        assert {m.key for m in taken} <= {m.key for m in candidates}
        assert [m.next_try for m in taken] == sorted(m.next_try for m in candidates)[: len(taken)]
        for one in taken:
            assert one.claim > self.messages[one.key].claim
            self.messages[one.key] = replace(
                self.messages[one.key], claim=one.claim, leased_until=self.now + LEASE
            )

    def leased(self) -> list[Message]:
        return [m for m in self.messages.values() if m.state in OPEN and m.leased_until is not None]

    @precondition(lambda self: self.claimable())
    @rule(data=st.data(), step=STEPS)
    def claim_and_send(self, data: st.DataObject, step: timedelta) -> None:
        self.claim(3)
        self.send(data, step)

    @precondition(lambda self: self.leased())
    @rule(data=st.data(), step=STEPS)
    def send_later(self, data: st.DataObject, step: timedelta) -> None:
        self.send(data, step)

    def send(self, data: st.DataObject, step: timedelta) -> None:
        one = data.draw(st.sampled_from(self.leased()))
        outcome = data.draw(st.sampled_from(["sending", "sent", "again", "in doubt", "dead"]))
        verbs: dict[str, Any] = {
            "sending": lambda: self.store.mark_sending(one.key, one.claim, first_attempt=NOW, after=1),
            "sent": lambda: self.store.mark_sent(one.key, one.claim, 1, NOW),
            "again": lambda: self.store.retry_at(one.key, one.claim, self.now + step, "x", in_doubt=False),
            "in doubt": lambda: self.store.retry_at(one.key, one.claim, self.now + step, "x", in_doubt=True),
            "dead": lambda: self.store.finish(one.key, one.claim, MessageState.DEAD, "x", NOW),
        }
        self.run(verbs[outcome]())
        state = {
            "sending": MessageState.SENDING,
            "sent": MessageState.SENT,
            "again": MessageState.READY,
            "in doubt": one.state,
            "dead": MessageState.DEAD,
        }[outcome]
        after = replace(one, state=state)
        if outcome in {"again", "in doubt"}:
            after = replace(after, next_try=self.now + step)
        if outcome != "sending":
            after = replace(after, leased_until=None)
        self.messages[one.key] = after
        if state not in OPEN:
            self.tie(one, AlertState(state.value), one.key)

    @precondition(lambda self: any(m.state is MessageState.DEAD for m in self.messages.values()))
    @rule(data=st.data())
    def requeue(self, data: st.DataObject) -> None:
        dead = [m for m in self.messages.values() if m.state is MessageState.DEAD]
        one = data.draw(st.sampled_from(dead))
        assert self.run(self.store.requeue(one.key, self.now))
        self.messages[one.key] = replace(one, state=MessageState.READY, next_try=self.now)
        self.tie(one, AlertState.PLANNED, one.key)

    @precondition(lambda self: self.messages)
    @rule(data=st.data())
    def discard(self, data: st.DataObject) -> None:
        one = self.messages[data.draw(st.sampled_from(list(self.messages)))]
        leased = one.leased_until is not None and one.leased_until > self.now
        waits = one.state in {MessageState.READY, MessageState.DEAD} and not leased
        assert self.run(self.store.discard(one.key, self.now)) == waits
        if waits:
            self.messages[one.key] = replace(one, state=MessageState.DROPPED, leased_until=None)
            self.tie(one, AlertState.DROPPED, one.key)

    # --- what must always hold ----------------------------------------------------------------------------

    @invariant()
    def due_alerts_are_those_of_the_model(self) -> None:
        found = self.run(self.store.due_alerts(self.now, 1000))
        assert {a.key for a in found} == self.due()
        assert all(a == self.alerts[a.key] for a in found)

    @invariant()
    def messages_are_those_of_the_model(self) -> None:
        found = self.run(self.store.messages(list(MessageState)))
        assert {m.key: (m.state, m.claim, m.next_try) for m in found} == {
            key: (m.state, m.claim, m.next_try) for key, m in self.messages.items()
        }
        assert [m.created for m in found] == sorted(m.created for m in found)

    @invariant()
    def the_next_wake_is_the_earliest_time_of_the_model(self) -> None:
        times = [
            a.due
            for a in self.alerts.values()
            if a.state is AlertState.PENDING and not self.blocked.get(a.destination_id, False)
        ]
        heads = [h for place in range(1, 4) if not self.blocked.get(place, False) and (h := self.head(place))]
        times += [max(h.next_try, h.leased_until or h.next_try) for h in heads]
        assert self.run(self.store.next_wake()) == min(times, default=None)

    @invariant()
    def cards_are_those_of_the_model(self) -> None:
        cards = [m for m in self.messages.values() if m.kind is MessageKind.CARD]
        for place in range(1, 4):
            planned = [m for m in cards if m.destination_id == place and m.state is not MessageState.DROPPED]
            count = sum(m.created >= self.now for m in planned)
            assert self.run(self.store.cards_since(place, self.now)) == count
        sent = {m.key for m in cards if m.state is MessageState.SENT}
        assert {m.key for m in self.run(self.store.posted_cards(NOW))} == sent

    @invariant()
    def counts_are_those_of_the_model(self) -> None:
        counts = self.run(self.store.counts())
        assert counts.subscriptions == len(self.subscriptions)
        assert (counts.destinations, counts.blocked) == (len(self.blocked), sum(self.blocked.values()))
        assert sum(counts.alerts.values()) == len(self.alerts)
        for state in AlertState:
            assert counts.alerts[state] == sum(a.state is state for a in self.alerts.values())


@pytest.mark.parametrize("engine", ENGINES)
def test_any_sequence_of_verbs_gives_what_the_model_gives(engine: str, databases: Databases) -> None:
    """Alerts, messages, claims, blocks, wake times and counts agree after every step."""

    async def empty(folder: Path) -> str:
        return await new_url(engine, folder, databases)

    machine = type("Machine", (StoreMachine,), {"new_url": staticmethod(empty)})
    case = machine.TestCase  # type: ignore[attr-defined] - made by hypothesis
    case.settings = settings(
        max_examples=60,
        stateful_step_count=40,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    case("runTest").runTest()
