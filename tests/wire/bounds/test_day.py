"""The cost of a day of recorded traffic."""

from __future__ import annotations

import random
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.support.data import recorded_days
from tests.wire.bounds.busy_days import toll_of
from tests.wire.bounds.slices import STALL
from tests.wire.support.oracle import QUERIES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fake_sources.huggingface import Seen
    from tests.wire.bounds.busy import BusyToll

_FIRST = "2025-10-08T03:00:00"  # a Wednesday
_WARM = 24  # polls before anything is measured
_MOST = 10 * 2**20  # bytes that half a day, or a day, may add
_CHANNELS = 16
_VOTED = 0.2  # of the papers, between two looks
_REQUESTS = 40  # for an open list, until its later snapshot takes the place of the early one


class Traffic:
    """Lists that move as the real ones: votes come with every look, the recorded later snapshot in between."""

    def __init__(self, papers: LoopbackHuggingFace):
        self._papers = papers
        self._rng = random.Random(7)
        self._snapshots = {date.fromisoformat(day): paths for day, paths in recorded_days()}
        self._looks: dict[date, int] = {}
        for day, paths in self._snapshots.items():
            papers.load(day, paths[0])

    def __call__(self, seen: Seen):
        day = seen.day
        if day is None or day not in self._snapshots:
            return
        self._looks[day] = self._looks.get(day, 0) + 1
        if self._looks[day] == _REQUESTS:
            self._papers.load(day, self._snapshots[day][-1])
        for item in self._papers.days[day]:
            item["paper"]["upvotes"] += self._rng.random() < _VOTED


async def _toll(folder: Path, hours: int) -> BusyToll:
    """Let the bot run beside the servers."""
    async with LoopbackHuggingFace() as papers:
        papers.before_answer = Traffic(papers)
        course = {"hours": hours, "warm": _WARM, "start": _FIRST, "papers_url": papers.url, "queries": [*QUERIES]}
        toll = await toll_of(folder, servers=_CHANNELS, living=True, threads=False, **course)
    sys.stdout.write(f"{toll}\n")
    return toll


async def test_half_a_day_of_traffic(tmp_path: Path):
    """12 hours of moving lists and posts grow the process by less than 10 MiB, and hold up its loop for nobody."""
    toll = await _toll(tmp_path, 12)
    assert toll.cards > 25
    assert toll.end - toll.began < _MOST
    assert toll.turn < 2 * STALL, toll.whose  # a neighbour's caches may double one turn


@pytest.mark.soak
async def test_a_week_of_traffic(tmp_path: Path):
    """A week grows it by less than 30 MiB, most of it words remembered up to a bound; no turn takes long."""
    toll = await _toll(tmp_path, 7 * 24)
    assert toll.end - toll.began < 3 * _MOST
    assert toll.turn < 2 * STALL, toll.whose
