"""The stored papers that are about the same as one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.papers.coverage import Coverage, coverage

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.service.papers.archive import Archive

_MOST = 6
_CLOSE = 0.15  # below, neighbours share a word or two and not a subject: judged by reading 60 of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """A paper about the same, and the words that both have in common, weightiest first."""

    sighting: Sighting
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """Papers similar to one, closest first; `sighting` is None when that one is not stored."""

    paper_id: str
    sighting: Sighting | None
    coverage: Coverage
    likes: tuple[Like, ...] = ()


async def similar(archive: Archive, paper_id: str) -> Similar:
    """The at most 6 closest of the stored papers. Raises NotReadyError."""
    since = archive.since()
    sighting = await archive.sighting(paper_id)
    compared = coverage((await archive.past.find(None, since=since)).days)
    if sighting is None:
        return Similar(paper_id=paper_id, sighting=None, coverage=compared)
    found = await archive.past.similar(sighting.paper, since=since, most=_MOST)
    shared = {one.paper_id: one.shared for one in found if one.closeness >= _CLOSE}
    likes = [Like(sighting=one, shared=shared[one.paper.id]) for one in await archive.in_order(tuple(shared))]
    return Similar(paper_id=paper_id, sighting=sighting, coverage=compared, likes=tuple(likes))
