"""Scanning many papers without holding up the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from bot.domain.paper import Sighting
    from bot.query import Query
    from tests.benchmarks.looking_back.paper_cache import PaperCache

_TEXT = 20_000  # characters between two event-loop yields: some 10 ms the first time, a tenth of it from then on
_EACH = 600  # what else there is to read about a paper, and to do


async def matching(
    paper_cache: PaperCache, query: Query, sightings: Sequence[Sighting]
) -> AsyncGenerator[Sighting]:
    """The papers that match, in their order.

    Three months of papers that were never read take two seconds: the event loop turns in between, since other
    people's interactions must be answered within 3 seconds.
    """
    budget = _TextBudget()
    for sighting in sightings:
        if paper_cache.matches(query, sighting):
            yield sighting
        await budget.spend(sighting)


async def matching_each(
    paper_cache: PaperCache, queries: Sequence[Query | None], sightings: Sequence[Sighting]
) -> AsyncGenerator[tuple[Sighting, tuple[bool, ...]]]:
    """Every paper, with whether it matches each of the queries (None matches nothing)."""
    budget = _TextBudget()
    for sighting in sightings:
        yield sighting, tuple(query is not None and paper_cache.matches(query, sighting) for query in queries)
        for _ in queries:
            await budget.spend(sighting)


async def read_ahead(paper_cache: PaperCache, sightings: Sequence[Sighting]) -> None:
    """Read papers before anybody asks, so that a dry run is quick also the first time after a start.

    The first are the likeliest to be asked about; no more are read than the cache remembers.
    """
    budget = _TextBudget()
    for sighting in sightings[: paper_cache.most]:
        paper_cache.warm(sighting)
        await budget.spend(sighting)


class _TextBudget:
    """Lets the event loop turn whenever so much text was read."""

    def __init__(self) -> None:
        self._left = _TEXT

    async def spend(self, sighting: Sighting) -> None:
        self._left -= _EACH + len(sighting.paper.abstract)
        if self._left <= 0:
            await asyncio.sleep(0)
            self._left = _TEXT
