"""Long answers, a page at a time, whose order holds still while they are read.

Between two presses votes change and papers come: were the second page reckoned anew, papers of the first would
stand on it again, and others on neither. So the order of an answer is remembered under a key, which the buttons
carry: in memory, for an hour since it was last looked at, and hardly further than somebody has turned pages.

After that, and after a restart, the order is made again of the papers that were known when the answer was begun,
which is what the key says, and of the list days that it was about then, also after midnight: none that came since
moves the others. Only what was voted meanwhile does, since nobody stores how it was. A day later it is begun anew.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.ports import Order
from bot.service.papers.coverage import Coverage, coverage, first_of, open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings, ListSource, PastPapers, Store

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT: Final = re.compile(r"([0-9a-f]{14})[0-9a-f]{6}")  # of a key: microseconds, then what tells it from others
ORDERS: Final = 300  # remembered at once
_BLOCK: Final = 50  # papers of an order that are asked for at a time
_LOOKED_AT: Final = 500  # for when they came, at least: so many are counted exactly


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
        """What is remembered under a key; None for what was looked at too long ago, or before a restart."""
        found = self._kept.get(key)
        if found is None or self._now() - found[0] > _HOUR:
            return None
        self.keep(found[1], key)
        return found[1]

    def keep(self, ranked: Ranked, key: str = "") -> str:
        """Remember an order, under a new key unless one is given; gives the key: twenty hexadecimal digits."""
        key = key or f"{(self._now() - _EPOCH) // timedelta(microseconds=1):014x}{secrets.token_hex(3)}"
        self._kept[key] = (self._now(), ranked)
        self._kept.move_to_end(key)
        while len(self._kept) > ORDERS:
            self._kept.popitem(last=False)
        return key

    def begun(self, key: str) -> datetime | None:
        """When the answer with that key was begun; None for what is no such key, or is of another day."""
        match = _MOMENT.fullmatch(key)
        moment = _EPOCH + timedelta(microseconds=int(match[1], 16)) if match else None
        return moment if moment and timedelta() <= self._now() - moment <= _DAY else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the papers of so many list `days`, the open one included; see `PastPapers.find`."""

    query: str | None
    days: int
    order: Order = Order.NEWEST
    among: Collection[str] | None = None
    announced: bool = False


class Pages:
    """Asks past papers, and turns the pages of what they answer. `now` gives aware UTC time."""

    def __init__(
        self, store: Store, past: PastPapers, sources: Sequence[ListSource], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._past = past
        self._sources = sources
        self._now = now
        self._orders = Orders(now)

    def last_day(self, key: str = "") -> date:
        """The list day that was open when the answer with that key was begun; that of now for any other key."""
        return open_day(self._sources, self._orders.begun(key) or self._now())

    async def part(self, question: Question, number: int, size: int, key: str = "") -> Part:
        """The page `number` from 0 of what matches; the nearest one when there are fewer.

        With a `key`, it is the page of the answer that was begun then. Raises NotReadyError.
        """
        number, begun = max(number, 0), self._orders.begun(key)
        ranked = self._orders.get(key)
        if ranked is None and begun is not None:
            ranked = self._longest(key, await self._ask(question, size, key))
        if ranked is None or not ranked.total:  # of what was known then, nothing matches any more
            key, ranked = "", await self._ask(question, size, "")
        wanted = min((number + 1) * size, ranked.total)
        if len(ranked.ids) < wanted:
            longer = await self._ask(question, wanted, key, ranked.ids)
            ranked = self._longest(key, longer)
        key = self._orders.keep(ranked, key) if ranked.total > size else ""
        return await part_of(self._store, ranked, number, size, key)

    def _longest(self, key: str, ranked: Ranked) -> Ranked:
        """The order as asked for, unless somebody else who turns its pages was quicker: then theirs."""
        other = self._orders.get(key)
        return other if other and len(other.ids) >= len(ranked.ids) else ranked

    async def _ask(self, question: Question, least: int, key: str, before: Sequence[str] = ()) -> Ranked:
        """The order of so many papers at least: those `before`, then the others as they stand now.

        They are sought from the beginning, for one of them may have risen above those: it is not passed over. What
        came after the answer with the `key` was begun is.
        """
        begun, last = self._orders.begun(key), self.last_day(key)
        most = max(-(-least // _BLOCK) * _BLOCK, _LOOKED_AT if begun else 0)
        while True:
            found = await self._find(question, last, most)
            searched = coverage({day: papers for day, papers in found.days.items() if not begun or day <= last})
            known = await self._known_at(begun, found.ids)
            ids = tuple(dict.fromkeys((*before, *known)))
            if found.total <= most:
                return Ranked(ids=ids, total=len(ids), coverage=searched)
            if len(ids) >= least:
                # Some of those before may match no more, and are still on their pages.
                total = max(found.total - len(found.ids) + len(known), len(ids))
                return Ranked(ids=ids, total=total, coverage=searched)
            most *= 2

    async def _known_at(self, begun: datetime | None, ids: Sequence[str]) -> Sequence[str]:
        """Those of the papers that were known at a moment; without one all of them."""
        if begun is None:
            return ids
        seen = {key: one.signals.first_seen for key, one in (await self._store.sightings(ids)).items()}
        return [key for key in ids if seen.get(key, begun) <= begun]

    async def _find(self, question: Question, last: date, most: int) -> Findings:
        return await self._past.find(
            question.query,
            since=first_of(question.days, last),
            order=question.order,
            most=most,
            among=question.among,
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
