"""The most upvoted papers of a week or a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.service.papers.coverage import Coverage, coverage
from bot.service.papers.papers import open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Store


class Period(StrEnum):
    """How far back a ranking goes, the open list day included."""

    WEEK = "week"
    MONTH = "month"

    @property
    def days(self) -> int:
        """In list days."""
        return 7 if self is Period.WEEK else 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The papers of a period that are stored, most upvotes first, equal ones newest first."""

    period: Period
    coverage: Coverage
    sightings: tuple[Sighting, ...]


class Rankings:
    """Reads what polls have stored. `now` gives aware UTC time."""

    def __init__(self, store: Store, sources: Sequence[ListSource], now: Callable[[], datetime]) -> None:
        self._store = store
        self._sources = sources
        self._now = now

    async def ranking(self, period: Period) -> Ranking:
        """All papers of the period's list days."""
        first = open_day(self._sources, self._now()) - timedelta(days=period.days - 1)
        sightings = await self._store.papers_since(first)  # newest first, and sorting keeps that among equals
        ranked = sorted(sightings, key=lambda sighting: -sighting.signals.upvotes)
        return Ranking(period=period, coverage=coverage(ranked), sightings=tuple(ranked))
