"""Episode after episode, until there were enough kills."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.wire.crash.bots.fork_server import ForkServer
from tests.wire.crash.controls import CONTROLS
from tests.wire.crash.episode import Play
from tests.wire.crash.jobs import Shares
from tests.wire.crash.plan.drawing import draw
from tests.wire.crash.plan.scenes import SCENES
from tests.wire.crash.servers.engines import opened
from tests.wire.crash.tally import Tally

if TYPE_CHECKING:
    from pathlib import Path

    from tests.wire.crash.verdict.verdict import Verdict

EPISODE = 25  # kills


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

    async def run(self, seed: int, kills: int) -> Tally:
        """Episodes of the seeds from `seed` on, until so many kills were made; a replica's count too."""
        return await self.play(Shares(seed, kills))

    async def play(self, shares: Shares) -> Tally:
        """As many episodes as this process has a share in."""
        tally = Tally()
        scenes = CONTROLS[self.control].scenes if self.control else tuple(SCENES)
        only = CONTROLS[self.control].only if self.control else self.only
        started = time.monotonic()
        async with AsyncExitStack() as stack:
            engine = await stack.enter_async_context(opened(self.engine))
            fork_server = await stack.enter_async_context(ForkServer())
            second = await stack.enter_async_context(ForkServer()) if engine.shared else None
            while share := shares.take(self.episode):
                seed, kills = share
                folder = self.folder / f"seed-{seed}"
                folder.mkdir(parents=True)
                play = Play(
                    episode=draw(seed, kills, engine.points, scenes, only=only),
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
                shares.settle(kills, play.kills)
                if self.control and tally.failed:
                    shares.end()
        return tally

    def _tell(self, seed: int, play: Play, verdict: Verdict, tally: Tally):
        say(f"seed {seed}: {len(play.deaths)} lives, {verdict} ({tally.seconds:.0f} s)")
        if verdict.holds:
            shutil.rmtree(play.folder)


def say(text: str):
    """Write a line at once; pytest shows it when a test fails, or with -s."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
