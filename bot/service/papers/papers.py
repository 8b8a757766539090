"""Listing and finding the stored papers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from bot.language.translating import gettext
from bot.service.papers.coverage import coverage
from bot.service.papers.pages import Orders, Part, Ranked, part_of
from bot.service.papers.references import named_paper
from bot.text.safe import clean

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Collection, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, PastPapers, Store

_BACK = (1, 2, 4, 8)  # days between today and the latest list: a weekend, holidays, an outage


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the papers of one list day, most upvotes first. `is_open` when that list still grows.

    `is_latest` when no later one has papers. `day` is None when nothing is stored at all.
    """

    day: date | None
    is_open: bool
    is_latest: bool
    part: Part


class UnknownPaperError(PaperboyError):
    """What was typed names no paper, or several."""


class Papers:
    """Reads what polls have stored, for what is about lists from `listed`. `now` gives aware UTC time."""

    def __init__(
        self,
        store: Store,
        past: PastPapers,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        *,
        listed: Store | None = None,
    ) -> None:
        self._listed = store if listed is None else listed
        self._store = store
        self._past = past
        self._sources = sources
        self._now = now
        self._orders = Orders(now)

    async def today(self, number: int, size: int, key: str = "") -> Listing:
        """A page of the open list day, or of the latest one with papers when it is still empty (weekends are).

        Page `number` from 0, with `size` papers. With a `key`, it is the page of the answer that was begun then
        (see `pages`), also when a later list has opened meanwhile.
        """
        today = open_day(self._sources, self._now())
        latest = await self._latest(today)
        ranked = self._orders.get(key) if latest else None
        if ranked is None:
            begun = self._orders.begun(key)
            then = [one for one in latest if begun and one.signals.first_seen <= begun]
            key, ranked = key if then else "", _in_order(then or latest)
        key = self._orders.keep(ranked, key) if ranked.total > size else ""
        day = ranked.coverage.last
        return Listing(
            day=day,
            is_open=day == today,
            is_latest=any(one.signals.list_day == day for one in latest),
            part=await part_of(self._store, ranked, number, size, key),
        )

    async def _latest(self, today: date) -> list[Sighting]:
        """The papers of the latest list day that has some; none when nothing is stored."""
        for first in (today, *(today - timedelta(days=days) for days in _BACK), date.min):
            if papers := await self._listed.papers_since(first):
                return [one for one in papers if one.signals.list_day == papers[0].signals.list_day]
        return []

    async def get(self, paper_id: str) -> Sighting | None:
        """One stored paper."""
        return (await self._store.sightings([paper_id])).get(paper_id)

    async def get_all(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        """Those of these papers that are stored, by id."""
        return await self._store.sightings(paper_ids)

    async def identify(self, text: str) -> str:
        """The id of the paper that a person means: by id, by address, or by (a part of) a stored title.

        An id need not be stored. Raises UnknownPaperError when the text is neither and fits no title or several.
        """
        if found := named_paper(text):
            return found
        fitting = await self.titled(text, 3)
        wanted = _folded(text)
        exact = [sighting for sighting in fitting if _folded(sighting.paper.title) == wanted]
        chosen = exact or fitting
        if len(chosen) == 1:
            return chosen[0].paper.id
        raise UnknownPaperError(
            gettext(
                "Several papers have that in their titles: choose one from the list while you type, or give its"
                " arXiv number, its DOI or a link to it."
            )
            if chosen
            else gettext(
                "I know no paper by that: choose one from the list while you type, or give its title, its arXiv"
                " number (such as {number}), its DOI or a link to it.",
                number="2503.02130",
            )
        )

    async def titled(self, text: str, most: int) -> tuple[Sighting, ...]:
        """The stored papers whose number and title have all that was typed.

        First the title that is exactly that, then those that begin so, those that have it in a row, and the
        others; of equals the newest list day first. Raises NotReadyError.
        """
        ids = await self._past.titled(text, most)
        known = await self._store.sightings(ids)
        return tuple(known[key] for key in ids if key in known)

    async def ids(self) -> AsyncGenerator[str]:
        """The ids of all stored papers, newest list day first."""
        async for _, papers in self._store.changed_days({}):
            for paper_id in papers:
                yield paper_id


def _in_order(papers: Sequence[Sighting]) -> Ranked:
    """The order of papers of one list day."""
    days = Counter(one.signals.list_day for one in papers)
    return Ranked(ids=tuple(one.paper.id for one in papers), total=len(papers), coverage=coverage(days))


def open_day(sources: Sequence[ListSource], now: datetime) -> date:
    """The list day that is open at `now`; the latest when sources differ, the UTC day without sources."""
    return max((source.today(now) for source in sources), default=now.date())


def _folded(title: str) -> str:
    return clean(title).casefold()
