"""Answers that come in pages, read whole; strange ones are asked for again, and believed after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from bot.domain.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable
    from datetime import date, datetime

T = TypeVar("T")
_DAY = timedelta(days=1)
MOST_PAGES = 200
CATCH_UP = timedelta(days=30)  # of a stream: what appeared before is not looked at


class Page(NamedTuple, Generic[T]):
    """What one body holds: `items` in order, how many of its `length` were broken, how many there are in all."""

    items: tuple[T, ...] = ()
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

    async def whole(self, page_at: Callable[[int], Awaitable[Page[T]]], what: str, now: datetime) -> Whole[T]:
        """All that is counted, page after page, `what` in words. Raises SourceError for pages that are cut off."""
        found: list[T] = []
        skipped = at = total = 0
        for _ in range(MOST_PAGES):
            page = await page_at(at)
            found += page.items
            skipped += page.skipped
            at += page.length
            total = max(total, page.total)
            if at >= total:
                return Whole(found, skipped, None)
            if not page.length:
                told = f"Of {what} {at} of {total} were given and then an empty page"
                if self.holds((what, total - at), now):
                    raise SourceError(f"{told}; a running bot asks again by itself.")
                return Whole(found, skipped, f"{told}, for a day: the rest was not looked at.")
        raise SourceError(f"There are more than {at:,} of {what}, which cannot be.")
