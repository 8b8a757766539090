"""A picker with a store, a clock and a channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.ports import PollCommit
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import EVERY_PAPER, Mode
from bot.service.picks.likes import Likes
from bot.service.picks.picker import Picker
from tests.support.fakes import CHANNEL, destination, sighting, subscription
from tests.support.picks import FakeRanker
from tests.support.sources import CATALOGUE

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.search.past_papers import PastIndex
    from tests.support.fakes import Clock

EXAMPLES = tuple(f"arxiv:2401.0000{n}" for n in range(5))


@dataclass
class Bench:
    """A picker with a store, a clock and a channel."""

    picker: Picker
    ranker: FakeRanker
    store: Store
    now: Clock
    woken: list[int]

    async def see(
        self,
        *numbers: int,
        at: datetime | None = None,
        day: date | None = None,
        title: str = "Near",
        source: str = "arxiv",
    ):
        """Store papers that a source announces now."""
        seen = at or self.now()
        papers = [sighting(f"2511.{n:05}", day=day or seen.date(), title=title, source=source) for n in numbers]
        papers = [replace(one, signals=replace(one.signals, first_seen=seen)) for one in papers]
        cache = await self.store.subscriptions()
        await self.store.commit_poll(
            PollCommit(source=source, at=seen, sightings=tuple(papers), subscriptions_version=cache.version)
        )

    async def save(self, **changes: Any) -> Subscription:
        """Store a subscription with picks of arXiv."""
        fields: dict[str, Any] = {
            "query": EVERY_PAPER,
            "sources": ("arxiv",),
            "examples": EXAMPLES,
            "most": 2,
            **changes,
        }
        one = subscription("picks", mode=Mode.PICKS, **fields)
        await self.store.save_subscription(
            one,
            destination(one.destination_id),
            baseline=frozenset(),
            papers_version=await self.store.papers_version(),
        )
        return one

    async def picks(self) -> list[str]:
        """Let a minute's step pass, and return the numbers of all alerts so far."""
        await self.picker.step()
        return sorted(one.paper_id[-2:] for one in await self.store.pending(CHANNEL))


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
