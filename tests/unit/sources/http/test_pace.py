"""No more than one request in so many seconds."""

from __future__ import annotations

import asyncio

import pytest

from bot.sources.http.pace import Pace


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.now += seconds


async def test_turns_are_apart() -> None:
    """The first begins at once, each other so long after the one before ended, never two at a time."""
    time = Time()
    pace = Pace(3.0, clock=time, sleep=time.sleep)
    begun: list[float] = []
    under_way: list[int] = []

    async def turn() -> None:
        async with pace:
            under_way.append(1)
            assert len(under_way) == 1
            begun.append(time.now)
            time.now += 1.0
            await asyncio.sleep(0)
            under_way.pop()

    await asyncio.gather(*(turn() for _ in range(3)))
    assert begun == [100.0, 104.0, 108.0]
    time.now += 60.0
    await turn()
    assert begun[-1] == 169.0
    assert time.slept == [3.0, 3.0]


async def test_who_gives_up_lets_the_next_go() -> None:
    """A turn that is cancelled while it waits is nobody's."""
    time = Time()
    forever = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await forever.wait()

    pace = Pace(3.0, clock=time, sleep=sleep)
    async with pace:
        pass
    waiting = asyncio.create_task(pace.__aenter__())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    time.now += 3.0
    async with asyncio.timeout(30), pace:
        pass
