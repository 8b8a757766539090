"""A replica runs the shards that its membership gives it, and stops those that it loses."""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from bot.app.monitoring.overview import Overview, check_readiness, process_facts
from bot.app.replicas import Replica
from bot.domain.errors import CredentialsError, PaperboyError, StoreError
from bot.domain.ports import Store
from bot.service.poll.source_health import SourceState
from bot.store.engine import ShardAssignment
from tests.support.fakes import START, Clock


class FakeMembership:
    """Answers heartbeats by its script; the last answer repeats."""

    heartbeat: float | None = 0.001
    tenure = 2.5

    def __init__(self, *script: ShardAssignment | StoreError):
        self.script = deque(script)
        self.released: list[int] = []
        self.beats = 0
        self.before_answer: Callable[[], None] = lambda: None

    async def renew(self) -> ShardAssignment:
        self.beats += 1
        self.before_answer()
        answer = self.script[0] if len(self.script) == 1 else self.script.popleft()
        if isinstance(answer, StoreError):
            raise answer
        return answer

    async def release(self, shard: int):
        self.released.append(shard)

    def store_for(self, shard: int) -> Store:
        raise NotImplementedError


class FakeApplication:
    """Stays connected, unless `ends` says with which error it ends."""

    connected = True
    resumes_in = 0.0

    def __init__(self, shard: int, ends: BaseException | None = None):
        self.shard = shard
        self.ends = ends
        self.source = SourceState(name="a source", started=START)
        self.log = ["built"]
        self.wakes = 0
        self.extended: list[float] = []  # for how long it may post on, each time
        self.deliverer = SimpleNamespace(tenure=SimpleNamespace(extend=self.extended.append))

    def overview(self) -> Overview:
        store: Any = None
        return Overview(
            store=store,
            now=START,
            sources=[self.source],
            added_sources={"feed": {"good": 1, "failing": 0, "paused": 2}},
            connected=self.connected,
            latency=0.1 * (self.shard + 1),
            servers=3,
            resumes_in=self.resumes_in,
        )

    def wake(self):
        self.wakes += 1

    async def connect(self, token: str):
        self.log.append(f"connect {token}")
        await asyncio.Event().wait()

    async def work(self):
        if self.ends is not None:
            raise self.ends
        await asyncio.Event().wait()

    async def close(self):
        self.log.append("close")


class Harness:
    """A replica with its parts."""

    def __init__(self, store: Store, now: Clock, membership: FakeMembership, **ends: Any):
        self.membership = membership
        self.built: list[FakeApplication] = []
        self.ends = ends
        self.seconds = 0.0
        self.replica = Replica(store, membership, self.build, now, clock=lambda: self.seconds)  # type: ignore[arg-type] - fakes

    def build(self, shard: int) -> tuple[FakeApplication, Any]:
        self.built.append(app := FakeApplication(shard, self.ends.get(f"shard{shard}")))
        return app, app.work

    async def until(self, holds: Callable[[], bool]):
        """Run until something holds, then stop."""
        task = asyncio.create_task(self.replica.run("token"))
        seen = False
        async with asyncio.timeout(30):
            while not (seen := holds()) and not task.done():  # noqa: ASYNC110 - the fakes have nothing to tell
                await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert seen


def held(*shards: int, surplus: frozenset[int] = frozenset()) -> ShardAssignment:
    return ShardAssignment(held=frozenset(shards), surplus=surplus)


@pytest.fixture
def harness(store: Store, now: Clock) -> Callable[..., Harness]:
    def make(*script: ShardAssignment | StoreError, **ends: Any) -> Harness:
        return Harness(store, now, FakeMembership(*script), **ends)

    return make


async def test_each_shard_has_an_application(harness: Callable[..., Harness]):
    """They are connected with the token, woken at each heartbeat and closed at the end."""
    made = harness(held(0, 2))
    await made.until(lambda: len(made.built) == 2 and made.built[1].wakes > 3)
    assert [app.shard for app in made.built] == [0, 2]
    assert all(app.log == ["built", "connect token", "close"] for app in made.built)


async def test_each_heartbeat_lets_the_shards_post_on(harness: Callable[..., Harness]):
    """A heartbeat extends posting from when it was sent; lost shards get nothing."""
    made = harness(held(0, 1), held(0), StoreError("It is away."))

    def slowly():
        made.seconds += 1.0

    made.membership.before_answer = slowly
    await made.until(lambda: made.membership.beats > 4)
    assert made.built[0].extended == [1.5, 1.5]
    assert made.built[1].extended == [1.5]


@pytest.mark.parametrize("surplus", [False, True])
async def test_what_is_lost_or_too_much_is_stopped(harness: Callable[..., Harness], *, surplus: bool):
    """A lost or surplus shard's application stops, and the others continue."""
    between = [held(0, 1, surplus=frozenset({1}))] if surplus else []
    made = harness(held(0, 1), *between, held(0))
    await made.until(lambda: len(made.built) == 2 and made.membership.beats > 4)
    assert made.built[1].log[-1] == "close"
    assert made.built[0].wakes > made.built[1].wakes
    assert made.membership.released == [1] * surplus


