"""A server that fails is left alone."""

from __future__ import annotations

from bot.sources.summaries.breaker import Breaker
from tests.support.fakes import Clock


def _fails(breaker: Breaker, times: int, retry_after: float | None = None) -> None:
    for _ in range(times):
        breaker.failed(retry_after)


def test_it_rests_after_three_failures_in_a_row() -> None:
    """Each time for longer, up to an hour; it is not proven again until it answers."""
    now = Clock()
    breaker = Breaker(now)
    _fails(breaker, 2)
    assert not breaker.resting_for
    breaker.went_well()
    _fails(breaker, 2)
    assert not breaker.resting_for
    _fails(breaker, 1)
    rests: list[float] = []
    for _ in range(8):
        rests.append(breaker.resting_for)
        assert not breaker.is_proven
        now.forward(seconds=breaker.resting_for)
        assert not breaker.resting_for
        _fails(breaker, 1)
    assert rests == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    now.forward(hours=1)
    assert not breaker.resting_for
    assert not breaker.is_proven
    breaker.went_well()
    assert breaker.is_proven
    assert not breaker.resting_for


def test_a_wait_that_is_named_is_kept() -> None:
    """From the first time on; nobody makes us wait for more than an hour."""
    now = Clock()
    breaker = Breaker(now)
    _fails(breaker, 1, 7.0)
    assert breaker.resting_for == 7
    now.forward(seconds=7)
    assert not breaker.resting_for
    _fails(breaker, 1, 90.0)
    now.forward(seconds=90)
    _fails(breaker, 1, 90.0)
    assert breaker.resting_for == 90
    _fails(breaker, 1, 1e9)
    assert breaker.resting_for == 3600


def test_a_clock_that_is_set_back_ends_a_rest() -> None:
    """Nothing rests until next year."""
    now = Clock()
    breaker = Breaker(now)
    _fails(breaker, 3)
    now.forward(days=-1)
    assert not breaker.resting_for
