"""Sources made of another source: without its pictures, or with what it listed earlier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.domain.paper import SourceList
    from bot.domain.ports import ListSource


class WithoutThumbnails:
    """A source without thumbnails: the demo's page loads nothing from the network and would show a gap instead."""

    def __init__(self, source: ListSource) -> None:
        self.spec = source.spec
        self._source = source

    def today(self, now: datetime) -> date:
        """As the source says."""
        return self._source.today(now)

    def opens(self, day: date) -> datetime:
        """As the source says."""
        return self._source.opens(day)

    async def read(self, day: date, now: datetime) -> SourceList:
        """As the source reads, without the thumbnails."""
        listed = await self._source.read(day, now)
        sightings = (
            replace(s, paper=replace(s.paper, links=replace(s.paper.links, thumbnail=None)))
            for s in listed.sightings
        )
        return replace(listed, sightings=tuple(sightings))


class RecordedSource:
    """A source that gives the `lists` read earlier, leaving out the papers that are `held` back."""

    def __init__(self, source: ListSource, lists: Sequence[SourceList], held: frozenset[str]) -> None:
        self.spec = source.spec
        self._source = source
        self._lists = {
            listed.day: replace(listed, sightings=tuple(s for s in listed.sightings if s.paper.id not in held))
            for listed in lists
        }

    def today(self, now: datetime) -> date:  # noqa: ARG002 - a port's signature
        """The newest day that was read."""
        return max(self._lists)

    def opens(self, day: date) -> datetime:
        """As the source says."""
        return self._source.opens(day)

    async def read(self, day: date, now: datetime) -> SourceList:  # noqa: ARG002 - a port's signature
        """What was read."""
        return self._lists[day]