async def test_an_unknown_place_is_kept_for_a_while(
    harness: Callable[..., Harness], caplog: pytest.LogCaptureFixture
):
    """A short outage of the database stops nothing; a long one stops all shards."""
    made = harness(held(0), StoreError("It is away."))
    with caplog.at_level(logging.WARNING):
        await made.until(lambda: made.membership.beats > 5)
    assert made.built[0].log == ["built", "connect token", "close"]
    assert caplog.text.count("It is away.") == 1
    assert "let go" not in caplog.text
    made = harness(held(0), StoreError("It is away."))

    def gone() -> bool:
        if made.membership.beats > 2:
            made.seconds = 31.0
        return bool(made.built) and made.built[0].log[-1] == "close"

    with caplog.at_level(logging.WARNING):
        await made.until(gone)
    assert "Stopping all shards" in caplog.text


async def test_what_an_application_ends_on_ends_all(harness: Callable[..., Harness]):
    """A fatal error of one shard, such as a bad token, closes all and is raised."""
    made = harness(held(0, 1), shard1=CredentialsError("Bad token."))
    with pytest.raises(CredentialsError, match="Bad token"):
        await made.replica.run("token")
    assert [app.log[-1] for app in made.built] == ["close", "close"]


async def test_a_store_that_is_away_as_a_shard_begins(
    harness: Callable[..., Harness], caplog: pytest.LogCaptureFixture
):
    """A shard stopped by a slow database is restarted while others continue; alone it is not."""
    made = harness(held(0, 1), shard1=StoreError("It did not answer in time."))
    with caplog.at_level(logging.WARNING):
        await made.until(lambda: len(made.built) == 4)
    assert [app.shard for app in made.built] == [0, 1, 1, 1]
    assert made.built[0].log == ["built", "connect token", "close"]
    assert "Restarting shard 1 after an error: It did not answer in time." in caplog.text
    made = harness(held(0), shard0=StoreError("The disk is full."))
    made.membership.heartbeat = None
    with pytest.raises(StoreError, match="disk is full"):
        await made.replica.run("token")


async def test_shards_that_end_together_wait_once(harness: Callable[..., Harness], monkeypatch: Any):
    """A heartbeat is late by one pause, however many shards have ended: else those that go on could not post."""
    real, pauses = asyncio.sleep, list[float]()

    async def sleep(seconds: float):
        pauses.extend([seconds] if seconds else [])
        await real(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    made = harness(held(*range(6)), **{f"shard{n}": StoreError("It is away.") for n in range(5)})
    made.membership.heartbeat = 60.0  # so long that all end within it on any machine
    await made.until(lambda: made.membership.beats == 2)
    assert len(pauses) == 1


async def test_a_connection_that_just_ends_is_an_error(harness: Callable[..., Harness], monkeypatch: Any):
    """Nothing may stop silently."""
    made = harness(held(0))
    monkeypatch.setattr(FakeApplication, "connect", _at_once)
    with pytest.raises(PaperboyError, match="was closed"):
        await made.replica.run("token")


async def _at_once(_app: FakeApplication, _token: str):
    """A client that somebody closed."""


async def test_standing_by_is_well(harness: Callable[..., Harness], caplog: pytest.LogCaptureFixture):
    """A replica without shards counts as ready, and says why it has nothing to do."""
    made = harness(held())
    assert made.replica.overview().standing_by is None, "not before it knows"
    with caplog.at_level(logging.INFO):
        await made.until(lambda: made.membership.beats > 3)
    assert caplog.text.count("Standing by") == 1
    found = await check_readiness(made.replica.overview())
    assert found.ready
    assert found.checks["gateway"].sentence == "Standing by: other replicas serve every shard."
    assert process_facts(made.replica.overview()) == {
        "connected": False,
        "standing_by": "Standing by: other replicas serve every shard.",
        "servers": 0,
        "posting_stopped_for": 0.0,
    }
    assert math.isnan(made.replica.overview().latency)


async def test_waiting_for_others_is_not(harness: Callable[..., Harness], caplog: pytest.LogCaptureFixture):
    """A setting that differs is said once, and does not count as ready."""
    made = harness(ShardAssignment(waiting_for="Use one number."))
    with caplog.at_level(logging.WARNING):
        await made.until(lambda: made.membership.beats > 3)
    assert caplog.text.count("Use one number.") == 1
    assert not (await check_readiness(made.replica.overview())).ready


async def test_all_applications_are_one_to_whoever_asks(harness: Callable[..., Harness]):
    """The overview sums servers, takes the slowest connection and shows shard 0's sources."""
    made = harness(held(0, 1))
    views: list[Overview] = []

    def asked() -> bool:
        if len(made.built) < 2:
            return False
        made.built[1].resumes_in = 60.0
        views.append(made.replica.overview())
        made.built[1].connected = False
        views.append(made.replica.overview())
        return True

    await made.until(asked)
    view, after = views
    assert (view.servers, view.latency, view.connected, view.resumes_in) == (6, 0.2, True, 60.0)
    assert view.sources == [made.built[0].source]
    assert (after.connected, after.standing_by) == (False, None)
