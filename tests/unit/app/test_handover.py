"""A replica's leases are never ended while one of its requests is under way, however it lost its place."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.replicas import Replica
from bot.domain.errors import StoreError, TryLaterError
from bot.service.deliver.outages import Tenure
from bot.store.engine import ShardAssignment
from bot.store.postgres import membership

LEASE = 54.0  # seconds for a post at most
SLOW = st.floats(0.0, 30.0) | st.floats(0.0, 1.0)


class _Selector(selectors.DefaultSelector):
    """Advances time instead of waiting."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        self.now += timeout or 0.0
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop in which only waiting takes time."""

    def __init__(self):
        self._clock = _Selector()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


@dataclass(kw_only=True)
class Server:
    """Answers heartbeats after `answers` seconds each, until the place is free for others at `lost`.

    From then on each fails, at once or (`silent`) when patience is over.
    """

    heartbeat = membership.PostgresMembership.heartbeat
    tenure = membership.PostgresMembership.tenure
    answers: Sequence[float]
    lost: float
    silent: bool
    _rest: Any = None

    async def renew(self) -> ShardAssignment:
        self._rest = self._rest or cycle(self.answers)
        takes, loop = next(self._rest), asyncio.get_running_loop()
        if loop.time() < self.lost:
            await asyncio.sleep(takes / 2)
        if loop.time() < self.lost:  # so the place was held when the server looked
            await asyncio.sleep(takes / 2)
            return ShardAssignment(held=frozenset({0}))
        if self.silent:
            await asyncio.sleep(4.0)
        raise StoreError("The database cannot be reached.")


@dataclass(kw_only=True)
class Posting:
    """An application that posts without a pause, each post taking as long as one of `posts` says."""

    posts: Sequence[float]
    tenure: Tenure = field(default_factory=Tenure)
    last: float = 0.0

    @property
    def deliverer(self) -> Posting:
        return self

    def wake(self):
        pass

    async def connect(self, _token: str):
        await asyncio.Event().wait()

    async def work(self):
        for takes in cycle(self.posts):
            if self.tenure.is_over:
                await asyncio.sleep(0.1)
                continue
            try:
                with suppress(TryLaterError):
                    async with self.tenure.posting(LEASE):
                        await asyncio.sleep(takes)
            finally:
                self.last = asyncio.get_running_loop().time()

    async def close(self):
        """Work in progress is given time; here all is cancelled."""


async def last_request(server: Server, posting: Posting) -> float:
    """Return when the last request of a replica ended that never gets its place back."""
    loop = asyncio.get_running_loop()
    now = datetime.now(UTC)

    def build(_: int) -> Any:
        return posting, posting.work

    made: Any = (object(), server, build, lambda: now)
    replica = Replica(*made, clock=loop.time)
    task = loop.create_task(replica.run("token"))
    await asyncio.sleep(server.lost + 25.0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return posting.last


def run(server: Server, posting: Posting) -> float:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(last_request(server, posting))


@given(
    answers=st.lists(st.floats(0.0, 4.0) | st.floats(0.0, 0.1), min_size=1, max_size=9),
    lost=st.floats(0.5, 20.0),
    silent=st.booleans(),
    posts=st.lists(SLOW.filter(lambda takes: takes > 0.01), min_size=1, max_size=9),
)
def test_no_request_is_under_way_when_leases_are_ended(
    *, answers: list[float], lost: float, silent: bool, posts: list[float]
):
    """The next one ends them so long after it got the place, which it cannot before that was lost."""
    ended = run(Server(answers=answers, lost=lost, silent=silent), Posting(posts=posts))
    assert ended <= lost + membership.HANDOVER.total_seconds()


def test_without_a_tenure_one_would_be(monkeypatch: pytest.MonkeyPatch):
    """The control: heartbeats that mean nothing to posts leave a slow one under way."""

    def extend(*_: object):
        pass

    monkeypatch.setattr(Tenure, "extend", extend)
    ended = run(Server(answers=[0.1], lost=5.0, silent=False), Posting(posts=[4.0, 20.0]))
    assert ended > 5.0 + membership.HANDOVER.total_seconds()
