"""Read all pages of an answer. A suspect answer is retried for a day before it is accepted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from bot.domain.errors import SourceError
from bot.sources.http.responses import RETRY_HINT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable
    from datetime import date, datetime

T = TypeVar("T")
_DAY = timedelta(days=1)
MAX_PAGES = 200
WEEK = timedelta(days=7)
# Entries of five working days: with so many, a given day is empty by chance in one of 100 cases (0.8 ** 20).
_MIN_ENTRIES_A_WEEK = 20
CATCH_UP_PERIOD = timedelta(days=30)  # how far back a stream is caught up after an outage
SKIPPED = "After a day of retries the rest was skipped."


class Page(NamedTuple, Generic[T]):
    """One page: its `entries` in order, `skipped` of its `length` items as broken; `total` is of all pages."""

    entries: tuple[T, ...] = ()
    skipped: int = 0
    length: int = 0
    total: int = 0


class AllPages(NamedTuple, Generic[T]):
    """The entries of all pages; `shortfall` is a sentence about a suspect answer that was accepted."""

    items: list[T]
    skipped: int
    shortfall: str | None


def missed_days_notice(title: str, first: date, last: date) -> str:
    """Return a sentence about days that are too old to be caught up."""
    return (
        f"{title} was not polled for more than {CATCH_UP_PERIOD.days} days: "
        f"papers from {first:%d %b} to {last:%d %b} were skipped."
    )


class EmptyAnswerError(SourceError):
    """An empty answer that may be true, and is asked for again for a day."""


class SuspectAnswers:
    """Remembers suspect answers, so that each is retried for a day and then accepted.

    Example: a page says "51 papers" and has 50. That is an error for a day; then the 50 are accepted.
    """

    def __init__(self) -> None:
        self._seen: dict[Hashable, tuple[datetime, datetime]] = {}  # by answer, its first and last time

    def must_retry(self, answer: Hashable, now: datetime) -> bool:
        """True until a suspect answer has been the same for a day; `answer` identifies it."""
        self._seen = {key: times for key, times in self._seen.items() if now - times[1] <= 2 * _DAY}
        since, _ = self._seen.get(answer, (now, now))
        self._seen[answer] = since, now
        return now - since < _DAY

    async def read_pages(
        self,
        page_at: Callable[[int], Awaitable[Page[T]]],
        what: str,
        now: datetime,
        week_page: Callable[[], Awaitable[Page[T]]] | None = None,
    ) -> AllPages[T]:
        """Fetch page after page until the total is reached; `what` names the entries. Raises SourceError.

        `week_page` fetches a whole week: an empty answer is accepted only if that one has entries, and after a day
        of retries. If it has few, EmptyAnswerError is raised until then: there may be none.
        """
        found: list[T] = []
        skipped = at = total = 0
        for _ in range(MAX_PAGES):
            page = await page_at(at)
            if page.entries and {*page.entries} <= {*found}:  # it is repeated, as if nothing more were there
                page = Page(total=page.total)
            found += page.entries
            skipped += page.skipped
            at += page.length
            total = max(total, page.total)
            if at < total and page.length:
                continue
            shortfall = None
            if at != total:
                problem = f"Only {at} of {total} of {what} were given"
                if at > total:
                    problem = f"{at} of {what} were given, but only {total} counted"
                if self.must_retry((what, total - at), now):
                    raise SourceError(f"{problem}; {RETRY_HINT}.")
                shortfall = f"{problem}. {SKIPPED}"
            if not at and week_page:
                shortfall = self._empty_shortfall(what, await week_page(), now)
            return AllPages(found, skipped, shortfall)
        raise SourceError(f"More than {at:,} entries for {what} are not plausible; {RETRY_HINT}.")

    def _empty_shortfall(self, what: str, week: Page[T], now: datetime) -> str | None:
        """Raise SourceError for an empty answer; after a day of retries return a warning (None: a quiet week)."""
        if not week.length:
            raise SourceError(f"No entries for {what}, not even for a whole week; {RETRY_HINT}.")
        count = max(week.length, week.total)
        problem = f"No entries for {what}, but {count:,} for a whole week"
        if self.must_retry((what, 0), now):
            retry = SourceError if count >= _MIN_ENTRIES_A_WEEK else EmptyAnswerError
            raise retry(f"{problem}; {RETRY_HINT}.")
        return f"{problem}. They were skipped after a day of retries." if count >= _MIN_ENTRIES_A_WEEK else None
