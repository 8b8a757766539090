"""The streams of bioRxiv and medRxiv, fetched by day, all pages."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.biorxiv.parse import Preprint, parse_page, subject_name
from bot.sources.bodies.json_values import load_stored
from bot.sources.bodies.papers import dated_sightings, sightings_of
from bot.sources.http.paging import (
    CATCH_UP_PERIOD,
    WEEK,
    AllPages,
    EmptyAnswerError,
    Page,
    SuspectAnswers,
    missed_days_notice,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.paper import Sighting
    from bot.sources.http.fetcher import Fetcher

_log = logging.getLogger(__name__)

ALL_SUBJECTS = "all"  # in place of subjects
_DAY = timedelta(days=1)
_DAYS_AT_ONCE = 2  # days in one part of the stream, some 500 preprints
_OPEN_DAYS = 2  # days; until so many later, a day can still get preprints
_REFETCH_AFTER = timedelta(hours=6)
_SATURDAY = 5
_MIN_TO_COMPARE = 20  # preprints of a day; of fewer, half may well have been withdrawn or re-dated


class Biorxiv:
    """The source `biorxiv` or `medrxiv`, as `spec` says, in some `subjects`; `all` means every subject.

    `base_url` is `https://api.biorxiv.org`, a mirror or a test server. We filter by subject ourselves, because the
    API's filter does not agree with its items.
    """

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, subjects: Sequence[str], base_url: str) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._subjects = frozenset(map(subject_name, subjects))
        self._server = spec.name
        self._base = URL(base_url)
        self._suspects = SuspectAnswers()
        self._published_on: date | None = None  # the day of the last answer about what journals published
        self._version_counts: dict[date, int] = {}  # how many versions each of the last days had
        # First day, last day and total of the last answer, and when it came
        self._last_answer: tuple[object, datetime] = None, datetime.min.replace(tzinfo=UTC)

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Fetch the preprints of the first days that are still open. Raises SourceError.

        A day is closed once it was fetched two days later. Until then it is fetched again if its number of
        preprints changed or six hours passed. The cursor is the last closed day.
        """
        today = now.astimezone(UTC).date()
        stored_day = (load_stored(dict[str, date], cursor) or {}).get("day")
        polled_until = stored_day or today - 2 * _DAY  # a first poll begins with yesterday
        if polled_until >= today:
            raise SourceError(
                f"{self.spec.title} was polled up to {polled_until}, but today is {today}: check the clock."
            )
        next_day = polled_until + _DAY
        first = max(next_day, today - CATCH_UP_PERIOD)
        gap = missed_days_notice(self.spec.title, next_day, first - _DAY) if first > next_day else None
        last_closable = today - _OPEN_DAYS * _DAY
        # First the days that can be closed now, a few at a time; then, as the next part, those that stay open.
        last = min(first + (_DAYS_AT_ONCE - 1) * _DAY, last_closable) if first <= last_closable else today
        last_closed = max(polled_until, min(last, last_closable))
        page = await self._page(first, last)
        answer = (first, last, page.total)
        previous, read_at = self._last_answer
        if last_closed == stored_day and last == today and previous == answer and now - read_at < _REFETCH_AFTER:
            return StreamPart(announced=(), updates=await self._published(now), cursor=cursor or "")

        async def page_at(at: int) -> Page[Preprint]:
            return await self._page(first, last, at) if at else page

        # Only if there was a weekday is an empty answer suspect; today may have no preprints yet.
        has_weekday = any(
            (first + n * _DAY).weekday() < _SATURDAY for n in range((min(last, today - _DAY) - first).days + 1)
        )
        found: AllPages[Preprint]
        try:
            found = await self._suspects.read_pages(
                page_at,
                f"{self.spec.title}'s preprints from {first} on",
                now,
                (lambda: self._page(today - WEEK, today)) if has_weekday else None,
            )
        except EmptyAnswerError:  # a quiet week
            found = AllPages([], 0, None)
        self._require_plausible(found.items, first, last, now)
        selected = [
            one
            for one in sorted(found.items, key=lambda preprint: preprint.version)
            if ALL_SUBJECTS in self._subjects or not self._subjects.isdisjoint(one.paper.categories)
        ]
        latest = {preprint.paper.id: preprint for preprint in selected}
        # Each preprint once, in its latest version. Without its first version it is only an update.
        new = dict.fromkeys(preprint.paper.id for preprint in selected if preprint.version == 1)
        # Asked last: an error would lose what it gives once a day
        published = await self._published(now) if last == today else ()
        self._last_answer = answer, now

        def sightings(ids: Iterable[str]) -> tuple[Sighting, ...]:
            days = ((latest[key].paper, min(latest[key].posted or last, last)) for key in ids)
            return dated_sightings(days, now)

        return StreamPart(
            announced=sightings(new),
            updates=(*sightings(key for key in latest if key not in new), *published),
            cursor=json.dumps({"day": last_closed.isoformat()}),
            skipped=found.skipped,
            more=last < today,
            gap=gap or found.shortfall,
        )

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        """Look up one preprint on this server by its DOI, which does not name the server; see `PaperLookup`."""
        prefix, _, suffix = paper_id.partition(":")[2].partition("/")
        response = await self._fetcher.get(self._base / "details" / self._server / prefix / suffix)
        page = await asyncio.to_thread(parse_page, response.body, self.spec.title, has_total=False)
        versions = [found for found in page.entries if found.paper.id == paper_id]
        if page.entries and not versions:
            raise SourceError(f"{self.spec.title} gave something other than the preprint {prefix}/{suffix}.")
        latest = [max(versions, key=lambda found: found.version).paper] if versions else []
        return next(iter(sightings_of(latest, now.date(), now)), None)

    def _require_plausible(self, preprints: Sequence[Preprint], first: date, last: date, now: datetime) -> None:
        """Raise SourceError for an answer about other days, or with less than half of a day's known preprints."""
        days = Counter(preprint.posted or last for preprint in preprints)
        if days and not any(first <= day <= last for day in days):
            raise SourceError(
                f"{self.spec.title} gave preprints of {min(days)} when asked for {first} to {last}; "
                "a running bot retries by itself."
            )
        large = ((day, known) for day, known in self._version_counts.items() if known >= _MIN_TO_COMPARE)
        fewer = [day for day, known in large if first <= day <= last and 2 * days[day] < known]
        if fewer and self._suspects.must_retry(tuple(sorted(days.items())), now):
            raise SourceError(
                f"{self.spec.title} gave {self._version_counts[fewer[0]]} preprints of {fewer[0]} before and now "
                f"{days[fewer[0]]}; a running bot retries by itself."
            )
        self._version_counts = {day: count for day, count in days.items() if day >= first}

    async def _published(self, now: datetime) -> tuple[Sighting, ...]:
        """Fetch the preprints that journals published in the last week, once a day; none if that fails."""
        today = now.astimezone(UTC).date()
        if self._published_on == today:
            return ()
        try:
            found = await self._suspects.read_pages(
                lambda at: self._page(today - WEEK, today, at, kind="pubs"), f"{self.spec.title}'s articles", now
            )
        except SourceError as error:
            _log.info("What %s published is asked for later: %s", self.spec.title, error)
            return ()
        self._published_on = today
        return sightings_of([one.paper for one in found.items], today, now)

    async def _page(self, first: date, last: date, at: int = 0, *, kind: str = "details") -> Page[Preprint]:
        url = self._base / kind / self._server / first.isoformat() / last.isoformat() / str(at)
        response = await self._fetcher.get(url)
        return await asyncio.to_thread(parse_page, response.body, self.spec.title)
