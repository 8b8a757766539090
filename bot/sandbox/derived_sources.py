"""Sources made of another source: without its pictures, or with what it listed earlier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.domain.paper import SourceList
    from bot.domain.ports import ListSource


class WithoutThumbnails:
    """A source without thumbnails: the demo's page loads nothing from the network and would show a gap instead."""

    def __init__(self, source: ListSource) -> None:
        self.spec = source.spec
        self.opens = source.opens
        self._source = source

    def today(self, now: datetime) -> date:
        """As the source says."""
        return self._source.today(now)

    async def read(self, day: date, now: datetime) -> SourceList:
        """As the source reads, without the thumbnails."""
        listed = await self._source.read(day, now)
        sightings = (
            replace(s, paper=replace(s.paper, links=replace(s.paper.links, thumbnail=None)))
            for s in listed.sightings
        )
        return replace(listed, sightings=tuple(sightings))


class RecordedSource(WithoutThumbnails):
    """A source that gives the `lists` read earlier, leaving out the papers that are `held` back."""

    def __init__(self, source: ListSource, lists: Sequence[SourceList], held: frozenset[str]) -> None:
        super().__init__(source)
        self._lists = {
            listed.day: replace(listed, sightings=tuple(s for s in listed.sightings if s.paper.id not in held))
            for listed in lists
        }

    @override
    def today(self, now: datetime) -> date:
        return max(self._lists)

    @override
    async def read(self, day: date, now: datetime) -> SourceList:
        return self._lists[day]
