"""Lists of stored papers by day, and lookups by id, address or title."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.errors import MistakeError
from bot.domain.ports import Findings
from bot.domain.subscribed_sources import announced_by
from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.service.papers.pages import PageRequest, Pages, Part
from bot.service.papers.references import named_paper
from bot.text.safe import clean, safe

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection

    from bot.domain.paper import Sighting
    from bot.service.papers.archive import Archive

_DAYS_BACK = (1, 2, 4, 8)  # to the latest list: after a weekend, holidays, an outage
_QUOTE_LENGTH = 60  # characters of the typed text


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the papers of one list day, most upvotes first.

    `is_open`: the list still grows. `is_latest`: no later list has papers. `day` is None if no papers are stored.
    """

    day: date | None
    is_open: bool
    is_latest: bool
    part: Part


class UnknownPaperError(MistakeError):
    """The text names no paper, or fits several."""


class Papers:
    """Reads stored papers."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._store, self._past = archive.store, archive.past
        self._pages = Pages(archive)

    async def today(self, page: PageRequest) -> Listing:
        """Return a page of the open list day, or of the latest day with papers if that is still empty.

        With the key of an earlier answer it is a page of that day, even if another list has opened since.
        """
        today = self._archive.today()
        latest = await self._latest(today)

        async def order() -> Findings:
            days = Counter(one.signals.list_day for one in latest)
            return Findings(days=days, matches=days, ids=tuple(one.paper.id for one in latest))

        part = await self._pages.part(page, order)
        day = part.coverage.last
        is_latest = any(one.signals.list_day == day for one in latest)
        return Listing(day=day, is_open=day == today, is_latest=is_latest, part=part)

    async def _latest(self, today: date) -> list[Sighting]:
        """Return the papers of the latest day on which a list has had any."""
        lists = self._archive.lists
        for first in (today, *(today - timedelta(days=days) for days in _DAYS_BACK), date.min):
            papers = await self._store.papers_since(first)
            if lists is not None:
                papers = [one for one in papers if not lists.isdisjoint(announced_by(one))]
            if papers:
                return [one for one in papers if one.signals.list_day == papers[0].signals.list_day]
        return []

    async def get(self, paper_id: str) -> Sighting | None:
        """Return a stored paper, or None."""
        return await self._archive.sighting(paper_id)

    async def get_all(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        """Return the stored ones of these papers, by id."""
        return await self._store.sightings(paper_ids)

    async def identify(self, text: str) -> str:
        """Return the id of the paper that a person typed: an id, an address, or words of a stored title.

        A title that ends in "…", as lists shorten it, is that of a paper whose title begins so.
        A paper named by id or address need not be stored. Raises UnknownPaperError if the text fits no title or
        several, and NotReadyError.
        """
        if found := named_paper(text):
            return found
        beginning = text.strip().removesuffix("…")
        titled, folded = await self.titled(beginning, 3), _folded(beginning)
        is_title = str.__eq__ if beginning == text.strip() else str.startswith
        exact = [sighting for sighting in titled if is_title(_folded(sighting.paper.title), folded)]
        candidates = exact or titled
        if len(candidates) == 1:
            return candidates[0].paper.id
        if candidates:
            problem = gettext("Several titles match.")
        else:
            problem = gettext("No paper has the title or ID “{text}”.", text=safe(text, _QUOTE_LENGTH))
        raise UnknownPaperError(
            sentences(problem, gettext("Choose a suggestion, or enter an arXiv ID, DOI or link."))
        )

    async def titled(self, text: str, most: int) -> tuple[Sighting, ...]:
        """Return the stored papers whose number and title contain all typed words (see `PastPapers.titled`).

        Raises NotReadyError.
        """
        return await self._archive.in_order(await self._past.titled(text, most))

    async def ids(self) -> AsyncGenerator[str]:
        """Yield the ids of all stored papers, newest list day first."""
        async for _, papers in self._store.changed_days({}):
            for paper_id in papers:
                yield paper_id


def _folded(title: str) -> str:
    return clean(title).casefold()
