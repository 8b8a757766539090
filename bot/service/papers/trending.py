"""The most upvoted papers of a week or a month."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.ports import Order
from bot.service.papers.coverage import first_of
from bot.service.papers.pages import Part, part_of
from bot.service.papers.papers import open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.ports import ListSource, PastPapers, Store


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
    """A page of the papers of a period that are stored, most upvotes first, equal ones newest first."""

    period: Period
    part: Part


class Rankings:
    """Ranks what polls have stored. `now` gives aware UTC time."""

    def __init__(
        self, store: Store, past: PastPapers, sources: Sequence[ListSource], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._past = past
        self._sources = sources
        self._now = now

    async def ranking(self, period: Period, number: int, size: int) -> Ranking:
        """Page `number` of all papers of the period's list days, `size` a page. Raises NotReadyError."""
        first, order = first_of(period.days, open_day(self._sources, self._now())), Order.UPVOTED
        part = await part_of(self._store, self._past, None, since=first, order=order, number=number, size=size)
        return Ranking(period=period, part=part)
