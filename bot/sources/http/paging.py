"""Answers that come in pages, read whole; strange ones are asked for again, and believed after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from bot.domain.errors import SourceError
from bot.sources.http.responses import AGAIN

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable
    from datetime import date, datetime

T = TypeVar("T")
_DAY = timedelta(days=1)
MOST_PAGES = 200
WEEK = timedelta(days=7)
CATCH_UP = timedelta(days=30)  # of a stream: what appeared before is not looked at


class Page(NamedTuple, Generic[T]):
    """One page: `entries` in order, how many of its `length` were broken, and the total of all pages."""

    entries: tuple[T, ...] = ()
    skipped: int = 0
    length: int = 0
    total: int = 0


class Whole(NamedTuple, Generic[T]):
    """All pages together; `short` says in a sentence what was never given, if that is so."""

    items: list[T]
    skipped: int
    short: str | None


def not_looked_at(title: str, first: date, last: date) -> str:
    """The sentence for days that are too long ago to be caught up with."""
    return (
        f"{title} was not read for more than {CATCH_UP.days} days: what appeared from {first:%d %b} to "
        f"{last:%d %b} was not looked at."
    )


class Doubt:
    """Strange answers of late. A source that never gives what it counts must not stay unread for ever."""

    def __init__(self) -> None:
        self._seen: dict[Hashable, tuple[datetime, datetime]] = {}  # first and last

    def holds(self, answer: Hashable, now: datetime) -> bool:
        """True while a strange answer is to be asked for again; `answer` tells it from another."""
        self._seen = {key: times for key, times in self._seen.items() if now - times[1] <= 2 * _DAY}
        since, _ = self._seen.get(answer, (now, now))
        self._seen[answer] = since, now
        return now - since < _DAY

    async def whole(
        self,
        page_at: Callable[[int], Awaitable[Page[T]]],
        what: str,
        now: datetime,
        week: Callable[[], Awaitable[Page[T]]] | None = None,
    ) -> Whole[T]:
        """All that is counted, page after page, `what` in words. Raises SourceError for pages that are cut off.

        That there is nothing at all is believed only if the `week` has something.
        """
        found: list[T] = []
        skipped = at = total = 0
        for _ in range(MOST_PAGES):
            page = await page_at(at)
            found += page.entries
            skipped += page.skipped
            at += page.length
            total = max(total, page.total)
            if at < total and page.length:
                continue
            short = None
            if at < total:
                told = f"Of {what} {at} of {total} were given and then an empty page"
                if self.holds((what, total - at), now):
                    raise SourceError(f"{told}; {AGAIN}.")
                short = f"{told}, for a day: the rest was not looked at."
            if not at and week and not (await week()).length:
                raise SourceError(f"There is nothing of {what}, nor of a whole week; {AGAIN}.")
            return Whole(found, skipped, short)
        raise SourceError(f"There are more than {at:,} of {what}, which cannot be.")
