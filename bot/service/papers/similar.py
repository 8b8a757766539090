"""Stored papers that are similar to a given one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.papers.coverage import Coverage, coverage

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.service.papers.archive import Archive

_MAX_PAPERS = 6
_MIN_CLOSENESS = 0.15  # below that, neighbours share words but no subject (judged on 60 of them)
_MIN_CLOSENESS_OF_FIRST_TWO = 0.11  # the same for the two closest


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPaper:
    """A similar paper, and the terms in common, most important first."""

    sighting: Sighting
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """Papers similar to a given one, closest first; `sighting` is None if that is not stored."""

    paper_id: str
    sighting: Sighting | None
    coverage: Coverage
    papers: tuple[SimilarPaper, ...] = ()


async def similar(archive: Archive, paper_id: str) -> Similar:
    """Return up to 6 similar stored papers. Raises NotReadyError."""
    since = archive.since()
    sighting = await archive.sighting(paper_id)
    compared = coverage((await archive.past.find(None, since=since)).days)
    if sighting is None:
        return Similar(paper_id=paper_id, sighting=None, coverage=compared)
    found = await archive.past.similar(sighting.paper, since=since, most=_MAX_PAPERS)
    close = [one for one in found[:2] if one.closeness >= _MIN_CLOSENESS_OF_FIRST_TWO]
    close += [one for one in found[2:] if one.closeness >= _MIN_CLOSENESS]
    shared = {one.paper_id: one.shared for one in close}
    papers = [
        SimilarPaper(sighting=one, shared=shared[one.paper.id]) for one in await archive.in_order(tuple(shared))
    ]
    return Similar(paper_id=paper_id, sighting=sighting, coverage=compared, papers=tuple(papers))
