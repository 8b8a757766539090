"""A picker whose store has five examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import PollCommit
from bot.domain.schedule import DigestTimes
from bot.service.picks.likes import Likes
from bot.service.picks.picker import Picker
from tests.support.fakes import sighting
from tests.support.picks import FakeRanker
from tests.support.sources import CATALOGUE
from tests.unit.service.picks.bench import EXAMPLES, Bench

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past import PastIndex
    from tests.support.fakes import Clock


@pytest.fixture
async def bench(store: Store, past: PastIndex, now: Clock) -> Bench:
    ranker, woken = FakeRanker(), list[int]()
    await store.commit_poll(
        PollCommit(
            source="arxiv",
            at=now(),
            sightings=tuple(
                sighting(key.removeprefix("arxiv:"), title=f"Example {key}", source="arxiv") for key in EXAMPLES
            ),
            subscriptions_version=(await store.subscriptions()).version,
        )
    )
    picker = Picker(
        store=store,
        past=past,
        likes=Likes(store, now),
        ranker=ranker,
        catalogue=CATALOGUE,
        times=DigestTimes(),
        now=now,
        wake=lambda: woken.append(1),
    )
    return Bench(picker=picker, ranker=ranker, store=store, now=now, woken=woken)
