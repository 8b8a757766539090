"""The most upvoted papers of a week or a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.ports import Order
from bot.service.papers.pages import Pages, Part, Question

if TYPE_CHECKING:
    from bot.service.papers.archive import Archive
    from bot.service.papers.coverage import Period
    from bot.service.papers.pages import Page


class Rankings:
    """Ranks what polls have stored, of lists alone."""

    def __init__(self, archive: Archive) -> None:
        self._lists = archive.lists
        self._pages = Pages(archive)

    async def ranking(self, period: Period, page: Page) -> Part:
        """A page of the papers of a period's list days, most upvotes first, equal ones newest first.

        Raises NotReadyError.
        """
        question = Question(query=None, days=period.days, order=Order.UPVOTED, among=self._lists)
        return await self._pages.part(question, page)
