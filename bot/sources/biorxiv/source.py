"""bioRxiv or medRxiv: what was posted, by day, all pages."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.ports import SourceSpec, StreamPart
from bot.sources.biorxiv.cursor import Cursor
from bot.sources.bodies.papers import seen
from bot.sources.http.doubt import Doubt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.domain.paper import Sighting
    from bot.sources.biorxiv.parse import Page, Preprint
    from bot.sources.http.fetcher import Fetcher

CATCH_UP_DAYS = 30
EVERYTHING = "all"  # in place of subjects
_DAY = timedelta(days=1)
_AT_ONCE = 2  # days in one part: 500 preprints at most
_OPEN_DAYS = 2  # how long a day may still get preprints
_MOST_PAGES = 200
_REREAD = timedelta(hours=6)
_ALIVE = timedelta(days=7)
_SATURDAY = 5
_TELLING = 20  # preprints of a day: of fewer, half may well be withdrawn or dated anew


class Biorxiv:
    """The source `biorxiv` or `medrxiv`, as `spec` says, in some `subjects`; `all` is every one.

    `base_url` is `https://api.biorxiv.org`, a mirror's or a test server's. The API's own filter by subject differs
    from what its items say, so that we filter.
    """

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, subjects: Sequence[str], base_url: str) -> None:
        from bot.sources.biorxiv.parse import subject_name

        self.spec = spec
        self._fetcher = fetcher
        self._subjects = frozenset(map(subject_name, subjects))
        self._address = URL(base_url.rstrip("/")) / "details" / spec.name
        self._doubt = Doubt()
        self._most: dict[date, int] = {}  # how many versions each of the last days had
        self._seen: tuple[tuple[date, date, int], datetime] | None = None

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """What was posted on the first days that are not closed yet. Raises SourceError.

        A day counts as read once it has been read two days later; until then it is read again, if the number of
        its preprints changed or hours have passed.
        """
        today = now.astimezone(UTC).date()
        read = Cursor.decode(cursor)
        first = today - _DAY if read is None else read.day + _DAY
        if first > today:
            until = first - _DAY
            raise SourceError(f"{self.spec.title} was read up to {until}, and today is {today}: check the clock.")
        gap = None
        if first < (earliest := today - CATCH_UP_DAYS * _DAY):
            gap = (
                f"{self.spec.title} was not read for more than {CATCH_UP_DAYS} days: what was posted from "
                f"{first:%d %b} to {earliest - _DAY:%d %b} was not looked at."
            )
            first = earliest
        closed = today - _OPEN_DAYS * _DAY
        if first <= closed:
            last = closed = min(first + (_AT_ONCE - 1) * _DAY, closed)
        else:
            last = today
        reached = Cursor(day=closed if read is None or closed > read.day else read.day)
        page = await self._page(first, last, 0)
        if reached == read and last == today and self._known(first, last, page.total, now):
            return StreamPart(announced=(), cursor=cursor or "")
        preprints, skipped, short = await self._all(first, last, page, now)
        if not preprints and not skipped:
            await self._require_alive(first, last, today)
        self._require_sense(preprints, first, last, now)
        announced, updates = _by_version(preprints, self._wanted)
        self._seen = ((first, last, page.total), now)
        return StreamPart(
            announced=_sightings(announced, now, last),
            updates=_sightings(updates, now, last),
            cursor=reached.encode(),
            skipped=skipped,
            more=last < today,
            gap=gap or short,
        )

    def _require_sense(self, preprints: Sequence[Preprint], first: date, last: date, now: datetime) -> None:
        """Raises SourceError for an answer of other days, and for less than half of what a day had before."""
        days = Counter(preprint.posted or last for preprint in preprints)
        if days and not any(first <= day <= last for day in days):
            raise SourceError(
                f"{self.spec.title} gave preprints of {min(days)} when asked for {first} to {last}; "
                "a running bot asks again by itself."
            )
        known = ((day, most) for day, most in self._most.items() if first <= day <= last and most >= _TELLING)
        fewer = [day for day, most in known if 2 * days[day] < most]
        if fewer and self._doubt.holds(tuple(sorted(days.items())), now):
            raise SourceError(
                f"{self.spec.title} gave {self._most[fewer[0]]} preprints of {fewer[0]} before and now "
                f"{days[fewer[0]]}; a running bot asks again by itself."
            )
        self._most = {day: most for day, most in days.items() if day >= first}

    def _known(self, first: date, last: date, total: int, now: datetime) -> bool:
        """Whether these days were read lately and have as many preprints as then."""
        return self._seen is not None and self._seen[0] == (first, last, total) and now - self._seen[1] < _REREAD

    def _wanted(self, preprint: Preprint) -> bool:
        return EVERYTHING in self._subjects or preprint.subject in self._subjects

    async def _all(
        self, first: date, last: date, page: Page, now: datetime
    ) -> tuple[list[Preprint], int, str | None]:
        """All preprints of these days, from their first page on; how many were broken; what was not given."""
        found = list(page.preprints)
        skipped, at, total = page.skipped, page.given, page.total
        for _ in range(_MOST_PAGES):
            if at >= (total := max(total, page.total)):
                return found, skipped, None
            page = await self._page(first, last, at)
            if not page.given:
                what = f"{self.spec.title} gave {at} of {total} preprints of {last} and then an empty page"
                if self._doubt.holds((first, total - at), now):
                    raise SourceError(f"{what}; a running bot asks again by itself.")
                return found, skipped, f"{what} for a day: the rest was not looked at."
            found += page.preprints
            skipped += page.skipped
            at += page.given
        raise SourceError(f"{self.spec.title} has more than {at:,} preprints of two days, which cannot be.")

    async def _page(self, first: date, last: date, at: int) -> Page:
        from bot.sources.biorxiv.parse import parse_page

        url = self._address / first.isoformat() / last.isoformat() / str(at)
        response = await self._fetcher.get(url)
        return await asyncio.to_thread(parse_page, response.body, self.spec.title)

    async def _require_alive(self, first: date, last: date, today: date) -> None:
        """Raises SourceError when nothing at all comes: that is an outage, while a quiet day is none."""
        days = [first + n * _DAY for n in range((last - first).days + 1)]
        if not any(day < today and day.weekday() < _SATURDAY for day in days):
            return
        week = await self._page(today - _ALIVE, today, 0)
        if not week.preprints:
            raise SourceError(
                f"{self.spec.title} says that nothing was posted for a week; a running bot asks again by itself."
            )


def _by_version(
    preprints: Iterable[Preprint], wanted: Callable[[Preprint], bool]
) -> tuple[list[Preprint], list[Preprint]]:
    """(preprints that appeared, those of which there is a new version): each once, in its latest version."""
    latest: dict[str, Preprint] = {}
    first: dict[str, None] = {}
    for preprint in filter(wanted, preprints):
        key = preprint.paper.id
        if preprint.version == 1:
            first[key] = None
        if key not in latest or preprint.version >= latest[key].version:
            latest[key] = preprint
    announced = [latest[key] for key in first]
    return announced, [preprint for key, preprint in latest.items() if key not in first]


def _sightings(preprints: Iterable[Preprint], now: datetime, last: date) -> tuple[Sighting, ...]:
    """Each of the day on which it was posted, or else of the `last` that was asked for."""
    return tuple(
        one for preprint in preprints for one in seen([preprint.paper], min(preprint.posted or last, last), now)
    )
