"""A ranker without a process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.ports import Pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.paper import Paper
    from bot.domain.ports import PickTask


@dataclass
class FakeRanker:
    """A ranker that prefers high numbers; papers whose title says so are not near enough."""

    tasks: list[PickTask] = field(default_factory=list["PickTask"])

    async def pick(
        self, tasks: Sequence[PickTask], papers: Mapping[str, Paper], background: Sequence[str]
    ) -> Sequence[Sequence[Pick]]:
        del background
        self.tasks += tasks
        return [
            [
                Pick(paper_id=one, like=task.taste.liked[:1], words=("draft model",))
                for one in sorted(task.candidates, reverse=True)
                if papers[one].title != "Far"
            ][: task.most]
            for task in tasks
        ]
