"""Measure the silence of channels after a kill: `python -m tests.wire.replicas.silence standby --times 20`.

Alerts come due without a pause, and Discord takes its time with each post, so that in each channel one is under
way at nearly every moment. Then whoever serves is killed, or the database's server, and each channel's next post
timed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.alert import Alert
from bot.domain.ports import PollCommit
from bot.store.opening import open_store
from tests.contract.engines import tinydb_url
from tests.fake_discord.faults import Fault
from tests.support.fakes import sighting
from tests.support.postgres import PostgresServer
from tests.wire.replicas.fleet import Fleet, open_fleet
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.fake_discord.state.models import Message

SCENES = {
    "standby": "kill -9 of the replica that serves; another one stands by",
    "alone": "kill -9 of the only process on PostgreSQL, which is started again at once",
    "folder": "the same on a folder",
    "database": "kill -9 of PostgreSQL, which is back after two seconds; two replicas",
}
_TWO = {"standby", "database"}  # of replicas
_CHANNELS = 8
_ANSWERS_AFTER = 0.6  # seconds that Discord takes for a post
_DUE_EVERY = 0.7  # seconds, in each channel
_BETWEEN = 16.0  # seconds between two kills at least, in which all channels are served again
_FIRST = 15.0  # seconds until replicas are there
_DOWN = 2.0  # seconds that the database is away
_STRAGGLERS = 1.0  # seconds after a kill in which what was under way may still come to be
_LATEST = 120.0  # seconds for every channel to be served again
_REST = 900.0  # seconds for all that is owed in the end
_LIVE = {"PAPERBOY_DELIVERY__LEASE": "60", "PAPERBOY_DELIVERY__TIMEOUT": "20"}  # what a host has who sets nothing


@dataclass(kw_only=True)
class Measuring:
    """One scene again and again; `silences` has the seconds of each channel, `anywhere` those without a post."""

    fleet: Fleet
    scene: str
    server: PostgresServer | None
    rng: random.Random
    started: int = 0
    owed: set[str] = field(default_factory=set[str])
    silences: list[float] = field(default_factory=list[float])
    anywhere: list[float] = field(default_factory=list[float])

    async def run(self, times: int) -> bool:
        """Run the scene; return True if each alert was posted once."""
        self.fleet.discord.faults.arm(*CREATE, Fault(delay=_ANSWERS_AFTER), times=None)
        for _ in range(2 if self.scene in _TWO else 1):
            await self._start()
        await self._served(0)
        for number in range(times):
            await asyncio.sleep(self.rng.uniform(4.0, 6.0))
            found = await self._time()
            self.silences += found
            self.anywhere.append(found[0])
            _say(f"{number + 1}: anywhere {found[0]:.1f} s, channels {' '.join(f'{s:.1f}' for s in found)} s")
        await self.fleet.posts(len(self.owed) * _CHANNELS, patience=_REST)
        return self.fleet.each_once(self.owed)

    async def owe(self, seconds: float):
        """Store alerts that become due one after the other in each channel, for so long."""
        begin = datetime.now(UTC) + timedelta(seconds=_FIRST)
        numbers = [f"2511.{number:05}" for number in range(1, int(seconds / _DUE_EVERY))]
        self.owed = set(numbers)
        papers = tuple(map(sighting, numbers))
        async with open_store(self.fleet.url) as store:
            alerts = [
                Alert(
                    destination_id=channel.id,
                    paper_id=paper.paper.id,
                    subscriptions=(f"s{key}",),
                    due=begin + timedelta(seconds=number * _DUE_EVERY),
                    created=begin,
                )
                for number, paper in enumerate(papers)
                for key, channel in enumerate(self.fleet.channels)
            ]
            version = (await store.subscriptions()).version
            await store.commit_poll(
                PollCommit(
                    source="huggingface",
                    at=begin,
                    sightings=papers,
                    alerts=tuple(alerts),
                    subscriptions_version=version,
                )
            )

    async def _time(self) -> list[float]:
        """Kill, and return the seconds until the next post of each channel, sorted."""
        killed = time.monotonic()
        killing = asyncio.create_task(self._kill())
        await asyncio.sleep(_STRAGGLERS)
        found = await self._served(len(self._posted))
        await killing
        if self.scene == "standby":
            await self._start()
        return [at - killed for at in found]

    async def _served(self, seen: int) -> list[float]:
        """Wait until each channel has a post after the first so many; return the times."""
        waiting, found = {channel.id for channel in self.fleet.channels}, list[float]()
        while waiting:
            await self.fleet.discord.bell.until(lambda seen=seen: len(self._posted) > seen, "a post", _LATEST)
            new = {post.channel.id for post in self._posted[seen:]} & waiting
            seen = len(self._posted)
            waiting -= new
            found += [time.monotonic()] * len(new)
        return found

    @property
    def _posted(self) -> list[Message]:
        return self.fleet.discord.posting.posted

    async def _start(self):
        self.started += 1
        process = await self.fleet.start(f"replica-{self.started}", **_LIVE)
        if self.started == 1:
            await self.fleet.connected(1)
        elif self.scene in _TWO:
            await self.fleet.discord.bell.until(lambda: "Standing by" in process.output(), "a standby", _LATEST)

    async def _kill(self):
        if self.server is not None and self.scene == "database":
            self.server.kill()
            await asyncio.sleep(_DOWN)
            await asyncio.to_thread(self.server.start)
            return
        await self.fleet.processes.pop(self.fleet.holder(0)).kill()
        if self.scene != "standby":
            await self._start()


async def measure(scene: str, times: int, seed: int, folder: Path) -> bool:
    """Return True if nothing was lost or posted twice; the figures are written to standard output."""
    async with (
        _store(scene, folder) as (url, server),
        open_fleet(folder, url, shards=1, guilds=1, channels=_CHANNELS) as fleet,
    ):
        measuring = Measuring(fleet=fleet, scene=scene, server=server, rng=random.Random(seed))
        await measuring.owe(times * _BETWEEN)
        once = await measuring.run(times)
        for process in fleet.processes.values():
            await process.end()
        fleet.processes.clear()  # nobody wants to read their logs
    for what, found in (("in a channel", measuring.silences), ("anywhere", measuring.anywhere)):
        _say(f"{scene}: no post {what} for {statistics.median(found):.1f} s (median), {max(found):.1f} s at most")
    owed = len(measuring.owed) * _CHANNELS
    _say(f"{scene}: {times} kills, {owed} alerts, {'each posted once' if once else 'LOST OR TWICE'}")
    return once


@asynccontextmanager
async def _store(scene: str, folder: Path) -> AsyncGenerator[tuple[str, PostgresServer | None]]:
    if scene == "folder":
        yield tinydb_url(folder), None
        return
    with PostgresServer(durable=True) as server:
        yield server.url(), server


def main() -> int:
    """Measure; return 0 if each alert was posted once."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.replicas.silence", description="Kill, and time.")
    parser.add_argument(
        "scene", choices=SCENES, help="; ".join(f"{name}: {what}" for name, what in SCENES.items())
    )
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="paperboy-silence-") as folder:
        return int(not asyncio.run(measure(options.scene, options.times, options.seed, Path(folder))))


def _say(text: str):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
