"""Long answers, a page at a time, whose order holds still while they are read.

Between two presses votes change and papers come: were the second page reckoned anew, papers of the first would
stand on it again, and others on neither. So the order of an answer is remembered under a key, which the buttons
carry: in memory, for an hour since it was last looked at. After that, and after a restart, a button begins the
answer anew at its page.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.service.papers.coverage import Coverage, coverage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date, datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Findings
    from bot.service.papers.archive import Archive

_HOUR = timedelta(hours=1)
ORDERS: Final = 300  # remembered at once
LONGEST: Final = 500  # papers of an answer whose pages can be turned: nobody reads a hundred pages


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an answer: its `number` from 0, `size` papers each, the `key` of an answer begun before."""

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


class Pages:
    """Turns the pages of answers, whose orders it remembers."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._kept: OrderedDict[str, tuple[datetime, date, Findings]] = OrderedDict()

    async def part(self, page: Page, ask: Callable[[], Awaitable[Findings]]) -> Part:
        """The page of the answer that was begun before, else of what is asked for now (at most `LONGEST` papers).

        The nearest one when there are fewer. An order is remembered if it has several pages.
        """
        key, now, size = page.key, self._archive.now(), page.size
        kept = self._kept.get(key)
        if kept is None or now - kept[0] > _HOUR:
            key, kept = secrets.token_hex(10), (now, self._archive.today(), await ask())
        _, day, found = kept
        pages = max(1, -(-len(found.ids) // size))
        number = min(max(page.number, 0), pages - 1)
        if pages > 1:
            self._kept[key] = now, day, found
            self._kept.move_to_end(key)
            while len(self._kept) > ORDERS:
                self._kept.popitem(last=False)
        return Part(
            sightings=await self._archive.in_order(found.ids[number * size : (number + 1) * size]),
            number=number,
            pages=pages,
            total=found.total,
            coverage=coverage(found.days),
            key=key if pages > 1 else "",
            day=day,
        )
