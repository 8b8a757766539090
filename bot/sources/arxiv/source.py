"""arXiv: the daily feed, and what an outage missed through the API, by announcement day."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.arxiv.parse import (
    EASTERN,
    MOST,
    announces,
    length,
    missed_days,
    parse_feeds,
    parse_results,
    submitted,
    submitted_between,
)
from bot.sources.bodies.json_values import stored
from bot.sources.bodies.papers import seen
from bot.sources.http.fetcher import Accept
from bot.sources.http.paging import CATCH_UP, WEEK, Doubt, Page, not_looked_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.paper import Paper, Sighting
    from bot.sources.arxiv.parse import Announcement
    from bot.sources.http.fetcher import Fetcher
    from bot.sources.http.responses import Response

_DAY = timedelta(days=1)
_HELD = timedelta(days=7)  # what moderators held is announced with later submissions
_PAGE = 500
_XML = frozenset({"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"})
# With status 400 feed and API both say in XML what was wrong.
# It answers 406 for hours to whoever names what is wanted, and has it nevertheless.
_ACCEPT = Accept(header="*/*", kinds=_XML, statuses=frozenset({200, 400}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Everything announced up to `day` is stored, but for the `missed` days; what came before `began` is no news.

    Missed days are still to be asked for through the API, the oldest first. `seen` is a hash of the last daily
    feed that was read, "" for none. While `catching` up, what had been held by moderators for days was asked for
    already.
    """

    day: date
    began: date
    missed: tuple[date, ...] = ()
    seen: str = ""
    catching: bool = False

    def encode(self) -> str:
        """The text that is stored."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, default=str)

    @classmethod
    def decode(cls, text: str | None) -> Self | None:
        """Decode a cursor; None before the first reading, and for one that is not ours."""
        return stored(cls, text)


class Arxiv:
    """The source `arxiv` in some `categories`, such as `cs.LG` or `hep-ex`.

    `feed_url` is `https://rss.arxiv.org` and `api_url` `https://export.arxiv.org`, mirrors' or test servers'. The
    fetcher keeps the pace that arXiv asks for: one request in three seconds, one at a time.
    """

    def __init__(
        self, spec: SourceSpec, fetcher: Fetcher, categories: Sequence[str], feed_url: str, api_url: str
    ) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._categories = tuple(dict.fromkeys(categories))
        self._feed_url = URL(feed_url) / "rss"
        self._api_url = URL(api_url) / "api/query"
        self._doubt = Doubt()
        self._failed = 0  # missed days that could not be read
        self._read_at: datetime | None = None  # the poll that has read the daily feed
        self._known: Response | None = None  # the last feed, without its body
        self._digest = ""

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Read what the daily feed announces, then the oldest day that was missed. Raises SourceError.

        A missed day that cannot be read stays in the cursor and holds nothing up.
        """
        read = Cursor.decode(cursor)
        if read is None or not read.missed or self._read_at != now:
            known = self._known if read and read.seen == self._digest else None  # what was in it is stored
            response = await self._feed(self._categories, known)
            self._read_at = now
            bodies = [] if response.unchanged else await self._bodies(response, self._categories)
            if bodies:
                self._digest = hashlib.blake2b(b"".join(bodies), digest_size=12).hexdigest()
                self._known = replace(response, body=b"")
            if read is None or read.seen != self._digest:
                today = await asyncio.to_thread(parse_feeds, bodies, now.astimezone(EASTERN).date())
                if read is None or today.day >= read.day:  # else it is a copy of an older day
                    return _part(today, read, self._digest, now)
            if not read.missed:
                return StreamPart(announced=(), cursor=read.encode())
        return await self._catch_up(read, now)

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        """One paper by its number, through the API; see `PaperLookup`."""
        number = paper_id.partition(":")[2]
        page = await self._page(1, id_list=number, max_results="1")
        paper = next((one for one in page.entries if one.id == paper_id), None)
        if paper is None and page.length:
            raise SourceError(f"arXiv gave something else than the paper {number}.")
        return seen([paper], now.date(), now)[0] if paper else None

    async def _feed(self, group: tuple[str, ...], known: Response | None = None) -> Response:
        return await self._fetcher.get(self._feed_url / "+".join(group), accept=_ACCEPT, known=known)

    async def _bodies(self, response: Response, group: tuple[str, ...]) -> list[bytes]:
        """The feed of some categories, or those of their halves where arXiv may have cut it."""
        if len(group) == 1 or await asyncio.to_thread(length, response.body) < MOST:
            return [response.body]
        half = len(group) // 2
        parts = (group[:half], group[half:])
        return [body for part in parts for body in await self._bodies(await self._feed(part), part)]

    async def _catch_up(self, read: Cursor, now: datetime) -> StreamPart:
        """The papers of the oldest missed day, through the API."""
        first = read.day - CATCH_UP  # by arXiv's own date: our clock may be wrong
        days = [day for day in read.missed if day >= first]
        passed = read.missed[: -len(days) or None]
        gap = not_looked_at(self.spec.title, passed[0], passed[-1]) if passed else None
        if not days:
            return StreamPart(announced=(), cursor=replace(read, missed=(), catching=False).encode(), gap=gap)
        day = days[self._failed % len(days)]  # one that fails holds no other up
        rest = tuple(one for one in days if one != day)
        start, end = submitted(day)
        if not read.catching:
            start = max(start - _HELD, min(start, submitted(read.began)[0]))
        try:
            found = await self._doubt.whole(
                lambda at: self._submissions(start, end, at),
                f"arXiv's results until {end:%d %b}",
                now,
                lambda: self._submissions(now - WEEK, now, 0),
            )
        except SourceError:
            self._failed += 1
            raise
        cursor = replace(read, missed=rest, catching=bool(rest))
        return StreamPart(
            announced=seen({paper.id: paper for paper in found.items}.values(), day, now),
            cursor=cursor.encode(),
            skipped=found.skipped,
            gap=gap or found.short,
            more=bool(rest),
        )

    async def _submissions(self, start: datetime, end: datetime, at: int) -> Page[Paper]:
        return await self._page(
            2,
            search_query=submitted_between(self._categories, start, end),
            start=str(at),
            max_results=str(_PAGE),
            sortBy="submittedDate",
            sortOrder="ascending",
        )

    async def _page(self, again: int, **query: str) -> Page[Paper]:
        """One page; an empty one is asked for `again`, so many times: arXiv gives such by mistake."""
        response = await self._fetcher.get(self._api_url.with_query(query), accept=_ACCEPT)
        page = await asyncio.to_thread(parse_results, response.body)
        return page if page.length or not again else await self._page(again - 1, **query)


def _part(today: Announcement, read: Cursor | None, digest: str, now: datetime) -> StreamPart:
    """The part of the stream that a feed announces.

    An empty feed on a working day may be a holiday or a mistake, and a cut one lacks papers: such a day is asked
    for again through the API, once the next is there.
    """
    before = read or Cursor(day=today.day - _DAY, began=today.day)
    whole = bool(today.new or today.replaced) or not announces(today.day)
    day = today.day if whole and not today.cut else today.day - _DAY
    missed = (*before.missed, *missed_days(before.day, today.day))
    return StreamPart(
        announced=seen(today.new, today.day, now),
        updates=seen(today.replaced, today.day, now),
        cursor=replace(before, day=max(before.day, day), missed=missed, seen=digest).encode(),
        skipped=today.skipped,
        more=read is not None and bool(missed),
    )
