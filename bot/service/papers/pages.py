"""Long answers, a page at a time, whose order holds still while they are read.

Between two presses votes change and papers come: were the second page reckoned anew, papers of the first would
stand on it again, and others on neither. So the order of an answer is remembered under a key, which the buttons
carry: in memory, for an hour since it was last looked at, and hardly further than somebody has turned pages. After
that, and after a restart, a page is what stands there now, and the order is remembered from then on.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.ports import Order
from bot.service.papers.coverage import Coverage, coverage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings, PastPapers, Store

_HOUR: Final = timedelta(hours=1)
_ORDERS: Final = 300  # remembered at once
_BLOCK: Final = 50  # papers of an order that are asked for at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The papers of one page of an answer: page `number` from 0, of so many `pages` with `total` papers.

    `key` is that of the answer's order, "" where that is not remembered: it has a single page.
    """

    sightings: tuple[Sighting, ...]
    number: int
    pages: int
    total: int
    coverage: Coverage
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """The order of an answer: the ids of its first papers at least, how many it has, and among what."""

    ids: tuple[str, ...]
    total: int
    coverage: Coverage


class Orders:
    """Remembers orders. `now` gives aware UTC time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._kept: OrderedDict[str, tuple[datetime, Ranked]] = OrderedDict()

    def get(self, key: str) -> Ranked | None:
        """What is remembered under a key; None for what was too long ago, or before a restart."""
        found = self._kept.get(key)
        if found is None or self._now() - found[0] > _HOUR:
            return None
        self.keep(found[1], key)
        return found[1]

    def keep(self, ranked: Ranked, key: str = "") -> str:
        """Remember an order, under a new key unless one is given; gives the key: eight hexadecimal digits."""
        key = key or secrets.token_hex(4)
        self._kept[key] = (self._now(), ranked)
        self._kept.move_to_end(key)
        while len(self._kept) > _ORDERS:
            self._kept.popitem(last=False)
        return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the papers of list day `since` and later; see `PastPapers.find`."""

    query: str | None
    since: date
    order: Order = Order.NEWEST
    announced: bool = False


class Pages:
    """Asks past papers, and turns the pages of what they answer."""

    def __init__(self, store: Store, past: PastPapers, now: Callable[[], datetime]) -> None:
        self._store = store
        self._past = past
        self._orders = Orders(now)

    async def part(self, question: Question, number: int, size: int, key: str = "") -> Part:
        """The page `number` from 0 of what matches; the nearest one when there are fewer.

        Where the order under the `key` is still remembered, it is the page of that. Raises NotReadyError.
        """
        number = max(number, 0)
        ranked = self._orders.get(key)
        if ranked is None:
            key, ranked = "", await self._ask(question, size)
        wanted = min((number + 1) * size, ranked.total)
        if len(ranked.ids) < wanted:
            longer = await self._ask(question, wanted, ranked.ids)
            ranked = self._longest(key, longer)
        if ranked.total > size:
            key = self._orders.keep(ranked, key)
        return await part_of(self._store, ranked, number, size, key)

    def _longest(self, key: str, ranked: Ranked) -> Ranked:
        """The order as asked for, unless somebody else who turns its pages was quicker: then theirs."""
        other = self._orders.get(key)
        return other if other and len(other.ids) >= len(ranked.ids) else ranked

    async def _ask(self, question: Question, least: int, before: Sequence[str] = ()) -> Ranked:
        """The order of so many papers at least: those `before`, then the others as they stand now.

        They are sought from the beginning, for one of them may have risen above those: it is not passed over.
        """
        most = -(-least // _BLOCK) * _BLOCK
        found = await self._find(question, most)
        ids = tuple(dict.fromkeys((*before, *found.ids)))
        # Some of those before may match no more, and are still on their pages.
        total = len(ids) if found.total <= most else max(found.total, len(ids))
        return Ranked(ids=ids, total=total, coverage=coverage(found.days))

    async def _find(self, question: Question, most: int) -> Findings:
        return await self._past.find(
            question.query,
            since=question.since,
            order=question.order,
            most=most,
            announced=question.announced,
        )


async def part_of(store: Store, ranked: Ranked, number: int, size: int, key: str = "") -> Part:
    """The page `number` from 0 of an order; the nearest one when there are fewer."""
    pages = max(1, -(-ranked.total // size))
    near = min(max(number, 0), pages - 1)
    ids = ranked.ids[near * size : (near + 1) * size]
    known = await store.sightings(ids)
    return Part(
        sightings=tuple(known[key] for key in ids if key in known),
        number=near,
        pages=pages,
        total=ranked.total,
        coverage=ranked.coverage,
        key=key,
    )
