"""Papers, and how far each source has been read."""

from __future__ import annotations

import zlib
from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.domain.alert import Alert
from bot.domain.paper import Sighting
from bot.store import rules
from bot.store.tinydb.core import Core
from bot.store.tinydb.tables import POSITION
from bot.store.verbs.papers import PaperVerbs

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Collection, Mapping
    from datetime import datetime

    from bot.store.tinydb.files.folder import Folder


class PaperOperations(Core, PaperVerbs):
    """Papers, readings of sources and the alerts that come of them, in one table each."""

    def __init__(self, folder: Folder, *, now: Callable[[], datetime], **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(folder, now=now, **options)
        self._day_marks: dict[date, tuple[int, int]] = {}  # by list day: the changes by then, the sum of the marks

    @override
    async def alerts_of(self, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], Alert]:
        await self._breathe()
        return await self._tables.find(Alert, keys)

    @override
    async def position(self, source: str) -> date | None:
        day = self._tables.facts.get(f"{POSITION}{source}")
        return None if day is None else date.fromisoformat(day)

    @override
    async def papers_version(self) -> int:
        return self._tables.count("papers")

    @override
    async def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        found: dict[str, Sighting] = {}
        for paper_id in paper_ids:
            await self._breathe()
            if (sighting := self._tables.get(Sighting, paper_id)) is not None:
                found[paper_id] = sighting
        return found

    @override
    async def preprints_of(self, paper_ids: Collection[str]) -> dict[str, str]:
        published = self._index.published
        return {paper_id: published[paper_id] for paper_id in paper_ids if paper_id in published}

    @override
    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        days = self._index.papers
        ids = [paper_id for listed in days if listed >= day for paper_id in days.of(listed)]
        return tuple(sorted((await self.sightings(ids)).values(), key=rules.newest_first))

    @override
    async def changed_days(self, known: Mapping[date, int]) -> AsyncGenerator[tuple[date, dict[str, int]]]:
        for day in sorted({*known, *self._index.papers}, reverse=True):
            changes, marks = self._day_marks.get(day, (0, 0))
            if day in known and marks == known[day] and changes == self._index.paper_changes[day]:
                continue
            found = await self._marks(day)
            if day not in known or sum(found.values()) != known[day] or not found:
                yield day, found

    async def _marks(self, day: date) -> dict[str, int]:
        """The marks of a day's papers; their sum is remembered until one of them changes."""
        ids, changes = self._index.papers.of(day), self._index.paper_changes[day]
        marks: dict[str, int] = {}
        for paper_id in ids:
            if (raw := self._tables.papers.raw(paper_id)) is not None:
                marks[paper_id] = zlib.crc32(raw, zlib.crc32(paper_id.encode("utf-8", "surrogatepass")))
            await self._breathe()
        self._day_marks[day] = changes, sum(marks.values())
        return marks
