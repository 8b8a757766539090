"""The most upvoted papers of a week or a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.ports import Order
from bot.service.papers.pages import Pages, Part, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.domain.ports import ListSource, PastPapers, Store
    from bot.service.papers.coverage import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A page of the papers of a period that are stored, most upvotes first, equal ones newest first."""

    period: Period
    part: Part


class Rankings:
    """Ranks what polls have stored, of some `lists` alone. `now` gives aware UTC time."""

    def __init__(
        self,
        store: Store,
        past: PastPapers,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        lists: AbstractSet[str] | None = None,
    ) -> None:
        self._lists = lists
        self._pages = Pages(store, past, sources, now)

    async def ranking(self, period: Period, number: int, size: int, key: str = "") -> Ranking:
        """Page `number` of all papers of the period's list days, `size` a page; see `Pages` for the `key`.

        Raises NotReadyError.
        """
        question = Question(query=None, days=period.days, order=Order.UPVOTED, among=self._lists)
        return Ranking(period=period, part=await self._pages.part(question, number, size, key))
