"""Any feed: what is new among the last items that it shows."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from bot.domain.paper import Sighting, Signals
from bot.domain.ports import Gives, SourceKind, SourceSpec, StreamPart
from bot.sources.feeds.memory import Memory
from bot.sources.feeds.parse import parse_feed
from bot.sources.http.cache import Response
from bot.sources.http.fetcher import Accept

if TYPE_CHECKING:
    from datetime import datetime

    from yarl import URL

    from bot.sources.feeds.parse import Item
    from bot.sources.http.fetcher import Fetcher

_ACCEPT = Accept(
    wanted="application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9",
    kinds=None,  # servers say all kinds of things; the body tells what it is
)
_TELLING = 5  # items: a feed that shows fewer may well have changed all of them


def feed_spec(name: str, title: str) -> SourceSpec:
    """The spec of one feed of the settings."""
    return SourceSpec(
        name=name,
        title=title or name,
        colour=0xF26522,
        kind=SourceKind.STREAM,
        gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.KEYWORDS}),
        quiet_after=timedelta(days=60),
    )


class FeedSource:
    """The feed at `url`, by the name of its `spec`."""

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, url: URL) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._url = url

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """The items that were not there before; those that were count as updates. Raises SourceError."""
        memory = Memory.decode(cursor)
        known = memory and Response(body=b"", etag=memory.etag, last_modified=memory.last_modified)
        response = await self._fetcher.get(self._url, accept=_ACCEPT, known=known)
        if response.unchanged and memory is not None:
            return StreamPart(announced=(), cursor=cursor or "")
        feed = await asyncio.to_thread(parse_feed, response.body, self.spec.name, self.spec.title)
        before = memory or Memory()
        new = [item for item in feed.items if not before.knows(item)]
        old = [item for item in feed.items if before.knows(item)]
        return StreamPart(
            announced=_sightings(new, now),
            updates=_sightings(old, now),
            cursor=before.after(feed.items, response.etag, response.last_modified).encode(),
            skipped=feed.skipped,
            gap=self._gap(before, new, old),
        )

    def _gap(self, before: Memory, new: list[Item], old: list[Item]) -> str | None:
        """A feed shows its last items alone: when all of them are new, others have come and gone."""
        if not before.seen or old or len(new) < _TELLING:
            return None
        return (
            f"{self.spec.title} shows {len(new)} items, none of which was there before: "
            "others may have come and gone since it was read last."
        )


def _sightings(items: list[Item], now: datetime) -> tuple[Sighting, ...]:
    """Of the day on which we saw them: feeds' own dates are missing, wrong or in the future."""
    signals = Signals(first_seen=now, list_day=now.astimezone(UTC).date())
    return tuple(Sighting(paper=item.paper, signals=signals) for item in items)
