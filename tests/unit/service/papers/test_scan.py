"""Going through many papers gives way to others, and what is read ahead is remembered."""

from __future__ import annotations

import asyncio

from bot.query import PaperCache, parse
from bot.service.papers.scan import matching, read_ahead
from tests.support.fakes import sighting

_PAPERS = tuple(sighting(f"2511.{n:05}", title="Trees", abstract="Birds sing. " * 100) for n in range(100))


async def test_reading_ahead_lets_others_run() -> None:
    """Whoever waits gets a turn every few papers, not when all are read."""
    paper_cache, seen = PaperCache(), list[int]()

    async def other() -> None:
        while len(paper_cache) < len(_PAPERS):
            seen.append(len(paper_cache))
            await asyncio.sleep(0)

    await asyncio.gather(read_ahead(paper_cache, _PAPERS), other())
    gaps = [later - earlier for earlier, later in zip([0, *seen], [*seen, len(_PAPERS)], strict=True)]
    assert max(gaps) <= 20


async def test_what_was_read_ahead_matches_alike() -> None:
    """A query finds the same papers whether they were read ahead or not."""
    read, fresh = PaperCache(), PaperCache()
    await read_ahead(read, _PAPERS)
    for query in map(parse, ("bird", "tree bird", "bird -tree", "author:bird")):
        found = [
            [s.paper.id async for s in matching(paper_cache, query, _PAPERS)] for paper_cache in (read, fresh)
        ]
        assert found[0] == found[1]


async def test_no_more_is_read_ahead_than_is_remembered() -> None:
    """The first papers stay when there are more than the cache holds."""
    paper_cache = PaperCache(most=30)
    await read_ahead(paper_cache, _PAPERS)
    assert len(paper_cache) == 30
    assert paper_cache.matches(parse("bird"), _PAPERS[0])
    assert len(paper_cache) == 30
