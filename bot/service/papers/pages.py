"""Long answers, a page at a time, whose order holds still while they are read.

Between two presses votes change and papers come: were the second page reckoned anew, papers of the first would
stand on it again, and others on neither. So the order of an answer is remembered under a key, which the buttons
carry: in memory, for an hour since it was last looked at. After that, and after a restart, a button begins the
answer anew at its page.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.domain.ports import Order
from bot.service.papers.coverage import Coverage, coverage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.service.papers.archive import Archive

_HOUR = timedelta(hours=1)
ORDERS: Final = 300  # remembered at once
LONGEST: Final = 500  # papers of an answer whose pages can be turned: nobody reads a hundred pages


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of an answer: its `number` from 0, `size` papers each, the `key` of an answer begun before."""

    number: int
    size: int
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The papers of one page of an answer: page `number` from 0, of so many `pages` with `total` papers.

    `key` is that of the answer's order, "" where that is not remembered: it has a single page. `day` was the open
    list day when the answer was begun.
    """

    sightings: tuple[Sighting, ...]
    number: int
    pages: int
    total: int
    coverage: Coverage
    key: str = ""
    day: date | None = None


class Ranked(NamedTuple):
    """The order of an answer: the ids of its first papers, how many match in all, among what, until `day`."""

    ids: tuple[str, ...]
    total: int
    coverage: Coverage
    day: date | None = None


class Orders:
    """Remembers orders. `now` gives aware UTC time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._kept: OrderedDict[str, tuple[datetime, Ranked]] = OrderedDict()

    def get(self, key: str) -> Ranked | None:
        """What is remembered under a key; None for what was looked at too long ago, or before a restart."""
        found = self._kept.get(key)
        if found is None or self._now() - found[0] > _HOUR:
            return None
        self.keep(found[1], key)
        return found[1]

    def keep(self, ranked: Ranked, key: str = "") -> str:
        """Remember an order, under a new key unless one is given; gives the key: twenty hexadecimal digits."""
        key = key or secrets.token_hex(10)
        self._kept[key] = (self._now(), ranked)
        self._kept.move_to_end(key)
        while len(self._kept) > ORDERS:
            self._kept.popitem(last=False)
        return key

    async def part(self, archive: Archive, ranked: Ranked, page: Page) -> Part:
        """The page of an order, which is remembered if it has several; the nearest one when there are fewer."""
        pages = max(1, -(-len(ranked.ids) // page.size))
        near = min(max(page.number, 0), pages - 1)
        return Part(
            sightings=await archive.in_order(ranked.ids[near * page.size : (near + 1) * page.size]),
            number=near,
            pages=pages,
            total=ranked.total,
            coverage=ranked.coverage,
            key=self.keep(ranked, page.key) if pages > 1 else "",
            day=ranked.day,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the papers of so many list `days`, the open one included; see `PastPapers.find`."""

    query: str | None
    days: int
    order: Order = Order.NEWEST
    among: Collection[str] | None = None
    announced: bool = False


class Pages:
    """Asks past papers, and turns the pages of what they answer."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._orders = Orders(archive.now)

    async def part(self, question: Question, page: Page) -> Part:
        """The page of what matches; the nearest one when there are fewer. Raises NotReadyError."""
        ranked = self._orders.get(page.key)
        if ranked is None:
            page, ranked = replace(page, key=""), await self._ask(question)
        return await self._orders.part(self._archive, ranked, page)

    async def _ask(self, question: Question) -> Ranked:
        found = await self._archive.past.find(
            question.query,
            since=self._archive.since(question.days),
            order=question.order,
            most=LONGEST,
            among=question.among,
            announced=question.announced,
        )
        return Ranked(found.ids, found.total, coverage(found.days), self._archive.today())
