"""Read a feed: ask for it if it changed, and announce its new items."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.bodies.papers import seen
from bot.sources.feeds.item import digest
from bot.sources.feeds.memory import Memory
from bot.sources.feeds.news import news_in
from bot.sources.feeds.parse import parse_feed
from bot.sources.http.fetcher import Accept
from bot.sources.http.responses import Response

if TYPE_CHECKING:
    from datetime import datetime

    from yarl import URL

    from bot.sources.http.fetcher import Fetcher

_ACCEPT = Accept(
    header="application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.1",
    kinds=None,  # servers say all kinds of things; the body tells what it is
)
_FEW = 4  # new items, or fewer, are no flood; and a feed that shows so few may well have changed all of them
_LEARNED = 1_000  # items are stored of a first reading; all of them are remembered
_MOST_DAYS = 30  # without a reading; what is new after a longer time is no news


class FeedSource:
    """The feed at `url`, by the name of its `spec`."""

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, url: URL) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._url = url
        self._address = digest("address", str(url))

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Announce new items, and give changed ones as updates. Raises SourceError.

        Once a day (UTC) the feed is asked for as a whole: some servers say "unchanged" whatever changes. What an
        address shows that is new to us is learned, as at the first reading, unless it is mostly what we know.
        """
        memory = await asyncio.to_thread(Memory.decode, cursor)
        fresh = memory.day == now.astimezone(UTC).date() and memory.address == self._address
        known = Response(body=b"", etag=memory.etag, last_modified=memory.modified) if fresh else None
        response = await self._fetcher.get(self._url, accept=_ACCEPT, known=known)
        if response.unchanged and fresh:
            return StreamPart(announced=(), cursor=cursor or "")
        return await asyncio.to_thread(self._part, response, memory, now)

    def _part(self, response: Response, memory: Memory, now: datetime) -> StreamPart:
        """Compare an answer with the memory of those before."""
        feed = parse_feed(response.body, self.spec.name, self.spec.title, response.charset)
        news = news_in(feed.entries, memory)
        today = now.astimezone(UTC).date()
        served = response.date and response.date.date()
        # Whichever clock is wrong, ours or the server's: the one by which less time has passed takes no news away.
        away = (today - (memory.day or today)).days
        if served and memory.served:
            away = min(away, (served - memory.served).days)
        # The middle one of three days, as ours may be wrong for long, and the server's once: a paper of long ago
        # would be no news in a list. Feeds' own dates are missing, wrong or in the future.
        day = today if served is None else sorted((today, served, memory.served or today))[1]
        moved = memory.address not in {"", self._address}
        elsewhere = moved and len(news.new) > max(news.known, _FEW if news.known else 0)
        learned = not memory.items or elsewhere or away > _MOST_DAYS
        since = memory.since
        if learned or not since:
            since = min((item.entry.date for item in feed.entries if item.entry.date), default=None)
        title, gap = self.spec.title, None
        if away > _MOST_DAYS and news.new:
            gap = f"{title} was not read for {away} days: what appeared in that time is not posted."
        elif not (learned or news.known) and len(news.new) > _FEW:  # a feed shows its last items alone
            gap = (
                f"{title} shows {len(news.new)} items, none of which was there before: "
                "others may have come and gone since it was read last."
            )
        after = replace(news.memory, since=since, etag=response.etag, modified=response.last_modified)
        if feed.entries or not (moved or away > _MOST_DAYS):  # else what it shows then is still to be learned
            after = replace(after, day=today, served=served, address=self._address)
        return StreamPart(
            announced=seen(news.new[:_LEARNED] if learned else news.new, day, now),
            updates=seen(news.changed, day, now),
            cursor=after.encode(),
            skipped=feed.skipped,
            gap=gap,
            learned=learned,
        )
