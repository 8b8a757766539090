"""Papers, and how far each source has been read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.errors import ConflictError
from bot.domain.ports import PaperStore
from bot.store import rules
from bot.store.tinydb.core import Core

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting
    from bot.domain.ports import PollCommit


class PaperOperations(Core, PaperStore):
    """Papers, readings of sources and the alerts that come of them, in one table each."""

    @override
    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        async with self._write():
            if commit.subscriptions_version != self._version("subscriptions"):
                raise ConflictError("Subscriptions changed while papers were matched: match them again.")
            for sighting in commit.sightings:
                self._papers.put(sighting.paper.id, sighting)
            if commit.sightings:
                self._increment("papers")
            if commit.position is not None:
                self._facts.put(f"position {commit.source}", commit.position.isoformat())
            if commit.cursor is not None:
                self._notes.put(rules.cursor_note(commit.source), commit.cursor)
            self._widen(commit.baselines)
            new = {alert.key: None for alert in commit.alerts if self._merge_alert(alert)}
            return tuple(alert for key in new if (alert := self._alert(*key)) is not None)

    def _merge_alert(self, alert: Alert) -> bool:
        """Insert an alert, or merge it with the stored one; returns whether it is new."""
        existing = self._alert(*alert.key)
        merged, is_new = rules.merge_alert(existing, alert)
        if merged != existing:
            self._put_alert(merged)
        return is_new

    def _widen(self, baselines: Mapping[str, frozenset[str]]) -> None:
        changed = False
        for subscription_id, papers in baselines.items():
            known = frozenset(self._baselines.get(subscription_id) or ())
            if subscription_id in self._subscriptions and not papers <= known:
                self._baselines.put(subscription_id, known | papers)
                changed = True
        if changed:
            self._increment("subscriptions")

    @override
    async def position(self, source: str) -> date | None:
        day = self._facts.get(f"position {source}")
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
            if (sighting := self._papers.get(paper_id)) is not None:
                found[paper_id] = sighting
        return found

    @override
    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        ids = [paper_id for listed, papers in self._index.papers.items() if listed >= day for paper_id in papers]
        return tuple(sorted((await self.sightings(ids)).values(), key=rules.newest_first))
