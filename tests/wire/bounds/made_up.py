"""A list of papers that a function makes up, without what else tests of bounds have in memory."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.domain.paper import Sighting, Signals, SourceList
from bot.sources.huggingface.parse import parse as parse_list
from tests.support.fakes import FakeSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime


class MadeUp(FakeSource):
    """A list whose days are what `body` gives, read with the real parser on a thread as the real source does."""

    def __init__(self, body: Callable[[date, datetime], bytes]):
        super().__init__()
        self._body = body

    async def read(self, day: date, now: datetime) -> SourceList:
        page = await asyncio.to_thread(lambda: parse_list(self._body(day, now)))
        seen = (Signals(first_seen=now, list_day=day, upvotes=entry.upvotes) for entry in page.entries)
        listed = zip(page.entries, seen, strict=True)
        return SourceList(day=day, sightings=tuple(Sighting(paper=e.paper, signals=s) for e, s in listed))
