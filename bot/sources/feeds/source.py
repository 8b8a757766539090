"""Poll a feed and announce its new items."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.bodies.json_values import dump_stored, load_stored
from bot.sources.bodies.papers import dated_sightings, hashed, sightings_of
from bot.sources.feeds.memory import Memory
from bot.sources.feeds.news import News, find_news
from bot.sources.feeds.parse import parse_feed
from bot.sources.http.fetcher import Accept, Fetcher
from bot.sources.http.responses import Response

if TYPE_CHECKING:
    from yarl import URL

    from bot.domain.paper import Sighting

ACCEPT = Accept(
    header="application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.1",
    content_types=None,  # servers send wrong content types; the body shows its format
)
_FEW_ITEMS = 4  # items; a feed that shows so few may well have replaced all of them since the last poll
_MAX_LEARNED = 1_000  # papers stored at a first poll; all items are remembered
_MAX_DAYS = 30  # without a poll; after a longer time, new items are learned and not alerted


class FeedSource:
    """A stream source for the feed at `url`."""

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, url: URL) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._url = url
        self._url_hash = hashed("address", str(url))

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Fetch the feed; announce new items and return changed ones as updates. Raises SourceError.

        Once a day (UTC) the request is unconditional, because some servers always answer "unchanged". The items of
        a new URL are learned (stored without alerts), as at the first poll, unless most of them are known.
        """
        memory = await asyncio.to_thread(load_stored, Memory, cursor) or Memory()
        is_of_today = memory.day == now.astimezone(UTC).date() and memory.address == self._url_hash
        cached = Response(body=b"", etag=memory.etag, last_modified=memory.modified) if is_of_today else None
        response = await self._fetcher.get(self._url, accept=ACCEPT, cached=cached)
        if response.unchanged and is_of_today:
            return StreamPart(announced=(), cursor=cursor or "")
        return await asyncio.to_thread(self._part, response, memory, now)

    def _part(self, response: Response, memory: Memory, now: datetime) -> StreamPart:
        """Compare an answer with the memory of earlier ones."""
        feed = parse_feed(response.body, self.spec.name, self.spec.title, response.charset)
        news = find_news(feed.entries, memory)
        today = now.astimezone(UTC).date()
        served = response.date and response.date.date()
        # Our clock or the server's may be wrong: the smaller number of days makes fewer papers count as old.
        days_since_poll = (today - (memory.day or today)).days
        if served and memory.served:
            days_since_poll = min(days_since_poll, (served - memory.served).days)
        # The median of three days, as our clock may be wrong for long and the server's once. Feeds' own dates are
        # missing, wrong or in the future.
        day = today if served is None else sorted((today, served, memory.served or today))[1]
        has_other_url = memory.address not in {"", self._url_hash}
        # At a new URL that shows known items, a few new ones are news.
        is_other_feed = has_other_url and len(news.new) > max(news.known, _FEW_ITEMS if news.known else 0)
        learned = not memory.items or is_other_feed or days_since_poll > _MAX_DAYS
        since = memory.since
        if learned or not since:
            since = min((item.entry.date for item in feed.entries if item.entry.date), default=None)
        title, gap = self.spec.title, None
        if days_since_poll > _MAX_DAYS and news.new:
            gap = f"{title} was not polled for {days_since_poll} days: papers from that time are not posted."
        elif not (learned or news.known) and len(news.new) > _FEW_ITEMS:  # a feed shows only its latest items
            gap = f"All {len(news.new)} items of {title} are new: others may have been missed since the last poll."
        new_memory = replace(news.memory, since=since, etag=response.etag, modified=response.last_modified)
        # After an empty answer of a new URL, or after a month, the next answer is to be learned.
        if feed.entries or not (has_other_url or days_since_poll > _MAX_DAYS):
            new_memory = replace(new_memory, day=today, served=served, address=self._url_hash)
        return StreamPart(
            announced=_learned(news, day, now) if learned else sightings_of(news.new, day, now),
            updates=sightings_of(news.changed, day, now),
            cursor=dump_stored(new_memory),
            skipped=feed.skipped,
            gap=gap,
            learned=learned,
            span=None if since is None else now - since,
        )


def _learned(news: News, today: date, now: datetime) -> tuple[Sighting, ...]:
    """Return learned papers on the days of their dates, older ones a month ago: they are not one day's news."""
    oldest = today - timedelta(days=_MAX_DAYS)
    papers = news.new[:_MAX_LEARNED]
    return dated_sightings(((one, max(oldest, min(today, news.days.get(one.id, today)))) for one in papers), now)
