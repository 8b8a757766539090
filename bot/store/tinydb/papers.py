"""Papers, and how far each source has been read."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.domain.errors import ConflictError
from bot.domain.paper import with_summary
from bot.domain.ports import PaperStore
from bot.store import codec, rules
from bot.store.tinydb.core import POSITION, Core

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Collection, Mapping
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting, Summary
    from bot.domain.ports import PollCommit
    from bot.store.tinydb.files.folder import Folder


class PaperOperations(Core, PaperStore):
    """Papers, readings of sources and the alerts that come of them, in one table each."""

    def __init__(self, folder: Folder, *, now: Callable[[], datetime], **options: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(folder, now=now, **options)
        self._day_marks: dict[date, tuple[int, int]] = {}  # by list day: the changes by then, the sum of the marks

    @override
    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        async with self._write(followed=commit.followed):
            if commit.subscriptions_version != self._version("subscriptions"):
                raise ConflictError("Subscriptions changed while papers were matched: match them again.")
            for sighting in commit.sightings:
                self._papers.put(sighting.paper.id, sighting)
            if commit.sightings:
                self._increment("papers")
            if commit.position is not None:
                self._facts.put(f"{POSITION}{commit.source}", commit.position.isoformat())
            if commit.cursor is not None:
                self._notes.put(rules.cursor_note(commit.source), commit.cursor)
            self._widen(commit.baselines)
            new: dict[tuple[int, str], Alert] = {}
            read: dict[tuple[int, str], dict[int, tuple[str, ...]]] = {}
            for alert in commit.alerts:
                merged, is_new = self._merge_alert(alert, commit, read)
                # Two that are for the same paper and destination are one.
                if merged is not None and (is_new or alert.key in new):
                    new[alert.key] = merged
            return tuple(new.values())

    @override
    async def alerts_of(self, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], Alert]:
        await self._breathe()
        return {key: alert for key in keys if (alert := self._alert(*key)) is not None}

    @override
    async def add_paper(self, sighting: Sighting) -> Sighting:
        async with self._write():
            if (stored := self._paper(sighting.paper.id)) is not None:
                return stored
            self._papers.put(sighting.paper.id, sighting)
            self._increment("papers")
            return sighting

    @override
    async def add_summary(self, paper_id: str, summary: Summary) -> bool:
        async with self._write():
            if paper_id not in self._papers:
                return False
            name = rules.summary_note(paper_id)
            known = codec.decode_summaries(self._notes.get(name))
            self._notes.put(name, codec.encode_summaries(with_summary(known, summary)))
            return True

    def _merge_alert(
        self, alert: Alert, commit: PollCommit, read: dict[tuple[int, str], dict[int, tuple[str, ...]]]
    ) -> tuple[Alert | None, bool]:
        """Insert an alert, or merge it with the stored one; returns what is stored now, and whether it is new."""
        existing = self._alert(*alert.key)
        asks = alert.paper_id in commit.known and rules.joins(existing, alert)
        had = self._had_elsewhere(*alert.key, read) if asks else frozenset[str]()
        merged, is_new = rules.merge_unrepeated(existing, alert, had, again=commit.again)
        if merged is not None and merged != existing:
            self._put_alert(merged)
        return merged, is_new

    def _paper(self, paper_id: str) -> Sighting | None:
        """A stored paper with what models wrote about it."""
        sighting = self._papers.get(paper_id)
        if sighting is None or (note := self._notes.get(rules.summary_note(paper_id))) is None:
            return sighting
        return replace(sighting, paper=replace(sighting.paper, summaries=codec.decode_summaries(note)))

    def _widen(self, baselines: Mapping[str, frozenset[str]]) -> None:
        changed = False
        for subscription_id, papers in baselines.items():
            known = self._baseline(subscription_id)
            if subscription_id in self._subscriptions and not papers <= known:
                self._baselines.put(subscription_id, known | papers)
                changed = True
        if changed:
            self._increment("subscriptions")

    @override
    async def position(self, source: str) -> date | None:
        day = self._facts.get(f"{POSITION}{source}")
        return None if day is None else date.fromisoformat(day)

    @override
    async def cursor(self, source: str) -> str | None:
        return self._notes.get(rules.cursor_note(source))

    @override
    async def papers_version(self) -> int:
        return self._version("papers")

    @override
    async def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        found: dict[str, Sighting] = {}
        for paper_id in paper_ids:
            await self._breathe()
            if (sighting := self._paper(paper_id)) is not None:
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
            if (raw := self._papers.raw(paper_id)) is not None:
                marks[paper_id] = zlib.crc32(raw, zlib.crc32(paper_id.encode("utf-8", "surrogatepass")))
            await self._breathe()
        self._day_marks[day] = changes, sum(marks.values())
        return marks
