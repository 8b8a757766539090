"""Measure how a running Paperboy posts a backlog: the first post, posts a second, processor and memory.

    python tests/benchmarks/bench_backlog.py [--quick] [--channels 1000 --each 100 --seconds 45] [--code CHECKOUT]

A store in a folder is given alerts that are all due, as many for each channel; then the real process is started
between servers on loopback, of which Discord keeps its limits: 50 requests a second in all, 5 in 5 seconds for
each channel. `--code` measures the Paperboy of another checkout.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.domain.alert import Alert
from bot.domain.ports import PollCommit
from bot.search.past_papers import following
from bot.sources.huggingface.settings import SPEC
from bot.store.opening import open_store
from tests.benchmarks.bench_run import compiled, idle_memory
from tests.benchmarks.looking_back import past
from tests.benchmarks.matching.speed import say
from tests.benchmarks.support import machine, open_place, resident

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import Store
    from tests.benchmarks.support import Place
    from tests.fake_discord.state.models import Channel

_GUILDS = 20
_PAPERS = 500
_AT_ONCE = 2000  # alerts in one transaction
_PATIENCE = 180.0  # seconds for the first post


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """So many alerts for each of so many channels, watched for some seconds or until all are posted."""

    channels: int
    each: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Seconds from READY to the first post; then posts a second, processor seconds for each, megabytes."""

    first: float
    first_cpu: float
    posts: int
    rate: float
    cpu: float
    refused: int
    ready: float
    most: float


async def owe(store: Store, channels: Sequence[Channel], each: int):
    """Alerts for the same papers in every channel, due now, whose order differs from channel to channel."""
    now = datetime.now(UTC)
    listed = past.sightings(0, max(each, min(_PAPERS, len(channels))), now)
    alerts = [
        Alert(
            destination_id=channel.id,
            paper_id=listed[(number + n) % len(listed)].paper.id,
            subscriptions=(f"s{number:04}",),
            due=now,
            created=now,
        )
        for number, channel in enumerate(channels)
        for n in range(each)
    ]
    version = (await store.subscriptions()).version
    for begin in range(0, len(alerts), _AT_ONCE):
        part = tuple(alerts[begin : begin + _AT_ONCE])
        papers = tuple(listed) if begin == 0 else ()
        await store.commit_poll(
            PollCommit(source=SPEC.name, at=now, sightings=papers, alerts=part, subscriptions_version=version)
        )


async def watch(place: Place, backlog: Backlog) -> Seen:
    """Start the process on the store, and look at what it posts."""
    posted, limits = place.discord.posting.posted, place.discord.limits
    limits.everywhere = limits.per_channel = True
    async with place.bot() as paperboy:
        ready, cpu, memory = time.time(), paperboy.cpu, resident(paperboy.pid)
        await place.discord.bell.until(lambda: len(posted) > 0, "the first post", _PATIENCE)
        first, first_cpu, most = time.time() - ready, paperboy.cpu - cpu, memory
        total = backlog.channels * backlog.each
        while time.time() < ready + backlog.seconds and len(posted) < total:
            await asyncio.sleep(0.5)
            most = max(most, resident(paperboy.pid))
        count, cpu = len(posted), paperboy.cpu - cpu
        last = datetime.fromisoformat(posted[-1].timestamp).timestamp() if count == total else time.time()
    return Seen(
        first=first,
        first_cpu=first_cpu,
        posts=count,
        rate=(count - 1) / (last - ready - first),
        cpu=cpu / count,
        refused=limits.refused,
        ready=memory,
        most=most,
    )


async def measure(backlog: Backlog):
    """Print a line."""
    async with open_place(_GUILDS, backlog.channels // _GUILDS) as place:
        async with open_store(place.store) as store:
            await past.subscribe(store, place.channels, past.made_up_queries(len(place.channels)))
        await idle_memory(place)  # the first poll and the index are not measured
        async with open_store(place.store) as store:
            await owe(store, place.channels, backlog.each)
            await store.compact()
            async with following(store, place.folder / "store" / "search") as index:
                await index.catch_up()  # as it was when these papers came
        seen = await watch(place, backlog)
    say(
        f"{backlog.channels * backlog.each:,} alerts for {backlog.channels:,} channels: "
        f"first post after {seen.first:.2f} s ({seen.first_cpu:.2f} s CPU), "
        f"then {seen.rate:.1f} posts a second, {seen.posts:,} in all, "
        f"{1000 * seen.cpu:.1f} ms CPU each, {seen.refused} × 429; "
        f"{seen.ready:.0f} MB at READY, {seen.most:.0f} MB at most"
    )


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="1,000 due alerts, and 10,000 in 1,000 channels")
    parser.add_argument("--channels", type=int)
    parser.add_argument("--each", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=45.0)
    parser.add_argument("--code", help="a checkout whose Paperboy is measured")
    asked = parser.parse_args()
    if asked.code:
        os.environ["PYTHONPATH"] = asked.code
    if asked.channels:
        plans = [Backlog(channels=asked.channels, each=asked.each, seconds=asked.seconds)]
    elif asked.quick:
        plans = [Backlog(channels=1000, each=each, seconds=15.0) for each in (1, 10)]
    else:
        plans = [Backlog(channels=1000, each=each, seconds=45.0) for each in (1, 72, 100)]
    say(machine())
    with compiled():
        for plan in plans:
            asyncio.run(measure(plan))


if __name__ == "__main__":
    main()
