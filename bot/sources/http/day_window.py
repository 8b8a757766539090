"""The days that a stream searches again at each poll, because their papers appear late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from bot.sources.bodies.json_values import dump_stored, load_stored
from bot.sources.http.paging import CATCH_UP_PERIOD, missed_days_notice

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Stored:
    """The cursor: the last `day`, and what was `seen` (see `DayWindow`)."""

    day: date
    seen: dict[date, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWindow:
    """The days to search, `first` to `until`; everything up to `last` was searched before.

    - `seen`: ids that earlier polls found, each under its paper's day or a later one. Below `first` they are
      dropped, as no search finds them again.
    - `is_first_poll`: nothing was searched before; `last` is today.
    - `gap`: a sentence about days that are too old to be caught up.
    """

    first: date
    until: date
    last: date
    today: date
    seen: dict[date, list[str]]
    is_first_poll: bool
    gap: str | None

    @classmethod
    def after(cls, cursor: str | None, now: datetime, overlap: timedelta, title: str) -> Self:
        """Return the window after a cursor: the `overlap` before the last day, and as much after it.

        Example: with an overlap of a week, and all of 1 to 10 May polled, 3 to 17 May are searched, as far as
        these days have begun.
        """
        today = now.astimezone(UTC).date()
        stored = load_stored(_Stored, cursor)
        last = min(stored.day, today) if stored else today
        first = max(last - overlap, today - CATCH_UP_PERIOD)
        return cls(
            first=first,
            until=min(max(first, last) + overlap, today),
            last=last,
            today=today,
            seen={day: ids for day, ids in stored.seen.items() if day >= first} if stored else {},
            is_first_poll=stored is None,
            gap=missed_days_notice(title, last + DAY, first - DAY) if last + DAY < first else None,
        )

    @property
    def known(self) -> set[str]:
        """All ids that were found before, and that a search can find again."""
        return {one for ids in self.seen.values() for one in ids}

    def cursor(self, found: Mapping[date, list[str]], *, is_done: bool) -> str:
        """Return the next cursor, with the ids `found` now, by day as in `seen`.

        Unless `is_done`, the same days are searched again.
        """
        new = {day: [*self.seen.get(day, ()), *ids] for day, ids in found.items() if ids}
        return dump_stored(_Stored(self.until if is_done else self.last, self.seen | new))
