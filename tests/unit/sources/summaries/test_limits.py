"""The daily budget of summaries, and the pause of a failing server."""

import asyncio

import pytest

from bot.domain.ports import Store
from bot.sources.summaries.limits import USAGE_NOTE, Breaker, DailyUsage, RequestBudget
from tests.support.fakes import Clock


async def test_a_day_has_its_number_of_requests(store: Store, now: Clock):
    """The daily limit holds for concurrent requests and over a restart, and starts anew the next day."""
    spending = RequestBudget(store, 3, now)
    taken = await asyncio.gather(*(spending.take() for _ in range(5)))
    assert taken.count(True) == 3
    again = RequestBudget(store, 3, now)
    assert not await again.take()
    assert (await again.load()).requests == 3
    now.forward(days=1)
    assert again.today == DailyUsage(day=now().date().isoformat())
    assert await again.take()
    assert again.today.requests == 1


async def test_everything_is_counted(store: Store, now: Clock):
    """All outcomes are counted, also over a restart."""
    spending = RequestBudget(store, 3, now)
    await spending.take()
    await spending.count(written=1, prompt_tokens=10, completion_tokens=2)
    await spending.count(failed=1)
    day = now().date().isoformat()
    whole = DailyUsage(day=day, requests=1, written=1, failed=1, prompt_tokens=10, completion_tokens=2)
    assert spending.today == await RequestBudget(store, 3, now).load() == whole


@pytest.mark.parametrize("text", ["nonsense", "[]", "{}", '{"day":"2025-11-12","requests":"x"}', "[" * 100_000])
async def test_a_note_of_something_else_is_a_new_day(store: Store, now: Clock, text: str):
    """An invalid note counts as a new day."""
    await store.set_note(USAGE_NOTE, text)
    assert await RequestBudget(store, 1, now).take()


def _fails(breaker: Breaker, times: int, retry_after: float | None = None):
    for _ in range(times):
        breaker.failed(retry_after)


def test_it_rests_after_three_failures_in_a_row():
    """Pauses after three failures grow up to an hour, and the server is proven only by an answer."""
    now = Clock()
    breaker = Breaker(now)
    _fails(breaker, 2)
    assert not breaker.pause_left
    breaker.succeeded()
    _fails(breaker, 2)
    assert not breaker.pause_left
    _fails(breaker, 1)
    rests: list[float] = []
    for _ in range(8):
        rests.append(breaker.pause_left)
        assert not breaker.is_proven
        now.forward(seconds=breaker.pause_left)
        assert not breaker.pause_left
        _fails(breaker, 1)
    assert rests == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    now.forward(hours=1)
    assert not breaker.pause_left
    assert not breaker.is_proven
    breaker.succeeded()
    assert breaker.is_proven
    assert not breaker.pause_left


def test_a_wait_that_is_named_is_kept():
    """A wait that the server asks for is respected from the first failure, up to an hour."""
    now = Clock()
    breaker = Breaker(now)
    _fails(breaker, 1, 7.0)
    assert breaker.pause_left == 7
    now.forward(seconds=7)
    assert not breaker.pause_left
    _fails(breaker, 1, 90.0)
    now.forward(seconds=90)
    _fails(breaker, 1, 90.0)
    assert breaker.pause_left == 90
    _fails(breaker, 1, 1e9)
    assert breaker.pause_left == 3600


def test_a_clock_that_is_set_back_ends_a_rest():
    """Setting the clock back ends a pause."""
    now = Clock()
    breaker = Breaker(now)
    _fails(breaker, 3)
    now.forward(days=-1)
    assert not breaker.pause_left
