"""One episode: lives that end by kill -9, then quiet ones that must put everything right."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.fake_discord import LoopbackDiscord
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.wire.crash.bots.killing import live
from tests.wire.crash.bots.pace import FastClock
from tests.wire.crash.bots.starting import Bots
from tests.wire.crash.environment import Environment
from tests.wire.crash.verdict.protocol import protocol
from tests.wire.crash.verdict.questions import at_rest, ended, has_read, rests_today
from tests.wire.crash.verdict.verdict import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.wire.crash.bots.fork_server import ForkServer
    from tests.wire.crash.bots.killing import Death
    from tests.wire.crash.engines import Engine
    from tests.wire.crash.plan.plan import Episode

START = datetime(2025, 11, 12, 8, 57, tzinfo=UTC)  # three minutes before the daily digests
RATE = 10.0  # seconds in each of the machine's
NONCE_WINDOW = 120.0  # seconds; the least that "the past few minutes" can mean
_DAY = 86_400.0 + 1_800.0  # seconds; past the quiet hours of the next day
_QUIET = 60.0  # of the machine's seconds, for a quiet life to put everything right
_STOPS_WITHIN = 15.0  # of the machine's seconds
_LOOK_EVERY = 0.05  # of the machine's seconds


@dataclass(kw_only=True)
class Play:
    """Plays an episode in `folder`, where the logs stay; `control` names what is broken on purpose."""

    episode: Episode
    folder: Path
    engine: Engine
    fork_server: ForkServer
    second: ForkServer | None = None
    control: str | None = None
    deaths: list[Death] = field(default_factory=list["Death"])
    _troubles: list[str] = field(default_factory=list[str])

    async def run(self) -> Verdict:
        """All lives, the quiet ones, the verdict. It is over as soon as something came twice."""
        clock = FastClock(START, RATE)
        url = await self.engine.url(self.folder)
        async with (
            LoopbackDiscord(clock=clock) as discord,
            LoopbackHuggingFace(today=lambda: clock.today().date()) as papers,
        ):
            discord.posting.nonce_window = NONCE_WINDOW
            discord.gateway.heartbeat_interval /= RATE  # kept by a thread, in the machine's time
            environment = await Environment.build(self.episode, discord, papers, clock, url)
            bots = Bots(
                fork_server=self.fork_server,
                second=self.second,
                environment=environment,
                folder=self.folder,
                control=self.control,
            )
            whole = await self._lives(environment, bots)
            if whole:
                await self._put_right(environment, bots)
            (self.folder / "discord.log").write_text(protocol(discord), "utf-8")
            return await self._judge(environment, whole=whole)

    async def _lives(self, environment: Environment, bots: Bots) -> bool:
        """Whether it came to the end of the plan."""
        for life in self.episode.lives:
            death = await live(life, environment, bots, self.engine)
            self.deaths.append(death)
            self._troubles += [death.trouble] if death.trouble else []
            if max(Counter(environment.accepted()).values(), default=0) > 1:
                return False
        return True

    async def _put_right(self, environment: Environment, bots: Bots) -> None:
        """No faults, no kills: to read what is listed, to post it, and what was too much for a day on the next."""
        await self._quiet_life(environment, bots, has_read)
        for done in (rests_today, at_rest):
            await environment.pass_time(_DAY)
            await self._quiet_life(environment, bots, done)

    async def _quiet_life(
        self, environment: Environment, bots: Bots, done: Callable[[Environment], Awaitable[bool]]
    ) -> None:
        before = environment.reads()
        bot = await bots.start()
        try:
            async with asyncio.timeout(_QUIET):
                while not (environment.reads() > before and await done(environment)):
                    if await bot.wait(_LOOK_EVERY) is not None:
                        break
        except TimeoutError:
            self._troubles.append(f"not at rest after {_QUIET:g} s")
        bot.signal(signal.SIGTERM)
        await bot.wait(_STOPS_WITHIN)
        if (code := await bot.kill()) != 0:
            self._troubles.append(f"a life that nobody disturbed ended with {code}")

    async def _judge(self, environment: Environment, *, whole: bool) -> Verdict:
        """What is not whole is not judged by what is missing."""
        end = await ended(environment.url)
        wrong = [*end.wrong, *environment.threads_missing(self.episode, frozenset(end.uncertain))]
        accepted = environment.accepted()
        return judge(
            environment.find_alert(self.episode) if whole else set(accepted),
            accepted,
            end.uncertain,
            secret=[environment.channels[number].id for number in self.episode.secret],
            troubles=[*self._troubles, *(wrong if whole else ()), *environment.discord.violations],
        )
