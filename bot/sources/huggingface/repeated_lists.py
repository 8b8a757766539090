"""Notices when a source gives the list of one day for another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

_SATURDAY = 5
_FEWEST = 3  # papers; a shorter list says nothing
_DAYS = 16


class RepeatedLists:
    """Knows which papers the last few weekdays held, and recognises a list that repeats one.

    In 582 recorded days 7 papers stood on two lists, never two lists alike: two days that have half of their
    papers in common are one list under two dates. Weekends have no list of their own, so theirs is never
    recorded.
    """

    def __init__(self) -> None:
        self._days: dict[date, frozenset[str]] = {}

    def record(self, day: date, ids: AbstractSet[str]) -> date | None:
        """Record what `day` held; returns another weekday that held the same, if there is one."""
        self._days.pop(day, None)
        common = {known: len(ids & held) for known, held in self._days.items()}
        alike = (
            known
            for known, held in self._days.items()
            if common[known] >= _FEWEST and 2 * common[known] >= len(ids | held)
        )
        other = next(alike, None)
        if not is_weekend(day):
            self._days[day] = frozenset(ids)
        if len(self._days) > _DAYS:
            del self._days[next(iter(self._days))]
        return other


def is_weekend(day: date) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY
