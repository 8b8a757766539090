"""The verbs about papers and readings."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.store import rules
from bot.store.tinydb.core import Core

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting
    from bot.domain.ports import PollCommit

_AT_A_TIME = 100  # papers decoded before the event loop gets its turn, some 3 ms


class PaperVerbs(Core):
    """See bot.domain.ports.Store."""

    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        """See the port."""
        async with self._write():
            if commit.subscriptions_version != self._version("subscriptions"):
                raise ConflictError("Subscriptions changed while papers were matched: match them again.")
            for sighting in commit.sightings:
                self._papers.put(sighting.paper.id, sighting)
            if commit.sightings:
                self._grow("papers")
            if commit.position is not None:
                self._facts.put(f"position {commit.source}", commit.position.isoformat())
            self._widen(commit.baselines)
            new = {alert.key: None for alert in commit.alerts if self._owe(alert)}
            return tuple(alert for key in new if (alert := self._alert(*key)) is not None)

    def _owe(self, alert: Alert) -> bool:
        """Insert an alert, or let one that is not posted yet gain from it; returns whether it is owed anew."""
        existing = self._alert(*alert.key)
        owed, anew = rules.owe(existing, alert)
        if owed != existing:
            self._put_alert(owed)
        return anew

    def _widen(self, baselines: Mapping[str, frozenset[str]]) -> None:
        changed = False
        for subscription_id, papers in baselines.items():
            known = frozenset(self._baselines.get(subscription_id) or ())
            if subscription_id in self._subscriptions and not papers <= known:
                self._baselines.put(subscription_id, known | papers)
                changed = True
        if changed:
            self._grow("subscriptions")

    async def position(self, source: str) -> date | None:
        """See the port."""
        day = self._facts.get(f"position {source}")
        return None if day is None else date.fromisoformat(day)

    async def papers_version(self) -> int:
        """See the port."""
        return self._version("papers")

    async def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        """See the port."""
        found = ((paper_id, self._papers.get(paper_id)) for paper_id in paper_ids)
        return {paper_id: sighting for paper_id, sighting in found if sighting is not None}

    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        """See the port."""
        ids = [paper_id for listed, papers in self._index.papers.items() if listed >= day for paper_id in papers]
        found: list[Sighting] = []
        for start in range(0, len(ids), _AT_A_TIME):
            found += (await self.sightings(ids[start : start + _AT_A_TIME])).values()
            await asyncio.sleep(0)
        return tuple(sorted(found, key=rules.newest_first))
