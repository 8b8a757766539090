"""The index of past papers is like the store after every kill, of writing it and of making it again."""

from __future__ import annotations

import asyncio
import random
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_KILLS = 6
_LONGEST = 0.6  # seconds from the moment of which on it is killed


async def killed(folder: Path, seed: int, kills: int) -> list[str]:
    """So many lives, each killed; what the lives said of the index that they found."""
    rng, verdicts = random.Random(seed), list[str]()
    for number in range(kills + 1):
        life = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.wire.crash.past_papers.life", str(folder), str(seed + number)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        assert life.stdout is not None
        assert await life.stdout.readline() == b"begun\n"
        if rng.random() < 0.5 or number == kills:  # while it writes; otherwise while it catches up or is made
            verdicts.append((await life.stdout.readline()).decode().strip())
        await asyncio.sleep(rng.random() * _LONGEST)
        life.kill()
        rest = (await life.stdout.read()).decode().split("\n")
        verdicts += [line for line in rest if line]
        await life.wait()
    return verdicts


async def test_kills_leave_an_index_that_is_like_the_store(tmp_path: Path):
    """Every life finds what the last one stored, and no life ends by itself."""
    verdicts = await killed(tmp_path, 5, _KILLS)
    assert set(verdicts) == {"right"}


@pytest.mark.soak
async def test_many_kills_leave_an_index_that_is_like_the_store(tmp_path: Path):
    """Run the test 300 times."""
    verdicts = await killed(tmp_path, 1000, 300)
    assert set(verdicts) == {"right"}
    assert len(verdicts) > 100
