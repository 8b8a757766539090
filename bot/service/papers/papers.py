"""Listing and finding the stored papers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.query import parse
from bot.service.listed_papers import listed
from bot.service.papers.coverage import coverage, open_day
from bot.service.papers.pages import Orders, Part, Ranked, part_of
from bot.service.papers.references import named_paper
from bot.text.safe import clean, safe

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Collection, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.domain.paper import Paper, Sighting
    from bot.domain.ports import ListSource, PastPapers, Store

_BACK = (1, 2, 4, 8)  # days between today and the latest list: a weekend, holidays, an outage
_QUOTED = 60  # characters of what was typed
_NEAR = 3  # papers that may have been meant
_WORD = re.compile(r"[^\W\d_]{4,30}")  # shorter ones are in too many titles
_WORDS = 8  # of a title that are looked up


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
    """What was typed names no paper, or several; `near` may have been meant."""

    def __init__(self, message: str, near: Sequence[Paper] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class Papers:
    """Reads what polls have stored, of `lists` alone where that is meant. `now` gives aware UTC time."""

    def __init__(
        self,
        store: Store,
        past: PastPapers,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        *,
        lists: AbstractSet[str] | None = None,
    ) -> None:
        self._lists = lists
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
            if papers := listed(await self._store.papers_since(first), self._lists):
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
        if chosen:
            several = gettext(
                "Several papers have that in their titles: choose one from the list while you type, or give its"
                " arXiv number, its DOI or a link to it."
            )
            raise UnknownPaperError(several, [one.paper for one in chosen])
        near = await self._near(text)
        unknown = gettext("I do not know a paper “{text}”.", text=safe(text, _QUOTED))
        if near:
            raise UnknownPaperError(sentences(unknown, gettext("Did you mean one of these?")), near)
        advice = gettext(
            "Choose one from the list while you type, or give its title, its arXiv number (such as {number}), its"
            " DOI or a link to it.",
            number="2503.02130",
        )
        raise UnknownPaperError(sentences(unknown, advice))

    async def _near(self, text: str) -> list[Paper]:
        """The papers whose titles have more than half the words of a text, nearest first."""
        words = [await self._spelled(word) for word in _WORD.findall(text.casefold())[:_WORDS]]
        if not words:
            return []
        query = parse(" ".join(f'title:"{word}"' for word in dict.fromkeys(words)))
        ids = await self._past.nearest(query.canonical, since=date.min, most=_NEAR)
        known = await self._store.sightings(ids)
        papers = [known[key].paper for key in ids if key in known]
        return [one for one in papers if 2 * sum(word in _folded(one.title) for word in words) > len(words)]

    async def _spelled(self, word: str) -> str:
        """A word as titles have it: itself where one does, else what it is a slip of."""
        if await self._past.titled(word, 1):
            return word
        spelled = await self._past.spellings(word, "title", most=1)
        return spelled[0].word if spelled else word

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


def _folded(title: str) -> str:
    return clean(title).casefold()
