"""The stream of arXiv: its daily feed, and days that an outage missed, through the API."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.arxiv.parse import (
    EASTERN,
    MAX_ITEMS,
    Announcement,
    estimate_items,
    is_announcement_day,
    missed_days,
    parse_feeds,
    parse_results,
    submission_window,
    submitted_between,
)
from bot.sources.bodies.json_values import dump_stored, load_stored
from bot.sources.bodies.papers import sightings_of
from bot.sources.http.fetcher import Accept, Fetcher
from bot.sources.http.paging import (
    CATCH_UP_PERIOD,
    WEEK,
    EmptyAnswerError,
    Page,
    SuspectAnswers,
    missed_days_notice,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.paper import Paper, Sighting
    from bot.sources.http.responses import Response

_DAY = timedelta(days=1)
_MAX_MODERATION = timedelta(days=7)  # submissions that moderators held so long are announced with later ones
_PAGE_SIZE = 500  # papers
_XML_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"})
# With status 400, feed and API both send the reason as XML. A precise Accept header gets 406 for hours at times,
# and `*/*` does not.
_ACCEPT = Accept(header="*/*", content_types=_XML_TYPES, statuses=frozenset({200, 400}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Progress of reading arXiv: everything announced up to `day` is stored, except on the `missed` days.

    Missed days are fetched later through the API, one by one. Papers from before `began` are never announced.
    `seen` is the hash of the last daily feed that was read, "" for none. `catching` is True once the oldest missed
    day was fetched, with submissions from 7 days earlier that moderators had held. The days after it need no such
    extra days, as their windows follow on.
    """

    day: date
    began: date
    missed: tuple[date, ...] = ()
    seen: str = ""
    catching: bool = False


