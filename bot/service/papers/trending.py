"""The most upvoted papers of a week or a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.ports import Order
from bot.service.papers.pages import Pages, Part, Question

if TYPE_CHECKING:
    from bot.service.papers.archive import Archive
    from bot.service.papers.coverage import Period
    from bot.service.papers.pages import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A page of the papers of a period that are stored, most upvotes first, equal ones newest first."""

    period: Period
    part: Part


class Rankings:
    """Ranks what polls have stored, of lists alone."""

    def __init__(self, archive: Archive) -> None:
        self._lists = archive.lists
        self._pages = Pages(archive)

    async def ranking(self, period: Period, page: Page) -> Ranking:
        """A page of all papers of the period's list days. Raises NotReadyError."""
        question = Question(query=None, days=period.days, order=Order.UPVOTED, among=self._lists)
        return Ranking(period=period, part=await self._pages.part(question, page))
