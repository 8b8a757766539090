"""A picker on a real store, with a ranker that prefers high numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.domain.ports import PollCommit
from bot.domain.subscription import EVERY_PAPER, Mode
from tests.support.fakes import CHANNEL, destination, sighting, subscription

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.service.picks.picker import Picker
    from tests.support.fakes import Clock
    from tests.support.picks import FakeRanker

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
    ) -> None:
        """Store papers that a source announces now."""
        seen = at or self.now()
        papers = [sighting(f"2511.{n:05}", day=day or seen.date(), title=title, source=source) for n in numbers]
        papers = [replace(one, signals=replace(one.signals, first_seen=seen)) for one in papers]
        cache = await self.store.subscriptions()
        await self.store.commit_poll(
            PollCommit(source=source, at=seen, sightings=tuple(papers), subscriptions_version=cache.version)
        )

    async def save(self, key: str = "picks", **changes: Any) -> Subscription:
        """Store a subscription with picks of arXiv."""
        fields: dict[str, Any] = {
            "query": EVERY_PAPER,
            "sources": ("arxiv",),
            "examples": EXAMPLES,
            "most": 2,
            **changes,
        }
        one = subscription(key, mode=Mode.PICKS, **fields)
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
