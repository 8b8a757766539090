"""The stream of a PubMed search: each article once, from the day on which PubMed got it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.bodies.papers import dated_sightings
from bot.sources.http.day_window import DAY, DayWindow
from bot.sources.http.fetcher import Accept, Fetcher, as_source_error
from bot.sources.http.paging import CATCH_UP_PERIOD, SKIPPED, WEEK, SuspectAnswers
from bot.sources.http.responses import RETRY_HINT
from bot.sources.pubmed.parse import Article, Articles, Results, parse_articles, parse_search

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.domain.paper import Sighting

_log = logging.getLogger(__name__)

_MAX_IDS = 9_999  # of a search, by PubMed's limit
_MAX_IDS_A_WEEK = 5_000  # accepted at a first poll; later, two weeks may be searched at once
_PART_SIZE = 100  # articles fetched at once, some 2 MB
_ACCEPT = Accept(header="*/*", content_types=frozenset({"text/xml", "application/xml"}))
_RETRACTED = "retracted publication[pt]"  # a search term
_NO_ARTICLES = Articles((), frozenset(), 0)


class PubMed:
    """A PubMed search as a source. `base_url` is that of E-utilities; a free `key` allows more requests."""

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, search: str, base_url: str, key: str | None) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._search = search
        self._suspects = SuspectAnswers()
        self._owes_retractions = True  # a month of them, not a week: none were read since the start or a failure
        self._address = URL(base_url)
        self._fixed = {"db": "pubmed", "retmode": "xml", "tool": "paperboy", **({"api_key": key} if key else {})}

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Fetch up to a hundred new articles. Raises SourceError.

        The last week is searched again each time, as articles match late, once they have their subject headings.
        The first poll remembers all articles of a week and gives the newest.
        """
        window = DayWindow.after(cursor, now, WEEK, self.spec.title)
        most = _MAX_IDS_A_WEEK if window.is_first_poll else _MAX_IDS
        days = (window.first, window.until)
        results = await self._find(self._search, "edat", days, now, most)
        if window.is_first_poll and results.unknown and not results.total:
            words = " or ".join(f"“{one}”" for one in results.unknown)
            raise SourceError(f"PubMed did not understand {words}: check the spelling of your search.")
        known = window.known
        new = [one for one in results.ids if one not in known]
        # The newest come first: a first poll gives these, later ones the oldest, as the rest follows
        part = new[:_PART_SIZE] if window.is_first_poll else new[-_PART_SIZE:]
        articles = await self._fetch(part)
        got = new if window.is_first_poll else [one for one in part if one in articles.ids]
        is_done = window.is_first_poll or len(new) == len(part)
        retracted = _NO_ARTICLES
        has_new_day = window.last < window.until
        if is_done and has_new_day and window.until == window.today:  # the first poll of a day
            since = window.today - (CATCH_UP_PERIOD if self._owes_retractions else WEEK)
            search = f"({self._search}) AND {_RETRACTED}"
            try:
                marked = await self._find(search, "mdat", (since, window.today), now)
                retracted = await self._fetch(marked.ids[:_PART_SIZE])
            except SourceError as error:
                _log.info("Retractions are asked for again tomorrow: %s", error)
                self._owes_retractions = True
            else:
                self._owes_retractions = False
        return StreamPart(
            announced=_sightings([one for one in articles.items if not one.is_notice], window.until, now),
            updates=_sightings(retracted.items, window.until, now),
            # All were entered by today; they are remembered a day longer, to be safe.
            cursor=window.cursor({window.today + DAY: got}, is_done=is_done),
            skipped=articles.skipped,
            # Articles that PubMed did not give are asked for at the next poll.
            more=window.until < window.today or not (is_done or len(got) < len(part)),
            gap=window.gap or (f"{results.shortfall}. {SKIPPED}" if results.shortfall and has_new_day else None),
        )

    async def _find(
        self, search: str, date_type: str, days: tuple[date, date], now: datetime, most: int = _MAX_IDS
    ) -> Results:
        """Search among articles with a date of a type from the first to the last of `days`. Raises SourceError.

        Types are `edat`, when PubMed got an article, and `mdat`, when it last changed the entry. More than `most`
        are an error; so are fewer ids than counted, until that has lasted a day.
        """
        first, until = days
        within = {"mindate": f"{first:%Y/%m/%d}", "maxdate": f"{until:%Y/%m/%d}", "datetype": date_type}
        query = {**self._fixed, "term": search, "retmax": str(_MAX_IDS), **within}
        with as_source_error(self._address, self._fixed.get("api_key")):
            response = await self._fetcher.get((self._address / "esearch.fcgi").with_query(query), accept=_ACCEPT)
            results = await asyncio.to_thread(parse_search, response.body)
        if results.total > most:
            found = f"{self.spec.title} found {results.total:,} papers in {(until - first).days} days"
            raise SourceError(f"{found}, which is too many: make the search narrower.")
        if results.shortfall and self._suspects.must_retry((search, results.total - len(results.ids)), now):
            raise SourceError(f"{results.shortfall}; {RETRY_HINT}.")
        return results

    async def _fetch(self, ids: Sequence[str]) -> Articles:
        """Fetch some articles; single ones may be missing. Raises SourceError."""
        if not ids:
            return _NO_ARTICLES
        url = (self._address / "efetch.fcgi").with_query({**self._fixed, "id": ",".join(ids)})
        with as_source_error(self._address, self._fixed.get("api_key")):
            response = await self._fetcher.get(url, accept=_ACCEPT)
            articles = await asyncio.to_thread(parse_articles, response.body, self.spec.name)
        if len(ids) > 1 and articles.ids.isdisjoint(ids):
            raise SourceError(f"PubMed gave none of {len(ids)} articles; {RETRY_HINT}.")
        return articles


def _sightings(articles: Sequence[Article], until: date, now: datetime) -> tuple[Sighting, ...]:
    return dated_sightings(((one.paper, min(one.entered or until, until)) for one in articles), now)
