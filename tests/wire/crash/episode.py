"""One episode: lives that end by kill -9, then quiet ones that must put everything right."""

from __future__ import annotations

import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.fake_discord import LoopbackDiscord
from tests.fake_sources.arxiv import LoopbackArxiv
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.fake_sources.mail import LoopbackMail
from tests.wire.crash.bots.killing import live
from tests.wire.crash.bots.pace import FastClock, Offsets
from tests.wire.crash.bots.starting import Bots
from tests.wire.crash.environment import Environment
from tests.wire.crash.people.people import People
from tests.wire.crash.servers.feed import Feed
from tests.wire.crash.servers.model import cards, opened_model
from tests.wire.crash.servers.sources import Sources
from tests.wire.crash.verdict.mails import with_mails
from tests.wire.crash.verdict.protocol import protocol
from tests.wire.crash.verdict.questions import (
    at_rest,
    has_read,
    late_picks,
    rests_today,
    rests_with_people,
    wrong_likes,
    wrong_saves,
)
from tests.wire.crash.verdict.verdict import Verdict, judge, twice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.wire.crash.bots.fork_server import ForkServer
    from tests.wire.crash.bots.killing import Death
    from tests.wire.crash.plan.plan import Episode
    from tests.wire.crash.servers.engines import Engine

START = datetime(2025, 11, 12, 8, 57, tzinfo=UTC)  # three minutes before the daily digests
RATE = 10.0  # seconds in each of the machine's
NONCE_WINDOW = 120.0  # seconds; the least that "the past few minutes" can mean
_DAY = 86_400.0 + 1_800.0  # seconds; past the quiet hours of the next day
_QUIET = 60.0  # of the machine's seconds without a post, for a quiet life that is not at rest
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
    counts: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    _troubles: list[str] = field(default_factory=list[str])

    @property
    def kills(self) -> int:
        """How many processes were killed, replicas too."""
        return sum(death.killed for death in self.deaths)

    async def run(self) -> Verdict:
        """All lives, the quiet ones, the verdict. It is over as soon as something came twice."""
        clock = FastClock(START, RATE)
        url = await self.engine.url(self.folder)
        async with (
            LoopbackDiscord(clock=clock) as discord,
            LoopbackHuggingFace(today=lambda: clock.today().date()) as papers,
            LoopbackArxiv(START.date()) as stream,
            Feed(clock) as feed,
            opened_model(self.episode.summaries, clock) as model,
            LoopbackMail() as mail,
        ):
            discord.posting.nonce_window = NONCE_WINDOW
            discord.gateway.heartbeat_interval /= RATE  # kept by a thread, in the machine's time
            recurring = self.episode.recurring
            sources = Sources(papers=papers, stream=stream, feed=feed, day=START.date(), recurring=recurring)
            if not self.episode.added:
                sources.configure(self.folder)
            environment = await Environment.build(
                self.episode,
                discord,
                sources,
                clock=clock,
                url=url,
                offsets=Offsets(self.folder / "clock"),
                model=model,
                mail=mail if self.episode.mailboxes else None,
            )
            bots = Bots(
                fork_server=self.fork_server,
                second=self.second,
                environment=environment,
                folder=self.folder,
                control=self.control,
            )
            people = await People.of(self.episode, environment)
            whole = await self._lives(environment, bots, people)
            if whole:
                await self._put_right(environment, bots, people)
            (self.folder / "discord.log").write_text(
                protocol(discord, [*people.log, *feed.log, *(model.log if model else ())]), "utf-8"
            )
            self.counts["mails"] = Counter(taken=len(mail.taken), **Counter(mail.commands))
            self.counts |= {"changes": people.done, "feed": feed.done}
            if environment.readers is not None:
                self.counts["likes and picks"] = environment.readers.done + Counter(picks=people.picks.made)
            if model is not None:
                self.counts["cards and answers"] = model.asked + cards(discord.posted())
            verdict = self._judge(environment, people, whole=whole)
            return await with_mails(verdict, self.episode, environment) if whole else verdict

    async def _lives(self, environment: Environment, bots: Bots, people: People) -> bool:
        """Whether it came to the end of the plan."""
        for life in self.episode.lives:
            await environment.pass_time(life.downtime)
            await people.rest(bots, life.changes)
            if environment.readers is not None:
                environment.readers.rest(life.acts)
            death = await people.meanwhile(
                life, lambda typed, life=life: live(life, environment, bots, self.engine, typed)
            )
            self.deaths.append(death)
            self._troubles += [death.trouble] if death.trouble else []
            if twice(environment.posts()) or people.trouble:
                return False
        return True

    async def _put_right(self, environment: Environment, bots: Bots, people: People):
        """No faults, no kills: to read what is listed, to post it, and what was too much for a day on the next.

        What is paused stays so over the first of these days, and is resumed then. A model goes on as it likes.
        """
        if environment.model is not None and self.episode.summaries is not None:
            await environment.model.behave(self.episode.summaries.answers)
        await self._quiet_life(environment, bots, has_read)
        self._troubles += await people.see_all_read()
        await environment.pass_time(_DAY)
        await self._quiet_life(environment, bots, rests_today)
        await people.see()
        await people.resume_all(bots)
        for done in (rests_today, at_rest):
            await self._quiet_life(environment, bots, done)
            await people.see()
            people.picks.troubles += late_picks(environment, people.seen)
            await environment.pass_time(_DAY)

    async def _quiet_life(
        self, environment: Environment, bots: Bots, done: Callable[[Environment], Awaitable[bool]]
    ):
        before, posted, idle = environment.sources.reads(), len(environment.discord.posted()), time.monotonic()
        bot = await bots.start()
        while not (
            environment.sources.reads() > before
            and await done(environment)
            and await rests_with_people(environment)
        ):
            if await bot.wait(_LOOK_EVERY) is not None:
                break
            if len(environment.discord.posted()) != posted:
                posted, idle = len(environment.discord.posted()), time.monotonic()
            if time.monotonic() - idle > _QUIET:
                self._troubles.append(f"not at rest {_QUIET:g} s after the last post")
                break
        bot.signal(signal.SIGTERM)
        await bot.wait(_STOPS_WITHIN)
        if (code := await bot.kill()) != 0:
            self._troubles.append(f"a life that nobody disturbed ended with {code}")

    def _judge(self, environment: Environment, people: People, *, whole: bool) -> Verdict:
        """What is not whole is not judged by what is missing."""
        posts = environment.posts()
        if people.trouble:
            self._troubles.append(people.trouble)
        if not whole:
            return Verdict(owed=people.claims.owed, twice=twice(posts), troubles=tuple(self._troubles))
        seen = people.seen
        secret = {environment.channels[number].id for number in self.episode.secret}
        dead = {key for key in seen.dead if key[1] in self.episode.bad}
        wrong = [f"{paper} in {channel} is dead" for channel, paper in sorted(seen.dead - dead)]
        return judge(
            people.claims,
            posts,
            uncertain=seen.uncertain,
            unknowable=people.unknowable | {key for key in seen.uncertain if key[0] in secret},
            dead=dead,
            waiting=seen.waiting,
            picks=people.picks.troubles,
            likes=wrong_likes(environment, seen),
            saves=wrong_saves(environment, seen),
            troubles=[
                *self._troubles,
                *seen.wrong,
                *wrong,
                *environment.threads_missing(self.episode, seen.uncertain),
                *environment.discord.violations,
            ],
        )
