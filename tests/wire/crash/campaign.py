"""Episode after episode, until there were enough kills."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.wire.crash.bots.fork_server import ForkServer
from tests.wire.crash.controls import CONTROLS
from tests.wire.crash.engines import opened
from tests.wire.crash.episode import Play
from tests.wire.crash.plan.drawing import draw
from tests.wire.crash.plan.scenes import SCENES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.wire.crash.verdict.verdict import Verdict

EPISODE = 25  # kills


@dataclass(kw_only=True)
class Tally:
    """What came of a campaign; `failed` holds the verdicts that did not hold, by seed."""

    kills: int = 0
    server_kills: int = 0
    owed: int = 0
    uncertain: int = 0
    seconds: float = 0.0
    failed: dict[int, Verdict] = field(default_factory=dict[int, "Verdict"])
    ends: Counter[str] = field(default_factory=Counter[str])
    scenes: Counter[str] = field(default_factory=Counter[str])
    changes: Counter[str] = field(default_factory=Counter[str])
    summaries: Counter[str] = field(default_factory=Counter[str])
    with_a_model: int = 0

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
        kills = sum(death.killed for death in deaths)
        self.kills += kills
        self.with_a_model += kills if play.episode.summaries else 0
        self.server_kills += sum(death.server_died for death in deaths)
        self.ends.update(death.end for death in deaths if death.killed)
        self.owed += verdict.owed
        self.uncertain += verdict.uncertain
        if not verdict.holds:
            self.failed[seed] = verdict

    def __str__(self) -> str:
        found = [
            f"{sum(len(getattr(verdict, name)) for verdict in self.failed.values())} {name}"
            for name in ("lost", "twice", "stuck", "unasked")
        ]
        servers = f" and {self.server_kills} of the server" if self.server_kills else ""
        return (
            f"{self.kills} kills{servers} in {self.seconds:.0f} s: {self.owed} alerts owed, "
            f"{', '.join(found)}, {self.uncertain} uncertain; seeds that failed: {sorted(self.failed) or 'none'}\n"
            f"killed: {_counted(self.ends)}\n"
            f"scenes: {_counted(self.scenes)}\n"
            f"changes: {_counted(self.changes)}\n"
            f"{self.with_a_model} kills with a model; cards and answers: {_counted(self.summaries)}"
        )


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """Plays episodes of `episode` kills in `folder`, where those that failed stay.

    With a `control` the first failure ends it, and only the scenes that concern it are drawn. `only`
    is one of `plan.only.ONLY`.
    """

    engine: str
    folder: Path
    control: str | None = None
    only: str = ""
    episode: int = EPISODE
    say: Callable[[str], None] = lambda _: None

    async def run(self, seed: int, kills: int) -> Tally:
        """Episodes of the seeds from `seed` on, until so many kills were made; a replica's count too."""
        tally = Tally()
        scenes = CONTROLS[self.control].scenes if self.control else tuple(SCENES)
        only = CONTROLS[self.control].only if self.control else self.only
        started = time.monotonic()
        async with AsyncExitStack() as stack:
            engine = await stack.enter_async_context(opened(self.engine))
            fork_server = await stack.enter_async_context(ForkServer())
            second = await stack.enter_async_context(ForkServer()) if engine.shared else None
            while tally.kills < kills and not (self.control and tally.failed):
                folder = self.folder / f"seed-{seed}"
                folder.mkdir(parents=True)
                play = Play(
                    episode=draw(seed, min(self.episode, kills - tally.kills), engine.points, scenes, only=only),
                    folder=folder,
                    engine=engine,
                    fork_server=fork_server,
                    second=second,
                    control=self.control,
                )
                verdict = await play.run()
                tally.add(seed, play, verdict)
                tally.seconds = time.monotonic() - started
                self._tell(seed, play, verdict, tally)
                seed += 1
        return tally

    def _tell(self, seed: int, play: Play, verdict: Verdict, tally: Tally) -> None:
        self.say(f"seed {seed}: {len(play.deaths)} lives, {verdict} ({tally.seconds:.0f} s)")
        if verdict.holds:
            shutil.rmtree(play.folder)
