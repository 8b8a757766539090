"""Random operations on a store and on a model of it, which must agree."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from bot.domain.alert import Alert, AlertState, Message, MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import PollCommit
from bot.domain.preferences import Preferences
from bot.domain.subscription import Block
from tests.contract.engines import Reopening
from tests.contract.entries import entries_of, in_order
from tests.contract.makers import LEASE, NOW, TODAY, alert, channel, message, paper_name, sighting, subscription
from tests.contract.model.draws import BLOCKS, CHOICES, KEYS, OFTEN, PAPERS, PAYLOADS, PLACES, SHOWN, STEPS
from tests.contract.model.edits import edits
from tests.contract.model.model import DAY, Model
from tests.contract.model.outbox import AGAIN, FAILED, OPEN, OUTCOMES
from tests.contract.model.posted import compare_slices
from tests.contract.model.undoing import UndoRules


class StoreMachine(UndoRules):
    """The machine; `new_url` makes an empty store, and `kill` copies an open one as a killed process leaves it."""

    new_url: ClassVar[Callable[[Path], Awaitable[str]]]
    kill: ClassVar[Callable[[Any, str, Path], str]]
    ends_leases: ClassVar[bool]

    def __init__(self):
        super().__init__()
        self.folders: list[tempfile.TemporaryDirectory[str]] = []
        self.loop = asyncio.new_event_loop()
        self.dead: list[Reopening] = []
        self.reopening = Reopening(url=self.run(type(self).new_url(self.folder())))
        self.now = NOW
        self.model = Model()

    def folder(self) -> Path:
        self.folders.append(tempfile.TemporaryDirectory())
        return Path(self.folders[-1].name)

    def run(self, work: Coroutine[Any, Any, Any] | Awaitable[Any]) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self):
        for opened in (self.reopening, *self.dead):
            self.run(opened.close())
        self.run(self.loop.shutdown_default_executor())
        self.loop.close()
        for folder in self.folders:
            folder.cleanup()

    @initialize()
    def open(self):
        self.store: Any = self.run(self.reopening.open())

    def both(
        self,
        operation: str,
        *args: Any,
        store: dict[str, Any] | None = None,
        model: dict[str, Any] | None = None,
        **same: Any,
    ) -> Any:
        """Do it on both and compare the results; `store` and `model` are arguments for one of them."""
        try:
            expected = getattr(self.model, operation)(*args, **same, **(model or {}))
        except ConflictError:
            expected = ConflictError
        try:
            found = self.run(getattr(self.store, operation)(*args, **same, **(store or {})))
        except ConflictError:
            found = ConflictError
        assert found == expected, operation
        return found

    # --- time and accidents -------------------------------------------------------------------------------

    @rule(step=STEPS)
    def wait(self, step: timedelta):
        self.now += step

    @rule(days=st.sampled_from([5, 25, 100, 401]), likely=st.integers(0, 9))
    def wait_long_and_prune(self, days: int, likely: int):
        if likely == 0:
            self.wait(days * DAY)
            self.both("prune", self.now)

    @rule()
    def close_and_open(self):
        self.store = self.run(self.reopening.again())
        self.opened()

    @rule()
    def crash(self):
        """Open what was acknowledged in a new process, and end the old one."""
        url = type(self).kill(self.store, self.reopening.url, self.folder())
        self.dead.append(self.reopening)
        self.reopening = Reopening(url=url)
        self.store = self.run(self.reopening.open())
        self.opened()

    def opened(self):
        if self.ends_leases:
            self.model.end_leases()

    @rule()
    def compact(self):
        if hasattr(self.store, "compact"):
            self.run(self.store.compact())

    # --- subscriptions and destinations -------------------------------------------------------------------

    @rule(place=PLACES, key=KEYS, paused=st.booleans(), known=st.sets(PAPERS, max_size=2), fresh=OFTEN)
    def subscribe(self, place: int, key: str, *, paused: bool, known: set[int], fresh: bool):
        version = self.run(self.store.papers_version()) - (not fresh)
        made = subscription(key, place, paused=paused, created=self.now)
        baseline = frozenset(map(paper_name, known))
        versions = {"store": {"papers_version": version}, "model": {"stale": not fresh}}
        self.both("save_subscription", made, channel(place), baseline=baseline, **versions)

    @rule(key=KEYS)
    def unsubscribe(self, key: str):
        self.both("remove_subscription", key)

    @precondition(lambda self: self.model.subs)
    @rule(data=st.data())
    def edit(self, data: st.DataObject):
        made, revision, baseline = data.draw(edits(self.model.subs, self.now))
        versions = {"store": {"papers_version": self.run(self.store.papers_version())}, "model": {"stale": False}}
        where = channel(made.destination_id)
        self.both("save_subscription", made, where, baseline=baseline, revision=revision, **versions)

    @rule(place=PLACES, change=BLOCKS, stale=st.frozensets(PAPERS, max_size=3), later=STEPS)
    def block(self, place: int, change: tuple[Block | None, Any], stale: frozenset[int], later: timedelta):
        dropping = frozenset(map(paper_name, stale)) if change[0] is None else frozenset[str]()
        self.both("set_block", place, change[0], dropping=dropping, **change[1], dropped_at=self.now + later)

    @rule(place=PLACES, chosen=CHOICES, papers=st.sets(PAPERS, max_size=2), later=STEPS)
    def prefer(self, place: int, chosen: Preferences, papers: set[int], later: timedelta):
        made = [alert(number, place) for number in papers]
        read = [self.model.alerts.get(one.key, one) for one in made] if later else made
        self.both("set_preferences", place, chosen, due=dict.fromkeys(read, self.now + later))

    @rule(place=PLACES, change=BLOCKS, later=STEPS)
    def forget(self, place: int, change: tuple[object, Any], later: timedelta):
        self.both("forget_destination", place, **change[1], dropped_at=self.now + later)

    @rule(name=KEYS, value=st.sampled_from(["x", "\0 \ud800", None]))
    def remember(self, name: str, value: str | None):
        self.both("set_note", name, value)
        self.both("note", name)

    # --- from papers to messages --------------------------------------------------------------------------

    @rule(data=st.data(), place=PLACES, papers=st.lists(PAPERS, max_size=3), key=KEYS, later=STEPS, fresh=OFTEN)
    def poll(self, data: st.DataObject, place: int, papers: list[int], key: str, later: timedelta, *, fresh: bool):
        day, read, known = self.now.date(), data.draw(st.booleans()), data.draw(st.sets(PAPERS))
        commit = PollCommit(
            source="hf",
            at=self.now,
            sightings=tuple(sighting(n, day=day, upvotes=n % 3) for n in sorted(set(papers))) if read else (),
            alerts=tuple(
                alert(n, place, subscriptions=[key], due=self.now + later, created=self.now) for n in papers
            ),
            baselines={key: frozenset(map(paper_name, papers))} if read and papers else {},
            position=day if read else None,
            cursor=day.isoformat() if read and fresh else None,
            already_stored=frozenset(map(paper_name, known)),
            subscriptions_version=self.run(self.store.subscriptions()).version - (not fresh),
        )
        self.both("commit_poll", commit, model={"stale": not fresh})

    @rule(place=PLACES, papers=st.lists(PAPERS, min_size=1, max_size=2, unique=True))
    def plan_anything(self, place: int, papers: list[int]):
        self.both("plan", [message(*papers, to=place, created=self.now)], [], self.now)

    def pending(self) -> list[Alert]:
        return [alert for alert in self.model.alerts.values() if alert.state is AlertState.PENDING]

    @precondition(lambda self: self.pending())
    @rule(data=st.data())
    def plan_one(self, data: st.DataObject):
        alert = data.draw(st.sampled_from(self.pending()))
        made = message(int(alert.paper_id.rpartition(".")[2]), to=alert.destination_id, created=self.now)
        self.both("plan", [made], [], self.now)

    @precondition(lambda self: self.pending())
    @rule(data=st.data(), later=STEPS, deferred=st.booleans(), right=OFTEN)
    def postpone_or_drop(self, data: st.DataObject, later: timedelta, *, deferred: bool, right: bool):
        first, second = (data.draw(st.sampled_from(self.pending())) for _ in range(2))
        late = replace(first, due=self.now + later, deferred_to_digest=deferred)
        self.both("plan", [], [second if right else replace(second, subscriptions=())], self.now, postponed=[late])

    # --- from messages to posts ---------------------------------------------------------------------------

    @precondition(lambda self: self.model.outbox)
    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int):
        free = self.model.claimable(self.now)
        taken = self.run(self.store.claim_due(self.now, LEASE, limit))
        assert len(taken) == min(limit, len(free))
        assert [m.next_try for m in taken] == [m.next_try for m in free[: len(taken)]]
        for one in taken:
            assert one.key in {m.key for m in free}
            assert one == self.model.claim(one.key, self.now + LEASE)

    def leased(self) -> list[Message]:
        return [m for m in self.model.outbox.values() if m.leased_until is not None]

    @precondition(lambda self: self.leased())
    @rule(data=st.data(), step=STEPS, right=OFTEN, outcome=st.sampled_from(OUTCOMES))
    def work(self, data: st.DataObject, step: timedelta, outcome: str, *, right: bool):
        one = data.draw(st.sampled_from(self.leased()))
        claim = one.claim if right else one.claim - 1
        if outcome == "sending":
            until = data.draw(st.sampled_from([None, self.now + 2 * LEASE]))
            self.both("mark_sending", one.key, claim, first_attempt=self.now, after=7, leased_until=until)
        elif outcome == "sent":
            self.both("mark_sent", one.key, claim, data.draw(st.sampled_from([1, 2, None])), self.now)
        elif outcome in AGAIN:
            in_doubt, attempts = data.draw(st.booleans()), data.draw(st.sampled_from([0, 2, 5]))
            self.both("retry_at", one.key, claim, self.now + step, outcome, in_doubt=in_doubt, attempts=attempts)
        elif outcome == "unwanted":
            self.both("drop_unwanted", one.key, claim, "x", self.now, in_doubt=data.draw(st.booleans()))
        else:
            end = data.draw(st.sampled_from([*FAILED, MessageState.DROPPED]))
            self.both("finish", one.key, claim, end, "x", self.now, in_doubt=data.draw(st.booleans()))

    def digests(self) -> list[Message]:
        return [m for m in self.leased() if len(m.paper_ids) > 1]

    @precondition(lambda self: self.digests())
    @rule(data=st.data(), kept=st.integers(0, 2), right=OFTEN)
    def split(self, data: st.DataObject, kept: int, *, right: bool):
        one = data.draw(st.sampled_from(self.digests()))
        numbers = [int(paper.rpartition(".")[2]) for paper in one.paper_ids][:kept]
        parts = [message(number, to=one.destination_id, created=one.created) for number in numbers]
        claim = one.claim if right else one.claim - 1
        self.both("split", one.key, claim, parts, reason="x", at=self.now)

    @precondition(lambda self: self.model.claimable(self.now))
    @rule(data=st.data(), step=STEPS, outcome=st.sampled_from(OUTCOMES))
    def claim_and_work(self, data: st.DataObject, step: timedelta, outcome: str):
        self.claim(3)
        self.work(data, step, outcome, right=True)

    @precondition(lambda self: self.model.outbox)
    @rule(data=st.data(), operation=st.sampled_from(["requeue", "discard", "record_edit", "record_thread"]))
    def tend(self, data: st.DataObject, operation: str):
        key = data.draw(st.sampled_from([*self.model.outbox, "none"]))
        more: dict[str, tuple[Any, ...]] = {
            "record_edit": (data.draw(PAYLOADS), data.draw(SHOWN), self.now),
            "record_thread": (77,),
        }
        self.both(operation, key, *more.get(operation, (self.now,)))

    # --- what must always hold ----------------------------------------------------------------------------

    @rule(place=PLACES, paper=PAPERS, back=STEPS, limit=st.integers(1, 4), data=st.data())
    def ask(self, place: int, paper: int, back: timedelta, limit: int, data: st.DataObject):
        since: datetime = self.now - back
        self.both("due_alerts", self.now, limit)
        self.both("find_alert", place, paper_name(paper))
        self.both("cards_between", place, since, self.now - data.draw(STEPS))
        compare_slices(self.both, data.draw(st.sampled_from([since, NOW])), self.now, limit, paper_name(paper))
        for of_place, *more in (
            ("pending",),
            ("newest_posts", limit),
            ("newest_message_ids", limit),
            ("destination",),
        ):
            self.both(of_place, place, *more)
        self.both("messages", OPEN)
        self.both("position", "hf")
        self.both("cursor", "hf")
        self.both("sightings", [paper_name(n) for n in range(1, 4)])
        self.both("papers_since", TODAY)

    @invariant()
    def the_same_is_stored(self):
        assert self.run(entries_of(self.store)) == in_order(self.model.entries())
        self.model.require_counts(self.run(self.store.counts()))

    @invariant()
    def the_same_is_due_next(self):
        self.both("next_wake")
        self.both("due_alerts", self.now, 1000)
