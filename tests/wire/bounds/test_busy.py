"""The small form of tests/benchmarks/bench_busy.py: some servers, some hours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.wire.bounds.busy_days import toll_of
from tests.wire.bounds.slices import STALL

if TYPE_CHECKING:
    from pathlib import Path

_SERVERS, _HOURS = 40, 3
_POSTED = 25  # papers that are listed meanwhile, each for every twentieth server
_MOST = 24 * 2**20  # bytes that the first hours may add, most of it for words and the index of past papers


async def test_busy_hours(tmp_path: Path):
    """Every paper is posted where it is wanted and gets its threads, without much memory or a long turn."""
    toll = await toll_of(tmp_path, servers=_SERVERS, hours=_HOURS, living=True, threads=True)
    sys.stdout.write(f"{toll}\n")
    assert toll.cards == _POSTED * _SERVERS // 20
    assert toll.threads == toll.cards
    assert toll.most - toll.began < _MOST
    assert toll.turn < 2 * STALL, toll.whose  # a busy machine's caches double what a turn takes
