"""Pages of long answers, in a stable order.

Upvotes change while a person reads. With a new order for each page, some papers would be on two pages and others
on none. So the order is kept in memory under a key, which the buttons contain, until an hour after its last use.
Later, or after a restart, a button computes the order again.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.service.papers.coverage import Coverage, coverage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings
    from bot.service.papers.archive import Archive

_HOUR = timedelta(hours=1)
MAX_ORDERS = 300  # kept in memory
MAX_PAPERS = 500  # papers of one search: nobody reads a hundred pages


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A requested page: its `number` from 0, the `size` in papers, and the `key` of an earlier order."""

    number: int
    size: int
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Papers of the page that was returned: page `number` from 0 of `pages`, of an answer with `total` papers.

    `key` is the key of the order, "" for an answer of one page. `day` is the list day that was open when the order
    was computed.
    """

    sightings: tuple[Sighting, ...]
    number: int
    pages: int
    total: int
    coverage: Coverage
    key: str = ""
    day: date | None = None


class Pages:
    """Returns pages of answers, and keeps their orders."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._orders: OrderedDict[str, tuple[datetime, date, Findings]] = OrderedDict()

    async def part(self, page: PageRequest, ask: Callable[[], Awaitable[Findings]]) -> Part:
        """Return a page: of the order kept under its key, else of a new one from `ask`.

        Returns the last page if there are fewer pages. Only orders with several pages are kept.
        """
        key, now, size = page.key, self._archive.now(), page.size
        order = self._orders.get(key)
        if order is None or now - order[0] > _HOUR:
            key, order = secrets.token_hex(10), (now, self._archive.today(), await ask())
        _, day, found = order
        pages = max(1, -(-len(found.ids) // size))
        number = min(max(page.number, 0), pages - 1)
        if pages > 1:
            self._orders[key] = now, day, found
            self._orders.move_to_end(key)
            while len(self._orders) > MAX_ORDERS:
                self._orders.popitem(last=False)
        return Part(
            sightings=await self._archive.in_order(found.ids[number * size : (number + 1) * size]),
            number=number,
            pages=pages,
            total=found.total,
            coverage=coverage(found.days),
            key=key if pages > 1 else "",
            day=day,
        )
