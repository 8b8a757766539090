"""What came of the episodes of a campaign."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tests.wire.crash.episode import Play
    from tests.wire.crash.verdict.verdict import Verdict


@dataclass(kw_only=True)
class Tally:
    """Counts; `failed` holds the verdicts that did not hold, by seed. `seconds` are how long it took."""

    kills: int = 0
    server_kills: int = 0
    owed: int = 0
    uncertain: int = 0
    with_a_model: int = 0
    failed: dict[int, Verdict] = field(default_factory=dict[int, "Verdict"])
    ends: Counter[str] = field(default_factory=Counter[str])
    scenes: Counter[str] = field(default_factory=Counter[str])
    changes: Counter[str] = field(default_factory=Counter[str])
    summaries: Counter[str] = field(default_factory=Counter[str])
    feeds: Counter[str] = field(default_factory=Counter[str])
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the claim held in every episode."""
        return not self.failed

    def add(self, seed: int, play: Play, verdict: Verdict) -> None:
        """One more episode."""
        deaths = play.deaths
        self.scenes.update(life.scene for life in play.episode.lives[: len(deaths)] if life.scene)
        self.changes.update(play.changes)
        self.summaries.update(play.summaries)
        self.feeds.update(play.feeds)
        kills = play.kills
        self.kills += kills
        self.with_a_model += kills if play.episode.summaries else 0
        self.server_kills += sum(death.server_died for death in deaths)
        self.ends.update(death.end for death in deaths if death.killed)
        self.owed += verdict.owed
        self.uncertain += verdict.uncertain
        if not verdict.holds:
            self.failed[seed] = verdict

    def join(self, other: Tally) -> None:
        """Those of another process, which ran at the same time."""
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, dict):
                cast("dict[object, object]", mine).update(theirs)  # a Counter adds, and no seed is in both
            else:
                setattr(self, one.name, max(mine, theirs) if one.name == "seconds" else mine + theirs)

    def __str__(self) -> str:
        found = [
            f"{sum(len(getattr(verdict, name)) for verdict in self.failed.values())} {name}"
            for name in ("lost", "twice", "stuck", "unasked")
        ]
        servers = f" and {self.server_kills} of the server" if self.server_kills else ""
        pace = f", {60 * self.kills / self.seconds:.0f} a minute" if self.seconds else ""
        return (
            f"{self.kills} kills{servers} in {self.seconds:.0f} s{pace}: {self.owed} alerts owed, "
            f"{', '.join(found)}, {self.uncertain} uncertain; seeds that failed: {sorted(self.failed) or 'none'}\n"
            f"killed: {_counted(self.ends)}\n"
            f"scenes: {_counted(self.scenes)}\n"
            f"changes: {_counted(self.changes)}\n"
            f"feed: {_counted(self.feeds)}\n"
            f"{self.with_a_model} kills with a model; cards and answers: {_counted(self.summaries)}"
        )


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"
