"""The stored papers that are about the same as one of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.service.papers.bm25 import Neighbours
from bot.service.papers.coverage import STORED_DAYS, Coverage, coverage
from bot.service.papers.papers import open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Store

_MOST = 6
_CLOSE = 0.08  # below, neighbours share a word or two and not a subject: judged by reading 100 of them
_SLICE = 5  # papers read between two event-loop yields; one takes about a millisecond


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """A paper about the same, and the words that both have in common, weightiest first."""

    sighting: Sighting
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """What is like a paper, closest first; `sighting` is None when that paper is not stored."""

    paper_id: str
    sighting: Sighting | None
    coverage: Coverage
    likes: tuple[Like, ...] = ()


class Similars:
    """Compares papers. What it read of them is kept in memory, 1 KB each, until they are forgotten or change.

    The first question reads all of them, two seconds' work for three months; later ones what is new since.
    `now` gives aware UTC time.
    """

    def __init__(self, store: Store, sources: Sequence[ListSource], now: Callable[[], datetime]) -> None:
        self._store = store
        self._sources = sources
        self._now = now
        self._neighbours = Neighbours()
        self._coverage = coverage(())
        self._version: int | None = None
        self._reading = asyncio.Lock()

    async def similar(self, paper_id: str) -> Similar:
        """The at most 6 closest of the stored papers."""
        sighting = (await self._store.sightings([paper_id])).get(paper_id)
        async with self._reading:
            await self._catch_up()
            covered = self._coverage
        if sighting is None:
            return Similar(paper_id=paper_id, sighting=None, coverage=covered)
        close = await self._neighbours.closest(sighting.paper, _MOST, at_least=_CLOSE)
        known = await self._store.sightings([neighbour.paper_id for neighbour in close])
        return Similar(
            paper_id=paper_id,
            sighting=sighting,
            coverage=covered,
            likes=tuple(
                Like(sighting=known[neighbour.paper_id], shared=neighbour.shared)
                for neighbour in close
                if neighbour.paper_id in known
            ),
        )

    async def _catch_up(self) -> None:
        """Read what polls have stored since the last question."""
        version = await self._store.papers_version()
        if version == self._version:
            return
        first = open_day(self._sources, self._now()) - timedelta(days=STORED_DAYS - 1)
        papers = await self._store.papers_since(first)
        self._neighbours.retain(sighting.paper.id for sighting in papers)
        fresh = 0
        for sighting in papers:
            fresh += self._neighbours.put(sighting.paper)
            if fresh >= _SLICE:
                fresh = 0
                await asyncio.sleep(0)
        self._coverage = coverage(papers)
        self._version = version
