"""The results of a campaign's episodes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.wire.crash.episode import Play
    from tests.wire.crash.verdict.verdict import Verdict


@dataclass(kw_only=True)
class Tally:
    """Counts; `failed` has the failed verdicts by seed. `seconds` are how long it took."""

    kills: int = 0
    server_kills: int = 0
    owed: int = 0
    uncertain: int = 0
    seconds: float = 0.0
    failed: dict[int, Verdict] = field(default_factory=dict[int, "Verdict"])
    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def holds(self) -> bool:
        """True if the claim held in every episode."""
        return not self.failed

    def add(self, seed: int, play: Play, verdict: Verdict):
        """Add an episode."""
        deaths, lives = play.deaths, play.episode.lives
        self._count(play.counts)
        self.counts["scenes"].update(life.scene for life in lives[: len(deaths)] if life.scene)
        self.counts["killed"].update(death.end for death in deaths if death.killed)
        self.counts["kills with a model"]["all"] += play.kills if play.episode.summaries else 0
        self.kills += play.kills
        self.server_kills += sum(death.server_died for death in deaths)
        self.owed += verdict.owed
        self.uncertain += verdict.uncertain
        if not verdict.holds:
            self.failed[seed] = verdict

    def _count(self, counts: Mapping[str, Counter[str]]):
        for what, found in counts.items():
            self.counts[what].update(found)

    def join(self, other: Tally):
        """Add the results of another process."""
        self._count(other.counts)
        self.failed |= other.failed  # no seed is in both
        self.seconds = max(self.seconds, other.seconds)
        for name in ("kills", "server_kills", "owed", "uncertain"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self) -> str:
        found = [
            f"{sum(len(getattr(verdict, name)) for verdict in self.failed.values())} {name}"
            for name in ("lost", "twice", "stuck", "unasked")
        ]
        servers = f" and {self.server_kills} of the server" if self.server_kills else ""
        pace = f", {60 * self.kills / self.seconds:.0f} a minute" if self.seconds else ""
        summary = (
            f"{self.kills} kills{servers} in {self.seconds:.0f} s{pace}: {self.owed} alerts owed, "
            f"{', '.join(found)}, {self.uncertain} uncertain; seeds that failed: {sorted(self.failed) or 'none'}"
        )
        return summary + "".join(f"\n{what}: {_counted(counts)}" for what, counts in sorted(self.counts.items()))


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"
