"""arXiv: the daily feed, and what an outage missed through the API, by announcement day."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.errors import SourceError
from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.arxiv.addresses import ACCEPT, API, under
from bot.sources.arxiv.announcements import EASTERN, announces, missed_days, submitted
from bot.sources.arxiv.api import Results, parse_results, submitted_between
from bot.sources.arxiv.cursor import Cursor
from bot.sources.arxiv.feed import MOST, joined, length
from bot.sources.arxiv.spec import SPEC
from bot.sources.bodies.papers import seen
from bot.sources.http.doubt import Doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yarl import URL

    from bot.domain.paper import Paper
    from bot.sources.arxiv.feed import Announcement
    from bot.sources.http.fetcher import Fetcher

Group: TypeAlias = "tuple[str, ...]"  # categories that are asked for together

_log = logging.getLogger(__name__)

CATCH_UP_DAYS = 30
_DAY = timedelta(days=1)
_HELD = timedelta(days=7)  # what moderators held is announced with later submissions
_PAGE = 500
_MOST_PAGES = 60
_ALIVE = timedelta(days=7)
_ASKED_AGAIN = 2  # times, before an empty page is believed or given up


class Arxiv:
    """The source `arxiv` in some `categories`, such as `cs.LG` or `hep-ex`.

    `feed_url` is `https://rss.arxiv.org` and `api_url` `https://export.arxiv.org`, mirrors' or test servers'. The
    fetcher keeps the pace that arXiv asks for: one request in three seconds, one at a time.
    """

    spec: SourceSpec = SPEC

    def __init__(self, fetcher: Fetcher, categories: Sequence[str], feed_url: str, api_url: str) -> None:
        self._fetcher = fetcher
        self._categories = tuple(dict.fromkeys(categories))
        self._feed_url = under(feed_url, "/rss", "/atom")
        self._api_url = under(api_url, API)
        self._groups: tuple[Group, ...] = (self._categories,)  # in which they were asked for last
        self._doubt = Doubt()
        self._failed = 0  # missed days that could not be read
        self._read_at: datetime | None = None  # the poll that has read the daily feed

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Read what the daily feed announces, then the oldest day that was missed. Raises SourceError.

        A missed day that cannot be read stays in the cursor and holds nothing up.
        """
        read = Cursor.decode(cursor)
        if read is not None and read.missed and self._read_at == now:
            return await self._catch_up(read, now)
        bodies, seen = await self._daily()
        if read is not None and read.seen == seen:
            return await self._nothing_new(read, now)
        today = await asyncio.to_thread(joined, bodies, now.astimezone(EASTERN).date())
        if read is not None and today.day < read.day:  # a copy of an older day
            return await self._nothing_new(read, now)
        self._read_at = now
        reached = _reached(read or Cursor(day=today.day - _DAY, began=today.day), today, seen)
        return _part(today, reached, now, more=read is not None and bool(reached.missed))

    async def _nothing_new(self, read: Cursor, now: datetime) -> StreamPart:
        if not read.missed:
            return StreamPart(announced=(), cursor=read.encode())
        self._read_at = now
        return await self._catch_up(read, now)

    async def _daily(self) -> tuple[list[bytes], str]:
        """The feeds of all categories, and a hash of them: one, or several where arXiv may have cut it."""
        left, read = list(self._groups), list[Group]()
        bodies, items, digest = list[bytes](), 0, hashlib.blake2b(digest_size=12)
        while left:
            group = left.pop(0)
            response = await self._fetcher.get(self._feed_url / "+".join(group), accept=ACCEPT)
            found = await asyncio.to_thread(length, response.body)
            if len(group) > 1 and found >= MOST:
                half = len(group) // 2
                left[:0] = [group[:half], group[half:]]
                continue
            read.append(group)
            bodies.append(response.body)
            digest.update(response.body)
            items += found
        self._groups = tuple(read) if items >= MOST else (self._categories,)  # one feed may hold them all again
        return bodies, digest.hexdigest()

    async def _catch_up(self, read: Cursor, now: datetime) -> StreamPart:
        """The papers of the oldest missed day, through the API."""
        first = read.day - CATCH_UP_DAYS * _DAY  # by arXiv's own date: our clock may be wrong
        days = [day for day in read.missed if day >= first]
        gap = None
        if len(days) < len(read.missed):
            gap = (
                f"{SPEC.title} was not read for more than {CATCH_UP_DAYS} days: what it announced from "
                f"{read.missed[0]:%d %b} to {read.missed[-len(days) - 1]:%d %b} was not looked at."
            )
        if not days:
            return StreamPart(announced=(), cursor=replace(read, missed=(), catching=False).encode(), gap=gap)
        day = days[self._failed % len(days)]  # one that fails holds no other up
        rest = [one for one in days if one != day]
        start, end = submitted(day)
        if not read.catching:
            start = max(start - _HELD, min(start, submitted(read.began)[0]))
        try:
            papers, skipped, short = await self._submitted(start, end, now)
            if not papers and not skipped:
                await self._require_alive(now)
        except SourceError:
            self._failed += 1
            raise
        cursor = replace(read, missed=tuple(rest), catching=bool(rest))
        return StreamPart(
            announced=seen(papers, day, now),
            cursor=cursor.encode(),
            skipped=skipped,
            gap=gap or short,
            more=bool(rest),
        )

    async def _require_alive(self, now: datetime) -> None:
        """Raises SourceError when the API has nothing of a whole week: that is no quiet day."""
        week = await self._page(submitted_between(self._categories, now - _ALIVE, now), 0)
        if not week.total:
            raise SourceError(
                f"{SPEC.title}'s API has no submission of a whole week; a running bot asks again by itself."
            )

    async def _submitted(
        self, start: datetime, end: datetime, now: datetime
    ) -> tuple[list[Paper], int, str | None]:
        """Everything submitted in that time, page after page; how many were broken; what was not given."""
        found: dict[str, Paper] = {}
        skipped = at = total = 0
        for _ in range(_MOST_PAGES):
            page = await self._page(submitted_between(self._categories, start, end), at)
            found |= {paper.id: paper for paper in page.papers}
            skipped += page.skipped
            at += page.length
            total = max(total, page.total)
            if at >= total:
                return list(found.values()), skipped, None
            if not page.length:
                what = f"arXiv gave {at} of {total} results until {end:%d %b} and then empty pages"
                if self._doubt.holds((end, total - at), now):
                    raise SourceError(f"{what}; a running bot asks again by itself.")
                return list(found.values()), skipped, f"{what} for a day: the rest was not looked at."
        raise SourceError(
            f"arXiv has more than {_PAGE * _MOST_PAGES:,} papers of one day; ask for fewer categories."
        )

    async def _page(self, query: str, at: int) -> Results:
        """One page; an empty one is not believed at once: arXiv gives such by mistake."""
        url = self._api_url.with_query(
            search_query=query,
            start=str(at),
            max_results=str(_PAGE),
            sortBy="submittedDate",
            sortOrder="ascending",
        )
        page = await self._results(url)
        for _ in range(_ASKED_AGAIN):
            if page.length:
                break
            _log.info("arXiv gave an empty page of results; it is asked again.")
            page = await self._results(url)
        return page

    async def _results(self, url: URL) -> Results:
        response = await self._fetcher.get(url, accept=ACCEPT)
        return await asyncio.to_thread(parse_results, response.body)


def _reached(read: Cursor, today: Announcement, seen: str) -> Cursor:
    """The cursor after a feed.

    An empty feed on a working day may be a holiday or a mistake, and a cut one lacks papers: such a day is asked
    for again through the API, once the next is there.
    """
    whole = bool(today.new or today.replaced) or not announces(today.day)
    day = today.day if whole and not today.cut else today.day - _DAY
    missed = (*read.missed, *missed_days(read.day, today.day))
    return replace(read, day=max(read.day, day), missed=missed, seen=seen)


def _part(today: Announcement, reached: Cursor, now: datetime, *, more: bool = False) -> StreamPart:
    return StreamPart(
        announced=seen(today.new, today.day, now),
        updates=seen(today.replaced, today.day, now),
        cursor=reached.encode(),
        skipped=today.skipped,
        more=more,
    )
