"""Measure a running Paperboy: time to post, time to start, memory.

    python tests/benchmarks/bench_run.py [--quick]

Measured on the real process between a Discord and a Hugging Face on loopback, with the product's own settings
(but for the poll interval where polls are waited for). Prints a Markdown table; progress goes to standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit
from bot.sources.huggingface.settings import SPEC
from bot.store.opening import open_store
from tests.benchmarks.looking_back import past
from tests.benchmarks.support import machine, open_place, resident
from tests.fake_sources.huggingface import make_item

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

    from tests.benchmarks.support import Place
    from tests.fake_discord.state.models import Message

_GUILDS, _CHANNELS = 20, 50
_WORD = "carrierpigeon"  # in no bundled paper
_BEGUN = 10.0  # seconds: what waits for the start to be over has begun by then
_STILL, _LOOKS = 3.0, 10  # seconds without a change of memory, and how often to wait for that


@dataclass(frozen=True, kw_only=True)
class Effort:
    """The sizes of a measurement: papers, starts of each kind, alerts in the past."""

    papers: int = 10
    starts: int = 5
    sent: int = 100_000


QUICK = Effort(papers=3, starts=3, sent=10_000)


# --- figures --------------------------------------------------------------------------------------------------


async def poll_to_posted(count: int) -> list[float]:
    """Seconds from the end of the answer that lists a new paper to the acceptance of its post, one by one."""
    async with open_place(1, 1) as place:
        async with open_store(place.store) as store:
            await past.subscribe(store, place.channels, [_WORD])
            learned = PollCommit(
                source=SPEC.name,
                at=datetime.now(UTC),
                sightings=(),
                position=past.list_day() - timedelta(days=1),
                subscriptions_version=(await store.subscriptions()).version,
            )
            await store.commit_poll(learned)
        async with place.bot(POLL__INTERVAL="1"):
            await place.discord.until(lambda: place.reads() >= 2, "the first polls")
            return [await _post_one(place, number) for number in range(count)]


async def _post_one(place: Place, number: int) -> float:
    today, posted = past.list_day(), place.discord.posting.posted
    fresh = make_item(f"2601.{20_000 + number}", title=f"By {_WORD}: part {number}")
    place.papers.put(today, [*place.papers.days[today], fresh])
    listed, before = len(place.papers.days[today]), len(posted)
    await place.discord.until(lambda: len(posted) > before, "a post")
    return _accepted(posted[-1]) - place.papers.answered[today, listed]


def _accepted(message: Message) -> float:
    return datetime.fromisoformat(message.timestamp).timestamp()


@dataclass(frozen=True, kw_only=True)
class Start:
    """Seconds from the start of the process to the gateway's READY, and how many of one core it used."""

    seconds: float
    cpu: float


async def start(place: Place, times: int) -> list[Start]:
    """Open the same store repeatedly, and measure each time."""
    starts: list[Start] = []
    for _ in range(times):
        started = time.perf_counter()
        async with place.bot() as paperboy:
            starts.append(Start(seconds=time.perf_counter() - started, cpu=paperboy.cpu))
    return starts


def imports(times: int) -> list[float]:
    """Seconds in which Python imports what Paperboy stands on."""
    taken: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import discord, pydantic, aiohttp"], check=True)
        taken.append(time.perf_counter() - started)
    return taken


async def idle_memory(place: Place) -> float:
    """Megabytes that the process holds once its first poll is done and nothing happens any more."""
    reads = place.reads()
    async with place.bot() as paperboy:
        await place.discord.until(lambda: place.reads() > reads, "the first poll")
        await asyncio.sleep(_BEGUN)
        for _ in range(_LOOKS):
            before = resident(paperboy.pid)
            await asyncio.sleep(_STILL)
            if resident(paperboy.pid) == before:
                break
        return resident(paperboy.pid)


def imported_memory() -> float:
    """Megabytes that a Python holds which has imported discord.py and pydantic and nothing else."""
    command = [sys.executable, "-c", "import discord, pydantic; print(flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        megabytes = resident(process.pid)
        process.stdin.write(b"\n")
        process.stdin.close()
    return megabytes


@contextmanager
def compiled() -> Generator[None]:
    """Processes started in the block find their modules compiled, as installers leave them, wherever they lie."""
    with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run([sys.executable, "-c", "import bot.__main__, bot.app.run"], check=True)
        yield


# --- the table ------------------------------------------------------------------------------------------------


async def measure(effort: Effort) -> AsyncIterator[tuple[str, str, str]]:
    """(what, figure, goal), line by line."""
    yield _latency(await poll_to_posted(effort.papers))
    base = statistics.median(imports(effort.starts))
    yield f"`import discord, pydantic, aiohttp` alone, median of {effort.starts}", f"{base:.2f} s", ""
    async with open_place(1, 1) as place:
        yield _start("empty store", await start(place, effort.starts), base, "")
        memory = imported_memory()
        yield "memory of a Python that imported discord.py and pydantic", f"{memory:.0f} MB", ""
        yield _memory("empty store", await idle_memory(place), memory, "")
    async with open_place(_GUILDS, _CHANNELS) as place:
        async with open_store(place.store) as store:
            await past.subscribe(store, place.channels, past.made_up_queries(len(place.channels)))
            await past.remember_sent(store, place.channels, effort.sent)
            await store.compact()
        what = f"{effort.sent:,} sent alerts, {len(place.channels):,} subscriptions"
        yield _memory(what, await idle_memory(place), memory, "≤ 90 MB")
        yield _start(what, await start(place, effort.starts), base, "≤ 2 s")


def _latency(taken: list[float]) -> tuple[str, str, str]:
    low, middle, high = (f"{1000 * value:.0f}" for value in (min(taken), statistics.median(taken), max(taken)))
    return f"poll to posted, median (least to most) of {len(taken)}", f"{middle} ms ({low} to {high})", "< 2 s"


def _start(what: str, starts: list[Start], base: float, goal: str) -> tuple[str, str, str]:
    seconds = sorted(start.seconds for start in starts)
    middle, cpu = statistics.median(seconds), statistics.median(start.cpu for start in starts)
    figure = f"{middle:.2f} s ({seconds[0]:.2f} to {seconds[-1]:.2f}), {middle / base:.1f} × the imports, "
    return f"start to READY, {what}", figure + f"{cpu:.2f} s CPU", goal


def _memory(what: str, megabytes: float, base: float, goal: str) -> tuple[str, str, str]:
    return f"idle memory, {what}", f"{megabytes:.0f} MB, {megabytes / base:.2f} × the imports", goal


async def run(effort: Effort) -> Iterator[str]:
    rows = [("Paperboy " + version("paperboy-bot"), "measured", "goal"), ("---", "---", "---")]
    async for row in measure(effort):
        rows.append(row)
        sys.stderr.write(f"{row[0]}: {row[1]}\n")
    return (f"| {' | '.join(row)} |" for row in rows)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, a tenth of the alerts")
    effort = QUICK if parser.parse_args().quick else Effort()
    with compiled():
        lines = asyncio.run(run(effort))
    sys.stdout.write(f"{machine()}\n\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
