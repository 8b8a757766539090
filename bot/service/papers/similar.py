"""The stored papers that are about the same as one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.papers.coverage import STORED_DAYS, Coverage, coverage, first_of, open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, PastPapers, Store

_MOST = 6
_CLOSE = 0.15  # below, neighbours share a word or two and not a subject: judged by reading 60 of them


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
    """Compares a paper with those of the last `days` list days. `now` gives aware UTC time."""

    def __init__(
        self,
        store: Store,
        past: PastPapers,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        days: int = STORED_DAYS,
    ) -> None:
        self._store = store
        self._past = past
        self._sources = sources
        self._now = now
        self._days = days

    async def similar(self, paper_id: str) -> Similar:
        """The at most 6 closest of the stored papers. Raises NotReadyError."""
        first = first_of(self._days, open_day(self._sources, self._now()))
        sighting = (await self._store.sightings([paper_id])).get(paper_id)
        compared = coverage((await self._past.find(None, since=first)).days)
        if sighting is None:
            return Similar(paper_id=paper_id, sighting=None, coverage=compared)
        found = await self._past.similar(sighting.paper, since=first, most=_MOST)
        close = [neighbour for neighbour in found if neighbour.closeness >= _CLOSE]
        known = await self._store.sightings([neighbour.paper_id for neighbour in close])
        likes = [Like(sighting=known[one.paper_id], shared=one.shared) for one in close if one.paper_id in known]
        return Similar(paper_id=paper_id, sighting=sighting, coverage=compared, likes=tuple(likes))
