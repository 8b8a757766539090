"""Hugging Face Daily Papers, by list day."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.paper import Sighting, SourceList
from bot.sources.http.fetcher import JSON, Fetcher, as_source_error
from bot.sources.huggingface.parse import Entry, parse, parse_one

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from bot.domain.ports import SourceSpec

_log = logging.getLogger(__name__)

_OPENING_TIME = time(21, 30)  # New York, on the eve of the list day
_BEFORE_MIDNIGHT = timedelta(hours=2, minutes=30)  # from `_OPENING_TIME` to the list day
# Since the opening; until then the order is random, and from then on it predicts that at the end of the day.
_RANK_AFTER = timedelta(hours=6)
_PAGE_SIZE = 100  # papers per page, the API's maximum
_MAX_PAGES = 10
_MAX_PASSES = 4  # over all pages of a day
_SATURDAY = 5
_MIN_SHARED_PAPERS = 3  # papers in two lists; fewer may be chance
_MAX_KEPT_LISTS = 15  # for comparison, beside the latest
_NOT_FOUND = 404
_ACCEPT = replace(JSON, statuses=frozenset({200, _NOT_FOUND}))  # for a lookup of one paper


class HuggingFace:
    """The source `huggingface`. `base_url` is `https://huggingface.co`, a mirror or a test server.

    A free `token` doubles the allowed number of requests.
    """

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, base_url: str, token: str | None) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._address = URL(base_url) / "api"
        self._token = token and token.strip()
        self._headers = {"Authorization": f"Bearer {self._token}"} if token else {}
        self._new_york = ZoneInfo("America/New_York")
        self._lists: dict[date, frozenset[str]] = {}  # ids of the last weekdays

    def today(self, now: datetime) -> date:
        """Return the list day that is open at `now`."""
        return (now + _BEFORE_MIDNIGHT).astimezone(self._new_york).date()

    def opens(self, day: date) -> datetime:
        """Return when the list of `day` opens, in UTC: 21:30 New York time on the evening before."""
        return datetime.combine(day - timedelta(days=1), _OPENING_TIME, tzinfo=self._new_york).astimezone(UTC)

    async def read(self, day: date, now: datetime) -> SourceList:
        """Fetch the list of one day, in order. An empty list is normal. Raises SourceError.

        All or nothing: one page that cannot be read fails the whole day.
        """
        if now < self.opens(day):
            raise SourceError(f"The Hugging Face list of {day} has not opened yet; check the clock.")
        with as_source_error(self._address, self._token):
            entries, skipped = await self._entries(day)
        if skipped and not entries:  # as an empty list the day would count as read, and its papers would be lost
            raise SourceError(f"No item of Hugging Face's list of {day} can be read: update Paperboy.")
        other, is_weekend = self._day_with_same_list(day, entries.keys()), day.weekday() >= _SATURDAY
        if not is_weekend:
            self._lists = {**dict([*self._lists.items()][-_MAX_KEPT_LISTS:]), day: frozenset(entries)}
        if other is not None and not is_weekend:
            raise SourceError(
                f"Hugging Face gave the same list for {day} and {other}, which cannot be right; "
                "a running bot retries by itself."
            )
        if other is not None:
            _log.info("Hugging Face repeats its list of %s for %s: nothing new", other, day)
            entries = {}
        has_ranks = now - self.opens(day) >= _RANK_AFTER
        sightings = (
            entry.sighting(day, now, rank if has_ranks else None)
            for rank, entry in enumerate(entries.values(), start=1)
        )
        return SourceList(day=day, sightings=tuple(sightings), skipped=skipped)

    def _day_with_same_list(self, day: date, ids: AbstractSet[str]) -> date | None:
        """Return another weekday that had the same list, if any.

        Two days that share half of their papers are one list under two dates: in 582 recorded days only 7 papers
        were on two lists. Weekends have no list of their own.
        """
        for other, other_ids in self._lists.items():
            common = len(ids & other_ids)
            if other != day and common >= _MIN_SHARED_PAPERS and 2 * common >= len(ids | other_ids):
                return other
        return None

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        """Look up one paper by its arXiv number, whether or not it was ever listed; see `PaperLookup`."""
        number = paper_id.partition(":")[2]
        url = self._address / "papers" / number
        with as_source_error(self._address, self._token):
            response = await self._fetcher.get(url, headers=self._headers, accept=_ACCEPT)
            if response.status == _NOT_FOUND:
                return None
            entry = await asyncio.to_thread(parse_one, response.body)
        if entry is None or entry.paper.id != paper_id:
            raise SourceError(f"{self.spec.title} gave something other than the paper {number}.")
        return entry.sighting(now.date(), now)

    async def _entries(self, day: date) -> tuple[dict[str, Entry], int]:
        """Return all papers of a day by id, and the number of skipped items.

        The order changes with upvotes, so a paper can move to another page between two requests. A list of several
        pages is therefore fetched again until a whole pass finds no new paper, at most four times in all.
        """
        entries: dict[str, Entry] = {}
        skipped = 0
        for _ in range(_MAX_PASSES):
            found: dict[str, Entry] = {}
            skipped = page_number = 0
            for page_number in range(_MAX_PAGES):
                query = {"date": day.isoformat(), "p": str(page_number), "limit": str(_PAGE_SIZE)}
                url = (self._address / "daily_papers").with_query(query)
                response = await self._fetcher.get(url, headers=self._headers)
                page = await asyncio.to_thread(parse, response.body)  # up to 0.1 s: not on the event loop
                before = len(found)
                found |= {entry.paper.id: entry for entry in page.entries}
                skipped += page.skipped
                is_last = page.length == 0 or (page.length < _PAGE_SIZE and not response.has_next_page)
                is_repeated = bool(page.entries) and len(found) == before  # a server that gives one page for ever
                if is_last or is_repeated:
                    break
            else:
                _log.warning(
                    "Hugging Face's list of %s has more than %d pages; the rest was skipped", day, page_number + 1
                )
            is_new = bool(found.keys() - entries.keys())
            entries = found | {key: entry for key, entry in entries.items() if key not in found}
            if page_number == 0 or not is_new:
                break
        return entries, skipped
