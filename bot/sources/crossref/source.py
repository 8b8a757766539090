"""The stream of a preprint server: what is registered at Crossref under its prefix."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.bodies.papers import dated_sightings
from bot.sources.crossref.parse import FIELDS, Work, parse_page
from bot.sources.http.day_window import DAY, DayWindow
from bot.sources.http.paging import WEEK, Page, SuspectAnswers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.sources.http.fetcher import Fetcher

_log = logging.getLogger(__name__)

_PAGE_SIZE = 100  # works
_MAX_LEARNED = 100  # preprints given at a first poll; all are remembered


class Preprints:
    """The preprints whose DOIs begin with a prefix such as `10.26434`. `base_url` is https://api.crossref.org."""

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, prefix: str, base_url: str) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._address = URL(base_url) / "prefixes" / prefix / "works"
        self._suspects = SuspectAnswers()

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Fetch the new works of the last day that was read, the day before and the day after. Raises SourceError.

        At the first poll of a day, all pages are fetched; later, newest works first, until the known and the new
        ones together are all that there are. A new version with a DOI of its own is an update. So are, once a day,
        those that were published.
        """
        window = DayWindow.after(cursor, now, DAY, self.spec.title)
        known = window.known
        is_new_day = window.last < window.until
        works: dict[str, Work] = {}

        async def page_at(at: int) -> Page[Work]:
            filters = f"from-created-date:{window.first},until-created-date:{window.until}"
            page = await self._page(filters, at)
            works.update((one.doi, one) for one in page.entries)
            # If as many are known as there are, the rest counts as read; but if one was withdrawn, another is
            # missed, until all pages are read the next day
            is_all = not is_new_day and len(known | works.keys()) >= page.total
            return page._replace(length=page.total - at) if is_all else page

        published = await self._published(window.today, now) if is_new_day and window.until == window.today else []
        what = f"{self.spec.title}'s preprints from {window.first} to {window.until}"
        found = await self._suspects.read_pages(page_at, what, now)
        new = [one for one in works.values() if one.doi not in known]
        by_day: defaultdict[date, list[str]] = defaultdict(list)
        for one in new:
            by_day[one.created].append(one.doi)
        first_versions = [one for one in new if one.paper.version == 1]
        return StreamPart(
            announced=_sightings(first_versions[: _MAX_LEARNED if window.is_first_poll else None], now),
            updates=_sightings([*(one for one in new if one.paper.version > 1), *published], now),
            cursor=window.cursor(by_day, is_done=True),
            skipped=found.skipped,
            more=window.until < window.today,
            gap=window.gap or found.shortfall,
        )

    async def _published(self, today: date, now: datetime) -> list[Work]:
        """Fetch the preprints with an article that were updated in the last week; none if that fails."""
        filters = f"from-update-date:{today - WEEK},relation.type:is-preprint-of"
        what = f"{self.spec.title}'s published preprints"
        try:
            found = await self._suspects.read_pages(lambda at: self._page(filters, at), what, now)
        except SourceError as error:
            _log.info("Published preprints are asked for again tomorrow: %s", error)
            return []
        return found.items

    async def _page(self, filters: str, at: int) -> Page[Work]:
        query = {
            "filter": filters,
            "select": FIELDS,
            "sort": "created",
            "order": "desc",
            "rows": str(_PAGE_SIZE),
            "offset": str(at),
        }
        response = await self._fetcher.get(self._address.with_query(query))
        return await asyncio.to_thread(parse_page, response.body, self.spec.name)


def _sightings(works: Iterable[Work], now: datetime) -> tuple[Sighting, ...]:
    return dated_sightings(((one.paper, one.created) for one in works), now)
