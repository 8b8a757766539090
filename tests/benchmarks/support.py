"""The harness for measurements of a running Paperboy: both servers on loopback, and clocks on both ends."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import tempfile
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.looking_back.past import list_day, list_items
from tests.fake_discord import LoopbackDiscord
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.wire.support.paperboy_process import PaperboyProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from tests.fake_discord.state.models import Channel

_LISTED_DAYS = 7  # what Paperboy reads when it starts
_PRODUCT = {"POLL__INTERVAL": "900", "DELIVERY__LEASE": "60", "DELIVERY__TIMEOUT": "20"}  # its own defaults


class TimedHuggingFace(LoopbackHuggingFace):
    """Knows for each list when it was first answered in full: `answered[day, papers]`, in seconds since 1970."""

    def __init__(self):
        super().__init__()
        self.answered: dict[tuple[date, int], float] = {}

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        response = await super()._handle(request)
        day = date.fromisoformat(request.query["date"])
        listed = len(self.days.get(day, []))  # nothing was awaited since the body was made
        with contextlib.suppress(ConnectionError):  # a bot that stops hangs up
            await response.prepare(request)
            await response.write_eof()
            self.answered.setdefault((day, listed), time.time())
        return response


class MeasuredPaperboy(PaperboyProcess):
    """Tells what the running process uses."""

    forked = False

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def cpu(self) -> float:
        """Seconds of one core so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Both servers, the channels, and the folder in which a bot keeps its store."""

    discord: LoopbackDiscord
    papers: TimedHuggingFace
    channels: list[Channel]
    folder: Path

    @property
    def store(self) -> str:
        return f"tinydb://{self.folder / 'store'}"

    def reads(self) -> int:
        """Return how often today's list, the last one of a poll, was requested."""
        return sum(request.day == list_day() for request in self.papers.requests)

    @asynccontextmanager
    async def bot(self, **settings: str) -> AsyncIterator[MeasuredPaperboy]:
        """A bot that runs, connected, until the block ends; `settings` stand instead of the product's own."""
        own = {f"PAPERBOY_{name}": value for name, value in (_PRODUCT | settings).items()}
        environment = self.discord.environment() | {"PAPERBOY_HUGGINGFACE__URL": self.papers.url} | own
        identifies = self.discord.gateway.identifies
        async with MeasuredPaperboy(self.folder, environment, self.discord.bell.break_off) as paperboy:
            try:
                await self.discord.gateway.connected(identifies + 1)
                yield paperboy
                await paperboy.stop()
            except AssertionError:
                sys.stderr.write(paperboy.output())
                raise


@asynccontextmanager
async def open_place(guilds: int, channels: int) -> AsyncIterator[Place]:
    """So many servers with so many channels each, a week of lists, and no store yet."""
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(LoopbackDiscord())
        papers = await stack.enter_async_context(TimedHuggingFace())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="paperboy-bench-"))
        papers.before_answer = lambda _: discord.bell.ring()
        for days_ago in range(_LISTED_DAYS):
            papers.put(list_day() - timedelta(days=days_ago), list_items(days_ago))
        made = [
            discord.world.add_channel(guild, f"papers-{number}")
            for guild in [discord.world.add_guild(f"Reading group {number}") for number in range(guilds)]
            for number in range(channels)
        ]
        yield Place(discord=discord, papers=papers, channels=made, folder=Path(folder))


def resident(pid: int) -> float:
    """VmRSS in megabytes (1,000,000 bytes)."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6


def machine() -> str:
    """`2 cores of Intel(R) Xeon(R) Processor, Python 3.11.7, Linux 6.1`."""
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = models[0].partition(":")[2].strip() if models else platform.machine()
    return f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, Linux {platform.release()}"
