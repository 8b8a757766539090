"""The pace of requests."""

import asyncio
from itertools import pairwise

from bot.sources.settings.table import Pace

APART = 0.02  # seconds


async def test_turns_are_apart():
    """Turns start a pause after the previous one ended, never two at a time, also after a cancelled one."""
    pace = Pace(APART)
    clock = asyncio.get_running_loop().time
    turns: list[tuple[float, float]] = []

    async def turn():
        async with pace:
            begun = clock()
            await asyncio.sleep(0)
            turns.append((begun, clock()))

    tasks = [asyncio.create_task(turn()) for _ in range(4)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert len(turns) == 3
    assert all(after[0] - before[1] > 0.9 * APART for before, after in pairwise(turns))
