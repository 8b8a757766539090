"""The breaker, the pacer and the server's clock."""

from __future__ import annotations

import time

import discord
import pytest

from bot.discord_io.requests.breaker import Breaker
from bot.discord_io.requests.pacer import Pacer
from bot.discord_io.requests.trace import ServerClock


class Ticks:
    """A monotonic clock that sleeping moves."""

    def __init__(self) -> None:
        self.at = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def test_breaker_opens_at_its_limit_and_closes_again() -> None:
    """Five hundred invalid answers within ten minutes stop posting for ten minutes."""
    ticks = Ticks()
    breaker = Breaker(ticks)
    for _ in range(499):
        breaker.record(403)
    breaker.record(200)
    assert breaker.open_for() == 0
    breaker.record(429)
    assert breaker.open_for() == 600
    ticks.at += 600
    assert breaker.open_for() == 0


def test_breaker_forgets_what_is_old() -> None:
    """Refusals spread over hours never open it."""
    ticks = Ticks()
    breaker = Breaker(ticks)
    for _ in range(5000):
        breaker.record(403)
        ticks.at += 2
    assert breaker.open_for() == 0


async def test_pacer_spaces_calls_evenly() -> None:
    """A hundred calls at 50 a second take just under two seconds: the first two may go at once."""
    ticks = Ticks()
    pacer = Pacer(50.0, clock=ticks, sleep=ticks.sleep)
    for _ in range(100):
        await pacer.wait()
    assert sum(ticks.slept) == pytest.approx(98 / 50)
    assert max(ticks.slept) == pytest.approx(1 / 50)


async def test_pacer_makes_no_burst_after_a_stall() -> None:
    """When the event loop stood still, those who waited do not all go at once."""
    ticks = Ticks()
    pacer = Pacer(50.0, clock=ticks, sleep=ticks.sleep)
    await pacer.wait()
    ticks.at += 5
    before = ticks.at
    for _ in range(50):
        await pacer.wait()
    assert ticks.at - before == pytest.approx(48 / 50)


async def test_pacer_holds_everybody_when_told() -> None:
    """After a 429 for all requests nobody goes until the time that Discord named."""
    ticks = Ticks()
    pacer = Pacer(50.0, clock=ticks, sleep=ticks.sleep)
    pacer.hold(3.0)
    await pacer.wait()
    assert ticks.slept == [3.0]


async def test_pacer_does_not_delay_the_idle() -> None:
    """A call after a pause goes at once."""
    ticks = Ticks()
    pacer = Pacer(50.0, clock=ticks, sleep=ticks.sleep)
    await pacer.wait()
    ticks.at += 5
    await pacer.wait()
    assert ticks.slept == []


def test_server_clock_is_a_lower_bound() -> None:
    """The snowflake lies just before the server's time, whatever our own clock says."""
    ticks = Ticks()
    clock = ServerClock(ticks)
    assert clock.snowflake() is None
    clock.observe("Wed, 12 Nov 2025 12:00:00 GMT")
    ticks.at += 90
    bound = discord.utils.snowflake_time(clock.snowflake() or 0)
    assert bound.isoformat() == "2025-11-12T12:00:30+00:00"


@pytest.mark.parametrize("header", [None, "", "yesterday", "\x00", "Wed, 99 Nov 2025 12:00:00 GMT"])
def test_unreadable_dates_are_ignored(header: str | None) -> None:
    """A Date that is missing or broken changes nothing."""
    clock = ServerClock(time.monotonic)
    clock.observe(header)
    assert clock.snowflake() is None
