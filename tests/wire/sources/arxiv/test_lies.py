"""Weeks of an arXiv that answers half, late, from the past, from the future or with nothing: no paper is lost."""

import random
from datetime import date, datetime
from typing import Any

import aiohttp
import pytest

from bot.domain.errors import SourceError
from bot.domain.paper import Paper
from bot.sources.arxiv import source as source_module
from bot.sources.http.paging import AllPages, SuspectAnswers
from tests.fake_sources import faults
from tests.fake_sources.arxiv import LoopbackArxiv
from tests.wire.sources.arxiv.reading import DAYS, MONDAY, Reader, item

_LIES = (
    *("none", "nothing", "empty days", "cut", "empty pages", "ahead", "behind", "broken", "lag"),
    *("repeats", "counts one"),
)
_FORTNIGHT = [day for n in range(14) if (day := MONDAY + n * DAYS).weekday() < 5]


class Lying:
    """Polls a fortnight of false answers drawn by a seed, and then one correct day.

    What is missing when a gap is told is no longer promised: a lie that stays the same for a day is accepted.
    """

    def __init__(self, session: aiohttp.ClientSession, server: LoopbackArxiv, seed: int):
        self._random = random.Random(seed)
        self._server = server
        self._reader = Reader(session, server)
        self.announced: set[str] = set()
        self.found: set[str] = set()

    async def run(self):
        number = 0
        for day in _FORTNIGHT:
            papers = [item(number + n, day) for n in range(self._random.randint(1, 3))]
            number += len(papers)
            if self._random.random() < 0.4:
                papers += [item(1_000 * day.day + n, day) for n in range(600)]  # two pages of the API
            self._server.announce(day, papers)
            if day > MONDAY:
                self.announced |= {paper.number for paper in papers}
            away = day > MONDAY and self._random.random() < 0.3  # the bot, all day
            for _ in range(0 if away else 2):
                await self._poll(day, "none" if day == MONDAY else self._random.choice(_LIES))
        for n in (1, 2):
            await self._poll(_FORTNIGHT[-1] + (2 + n) * DAYS, "none")

    async def _poll(self, day: date, lie: str):
        server = self._server
        server.hides_all, server.hides_days = lie == "nothing", lie == "empty days"
        server.hides_from = 500 if lie == "cut" else None
        server.repeats, server.counts_one = lie == "repeats", lie == "counts one"
        server.empty_pages = 3 if lie == "empty pages" else 0
        server.lag = lie == "lag"
        server.day = day
        if lie == "ahead":
            server.day = day + self._random.choice([30, 365]) * DAYS
            server.days[server.day] = server.days[day]
        elif lie == "behind":
            server.day = day - DAYS
        elif lie == "broken":
            server.fail(faults.status(503))
        try:
            self.found |= set(await self._reader.poll(today=day))
        except SourceError:
            self.found |= {found.paper.number for part in self._reader.parts for found in part.announced}
        if any(part.gap for part in self._reader.parts):
            self.announced &= self.found
        if lie == "ahead":
            del server.days[server.day]


@pytest.mark.parametrize("seed", range(10))
async def test_no_paper_is_lost(session: aiohttp.ClientSession, server: LoopbackArxiv, seed: int):
    """With any false answers in between, every announced paper is found in the end."""
    lying = Lying(session, server, seed)
    await lying.run()
    assert lying.announced <= lying.found


async def test_whoever_believes_them_loses_papers(
    session: aiohttp.ClientSession, server: LoopbackArxiv, monkeypatch: pytest.MonkeyPatch
):
    """A reader that accepts empty answers and never looks back loses papers in the same weeks."""
    read_pages = SuspectAnswers.read_pages

    async def believe(
        self: SuspectAnswers, page_at: Any, what: str, now: datetime, _week: object
    ) -> AllPages[Paper]:
        return await read_pages(self, page_at, what, now)

    monkeypatch.setattr(SuspectAnswers, "read_pages", believe)
    monkeypatch.setattr(source_module, "_MAX_MODERATION", 0 * DAYS)
    for seed in range(8):
        server.days.clear()
        lying = Lying(session, server, seed)
        await lying.run()
        if not lying.announced <= lying.found:
            return
    pytest.fail("no history told it")
