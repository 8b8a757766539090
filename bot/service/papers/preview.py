"""The dry run of a query: what it would have matched lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.query import PaperCache
from bot.service.papers.papers import open_day
from bot.service.papers.scan import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Store
    from bot.query import Query

PREVIEW_DAYS = 7
_HEAT = (10, 20, 50)  # upvotes
_EXAMPLES = 3
_BROAD = 10  # matches a day: about a third of what a usual list has


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a query would have matched among the `papers` papers of the last `days` list days.

    `at_least` holds (upvotes, how many of the matches have as many). `examples` are the newest list day's
    first, the most upvoted first. `warnings` are sentences.
    """

    query: str
    days: int
    papers: int
    matches: int
    at_least: tuple[tuple[int, int], ...]
    examples: tuple[Sighting, ...]
    warnings: tuple[str, ...]

    @property
    def per_day(self) -> float:
        """Matches a day, days without a list included."""
        return self.matches / self.days


class Previews:
    """Dry runs over what is stored. `now` gives aware UTC time; `paper_cache` is best shared by all who scan."""

    def __init__(
        self,
        store: Store,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        *,
        paper_cache: PaperCache | None = None,
    ) -> None:
        self._store = store
        self._paper_cache = PaperCache() if paper_cache is None else paper_cache
        self._sources = sources
        self._now = now

    async def preview(self, query: Query) -> Preview:
        """Run a query over the stored papers of the last 7 list days, the open one included."""
        first = open_day(self._sources, self._now()) - timedelta(days=PREVIEW_DAYS - 1)
        papers = await self._store.papers_since(first)
        matches = [s async for s in matching(self._paper_cache, query, papers)]
        return Preview(
            query=query.canonical,
            days=PREVIEW_DAYS,
            papers=len(papers),
            matches=len(matches),
            at_least=tuple((bar, sum(s.signals.upvotes >= bar for s in matches)) for bar in _HEAT),
            examples=tuple(matches[:_EXAMPLES]),
            warnings=(*_warnings(len(papers), len(matches)), *query.warnings),
        )


def _warnings(papers: int, matches: int) -> tuple[str, ...]:
    warning = _warning(papers, matches)
    return () if warning is None else (warning,)


def _warning(papers: int, matches: int) -> str | None:
    if papers == 0:
        return f"I have no papers of the last {PREVIEW_DAYS} days yet, so I cannot tell what it would match."
    if matches == 0:
        return (
            f"It matches nothing of the last {PREVIEW_DAYS} days: check the spelling or ask for less. "
            "Saved all the same, it waits for the first paper that fits."
        )
    if matches > _BROAD * PREVIEW_DAYS:
        return (
            f"It is broad: about {matches / PREVIEW_DAYS:.0f} alerts a day. Add a word, or a bar such as "
            "`upvotes:>=20`."
        )
    return None
