"""Controls that remove parts of reading feeds: when an item counts as seen, and how it is recognized."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.domain.identity import feed_id
from bot.domain.ports import PollCommit
from bot.service.poll.ingest import Ingest
from bot.sources.feeds.source import FeedSource
from tests.wire.crash.people.wanting import FEED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import StreamPart


def remembers_first():
    """What a feed shows counts as seen before it is stored: a crash in between loses it."""
    real = Ingest.ingest

    async def ingest(
        self: Ingest,
        sightings: Sequence[Sighting],
        now: datetime,
        *,
        position: date | None = None,
        cursor: str | None = None,
        learned: bool,
    ) -> Any:
        if self._spec.name == FEED and cursor is not None:
            version = (await self.store.subscriptions()).version
            seen = PollCommit(
                source=FEED, at=now, sightings=(), cursor=cursor, subscriptions_version=version, more_follow=True
            )
            await self.store.commit_poll(seen)
        return await real(self, sightings, now, position=position, cursor=cursor, learned=learned)

    Ingest.ingest = ingest


def takes_edits_for_news():
    """An item is known by its title and its address: when one of them is edited it is another one."""
    real = FeedSource.read_from

    async def read_from(self: FeedSource, cursor: str | None, now: datetime) -> StreamPart:
        part = await real(self, cursor, now)
        return replace(part, announced=tuple(map(_by_its_text, (*part.announced, *part.updates))), updates=())

    FeedSource.read_from = read_from


def _by_its_text(sighting: Sighting) -> Sighting:
    paper = sighting.paper
    return replace(sighting, paper=replace(paper, id=feed_id(FEED, f"{paper.title} {paper.links.page}")))
