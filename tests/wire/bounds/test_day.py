"""What a day of recorded traffic takes."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.fake_discord import LoopbackDiscord
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.support.data import recorded_days
from tests.support.paths import ROOT
from tests.wire.bounds.day import Course, Toll
from tests.wire.bounds.slices import STALL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fake_sources.huggingface import Seen

_FIRST = "2025-10-08"  # a Wednesday
_MOST = 10 * 2**20  # bytes that a day may add
_CHANNELS = 16
_VOTED = 0.2  # of the papers, between two looks
_REQUESTS = 40  # for an open list, until its later snapshot takes the place of the early one


class Traffic:
    """Lists that move as the real ones: votes come with every look, the recorded later snapshot in between."""

    def __init__(self, papers: LoopbackHuggingFace) -> None:
        self._papers = papers
        self._rng = random.Random(7)
        self._snapshots = {date.fromisoformat(day): paths for day, paths in recorded_days()}
        self._looks: dict[date, int] = {}
        for day, paths in self._snapshots.items():
            papers.load(day, paths[0])

    def __call__(self, seen: Seen) -> None:
        day = seen.day
        if day is None or day not in self._snapshots:
            return
        self._looks[day] = self._looks.get(day, 0) + 1
        if self._looks[day] == _REQUESTS:
            self._papers.load(day, self._snapshots[day][-1])
        for item in self._papers.days[day]:
            item["paper"]["upvotes"] += self._rng.random() < _VOTED


async def _toll(folder: Path, hours: int) -> tuple[Toll, int]:
    """Let the bot run beside the servers; what it took, and how many messages it posted."""
    async with LoopbackDiscord() as discord, LoopbackHuggingFace() as papers:
        papers.before_answer = Traffic(papers)
        guild = discord.world.add_guild("Reading group")
        channels = [discord.world.add_channel(guild, f"papers-{n}").id for n in range(_CHANNELS)]
        course = Course(
            api_url=discord.api_url,
            gateway_url=discord.gateway_url,
            papers_url=papers.url,
            token=discord.token,
            guild=guild.id,
            channels=channels,
            folder=str(folder / "store"),
            start=f"{_FIRST}T03:00:00+00:00",
            hours=hours,
        )
        bot = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.wire.bounds.day",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await bot.communicate(json.dumps(asdict(course)).encode())
        assert bot.returncode == 0
        assert discord.violations == []
        return Toll(**json.loads(out)), len(discord.posted())


async def test_a_day_of_traffic(tmp_path: Path) -> None:
    """24 hours of moving lists and posts grow the process by less than 10 MiB, and hold up its loop for nobody."""
    toll, posted = await _toll(tmp_path, 24)
    sys.stdout.write(f"{toll}, {posted} messages\n")
    assert posted > 50
    assert toll.end - toll.warm < _MOST
    assert toll.turn < 2 * STALL, toll.whose  # a neighbour's caches may double one turn


@pytest.mark.soak
async def test_a_week_of_traffic(tmp_path: Path) -> None:
    """A week grows it by less than 30 MiB, most of it words remembered up to a bound; no turn takes long."""
    toll, posted = await _toll(tmp_path, 7 * 24)
    sys.stdout.write(f"{toll}, {posted} messages\n")
    assert toll.end - toll.warm < 3 * _MOST
    assert toll.turn < 2 * STALL, toll.whose