class Arxiv:
    """arXiv in some `categories`, such as `cs.LG` or `hep-ex`.

    `feed_url` is `https://rss.arxiv.org` and `api_url` `https://export.arxiv.org`, or mirrors or test servers. The
    fetcher keeps the pace that arXiv asks for: one request at a time, three seconds apart.
    """

    def __init__(
        self, spec: SourceSpec, fetcher: Fetcher, categories: Sequence[str], feed_url: str, api_url: str
    ) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._categories = tuple(dict.fromkeys(categories))
        self._feed_url = URL(feed_url) / "rss"
        self._api_url = URL(api_url) / "api/query"
        self._suspects = SuspectAnswers()
        self._failures = 0  # failed attempts to fetch a missed day
        self._read_at: datetime | None = None  # `now` of the poll that fetched the daily feed, for all its parts
        self._cached: Response | None = None  # the last feed, without its body
        self._feed_digest = ""  # the hash of that feed

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Fetch the daily feed or, if it has nothing new or was just read, a missed day. Raises SourceError.

        A missed day that cannot be fetched stays in the cursor and delays no other day.
        """
        progress = load_stored(Cursor, cursor)
        if progress is None or not progress.missed or self._read_at != now:
            # A feed counts as unchanged only if its papers are stored: then the cursor has its hash
            cached = self._cached if progress and progress.seen == self._feed_digest else None
            response = await self._feed(self._categories, cached)
            self._read_at = now
            bodies = [] if response.unchanged else await self._bodies(response, self._categories)
            if bodies:
                self._feed_digest = hashlib.blake2b(b"".join(bodies), digest_size=12).hexdigest()
                self._cached = replace(response, body=b"")
            if progress is None or progress.seen != self._feed_digest:
                today = await asyncio.to_thread(parse_feeds, bodies, now.astimezone(EASTERN).date())
                if progress is None or today.day >= progress.day:  # else the feed is an outdated copy
                    return self._announced_part(today, progress, now)
            if not progress.missed:
                return StreamPart(announced=(), cursor=dump_stored(progress))
        return await self._catch_up(progress, now)

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        """Look up one paper by its number, through the API; see `PaperLookup`."""
        number = paper_id.partition(":")[2]
        page = await self._page(1, id_list=number, max_results="1")
        paper = next((one for one in page.entries if one.id == paper_id), None)
        if paper is None and page.length:
            raise SourceError(f"arXiv gave something other than the paper {number}.")
        return sightings_of([paper], now.date(), now)[0] if paper else None

    async def _feed(self, categories: tuple[str, ...], cached: Response | None = None) -> Response:
        return await self._fetcher.get(self._feed_url / "+".join(categories), accept=_ACCEPT, cached=cached)

    async def _bodies(self, response: Response, categories: tuple[str, ...]) -> list[bytes]:
        """Return the body of the feed of some categories, or of the feeds of parts if arXiv may have cut it."""
        if len(categories) == 1 or await asyncio.to_thread(estimate_items, response.body) < MAX_ITEMS:
            return [response.body]
        half = len(categories) // 2
        parts = (categories[:half], categories[half:])
        return [body for part in parts for body in await self._bodies(await self._feed(part), part)]

    async def _catch_up(self, progress: Cursor, now: datetime) -> StreamPart:
        """Fetch a missed day through the API: the oldest, or after failures a later one. Raises SourceError."""
        first = progress.day - CATCH_UP_PERIOD  # arXiv's own date, as our clock may be wrong
        days = [day for day in progress.missed if day >= first]
        expired = progress.missed[: -len(days) or None]  # all before `days`, the latest ones
        gap = missed_days_notice(self.spec.title, expired[0], expired[-1]) if expired else None
        if not days:
            cursor = replace(progress, missed=(), catching=False)
            return StreamPart(announced=(), cursor=dump_stored(cursor), gap=gap)
        day = days[self._failures % len(days)]  # a day that fails must not delay the others
        rest = tuple(one for one in days if one != day)
        start, end = submission_window(day)
        with_held = day == days[0] and not progress.catching
        if with_held:  # also what moderators held for days, but nothing from before the stream began
            start = max(start - _MAX_MODERATION, min(start, submission_window(progress.began)[0]))
        try:
            found = await self._suspects.read_pages(
                lambda at: self._submissions(start, end, at),
                f"arXiv's results until {end:%d %b}",
                now,
                lambda: self._submissions(now - WEEK, now, 0),
            )
        except SourceError as error:
            self._failures += 1
            if isinstance(error, EmptyAnswerError):
                untried = self._failures % len(days) > 0  # until the round of the days ends
                later = replace(progress, missed=tuple(days))
                return StreamPart(announced=(), cursor=dump_stored(later), gap=gap, more=untried)
            raise
        cursor = replace(progress, missed=rest, catching=bool(rest) and (with_held or progress.catching))
        return StreamPart(
            announced=self._sightings({paper.id: paper for paper in found.items}.values(), day, now),
            cursor=dump_stored(cursor),
            skipped=found.skipped,
            gap=gap or found.shortfall,
            more=bool(rest),
        )

    async def _submissions(self, start: datetime, end: datetime, at: int) -> Page[Paper]:
        return await self._page(
            2,
            search_query=submitted_between(self._categories, start, end),
            start=str(at),
            max_results=str(_PAGE_SIZE),
            sortBy="submittedDate",
            sortOrder="ascending",
        )

    async def _page(self, retries: int, **query: str) -> Page[Paper]:
        """Fetch one page. An empty one is fetched again up to `retries` times: arXiv sends some by mistake."""
        response = await self._fetcher.get(self._api_url.with_query(query), accept=_ACCEPT)
        page = await asyncio.to_thread(parse_results, response.body)
        return page if page.length or not retries else await self._page(retries - 1, **query)

    def _announced_part(self, today: Announcement, progress: Cursor | None, now: datetime) -> StreamPart:
        """Return the part of the stream that a feed announces.

        An empty feed on a working day may be a holiday or a mistake, and a truncated one lacks papers. Such a day
        is fetched again through the API after the next announcement.
        """
        before = progress or Cursor(day=today.day - _DAY, began=today.day)
        is_complete = bool(today.new or today.replaced) or not is_announcement_day(today.day)
        day = today.day if is_complete and not today.maybe_truncated else today.day - _DAY
        missed = (*before.missed, *missed_days(before.day, today.day))
        cursor = replace(before, day=max(before.day, day), missed=missed, seen=self._feed_digest)
        return StreamPart(
            announced=self._sightings(today.new, today.day, now),
            updates=self._sightings(today.replaced, today.day, now),
            cursor=dump_stored(cursor),
            skipped=today.skipped,
            more=progress is not None and bool(missed),
            span=_DAY if today.new else None,
        )

    def _sightings(self, papers: Iterable[Paper], day: date, now: datetime) -> tuple[Sighting, ...]:
        """Return sightings of papers in this source, which may be one of some categories that people added."""
        return sightings_of((replace(paper, source=self.spec.name) for paper in papers), day, now)
