"""The breaker, the pacer and the server clock."""

import asyncio
import math
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.discord_io.requests.pacer import Breaker, Pacer, share_of_limit
from bot.discord_io.requests.rate_limits import Bucket
from bot.discord_io.requests.server_clock import ServerClock, http_date, one_hour_before
from bot.discord_io.requests.trace import exact_wait
from bot.domain.discord.ids import snowflake_time, time_snowflake

NOON = datetime(2025, 11, 12, 12, tzinfo=UTC)


class Ticks:
    """A monotonic clock that advances when it sleeps."""

    def __init__(self):
        self.at = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float):
        self.slept.append(seconds)
        self.at += seconds


def test_breaker_opens_at_its_limit_and_closes_again():
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


@pytest.mark.parametrize("stall", [0.0, 5.0])
async def test_pacer_spaces_calls_evenly(stall: float):
    """Fifty calls at 50 a second take just under a second, the first two at once; no more go after a stall."""
    ticks = Ticks()
    pacer = Pacer(50.0, clock=ticks, sleep=ticks.sleep)
    await pacer.wait()
    ticks.at += stall
    before = ticks.at
    for _ in range(50):
        await pacer.wait()
    assert ticks.at - before == pytest.approx((48 if stall else 49) / 50)
    assert max(ticks.slept) == pytest.approx(1 / 50)


async def test_pacer_holds_everybody_when_told():
    """After a global 429 no request is sent until the time that Discord named."""
    ticks = Ticks()
    pacer = Pacer(50.0, clock=ticks, sleep=ticks.sleep)
    pacer.hold(3.0)
    await pacer.wait()
    assert ticks.slept == [3.0]


@pytest.mark.parametrize("rate", [48.5, 1.9])
async def test_no_more_than_a_seconds_requests_leave_within_a_second(rate: float):
    """No more than a second's requests are sent within a second, however long each takes from turn to request."""
    ticks = Ticks()
    pacer = Pacer(rate, clock=ticks, sleep=ticks.sleep)
    turns = sorted(number / rate + (0.8 if 20 <= number < 60 else 0.0) for number in range(200))
    left: list[float] = []
    for turn in turns:
        ticks.at = max(ticks.at, 100.0 + turn)
        await pacer.limit_burst()
        left.append(ticks.at)
    most = math.floor(rate)
    spans, without = ([b - a for a, b in zip(each, each[most:], strict=False)] for each in (left, turns))
    assert min(spans) >= most / rate - 1e-9 > min(without) + 0.05
    assert left[-1] <= 100.0 + turns[-1] + 1.0


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b'{"retry_after": 1.25}', 1.25),
        (b'{"retry_after": 0.5}', 2.0),
        (b'{"retry_after": 7200}', 2.0),
        (b'{"retry_after": NaN}', 2.0),
        (b'{"retry_after": null}', 2.0),
        (b"[" * 100_000, 2.0),
        (b"", 2.0),
    ],
)
def test_a_body_tells_the_fraction_of_a_wait(body: bytes, seconds: float):
    """The body's fraction counts where it agrees with the header's whole seconds."""
    assert exact_wait(body, 2.0) == seconds


def test_server_clock_is_a_lower_bound():
    """The snowflake is just before the server's time, whatever our own clock says."""
    ticks = Ticks()
    clock = ServerClock(ticks, lambda: NOON.timestamp() + ticks.at)
    assert clock.snowflake() is None
    clock.observe(NOON)
    ticks.at += 90
    assert snowflake_time(clock.snowflake() or 0) == NOON + timedelta(seconds=30)
    assert clock.time() == NOON + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("monotonic", "wall", "passed"),
    [
        pytest.param(360.0, 360.0, 360, id="both went on"),
        pytest.param(0.0, 360.0, 0, id="the machine slept, or its clock was set forward"),
        pytest.param(360.0, 0.0, 0, id="the clock was set back by as much"),
        pytest.param(360.0, -7200.0, 0, id="or by more"),
    ],
)
def test_where_two_clocks_disagree_the_earlier_time_counts(monotonic: float, wall: float, passed: int):
    """The estimate stays one that is surely older than now; how old a turn is, is the later one's to say."""
    ours, theirs = Ticks(), Ticks()
    clock = ServerClock(ours, theirs)
    clock.observe(NOON)
    permit = clock.permit()
    ours.at += monotonic
    theirs.at += wall
    assert clock.time() == NOON + timedelta(seconds=passed - 60)
    assert clock.age(permit) >= 360


def test_a_date_ahead_of_our_own_clock_is_no_bound():
    """The earlier of the two is surely older; of a Date alone an hour may be wrong."""
    clock = ServerClock(Ticks(), NOON.timestamp)
    clock.observe(NOON + timedelta(hours=2))
    assert snowflake_time(clock.snowflake() or 0) == NOON - timedelta(seconds=60)
    assert snowflake_time(one_hour_before(time_snowflake(NOON))) == NOON - timedelta(hours=1)
    assert one_hour_before(0) == 0


@pytest.mark.parametrize("mark", [{"X-Cached": "true"}, {"Age": "120"}])
def test_an_answer_out_of_a_cache_tells_no_time(mark: dict[str, str]):
    """The Date of a cached answer is ignored."""
    told = {"Date": "Wed, 12 Nov 2025 12:00:00 GMT"}
    assert http_date(told) == NOON
    assert http_date(told | mark) is None


@pytest.mark.parametrize(("shards", "limit"), [(1, 500), (16, 500), (47, 191), (10_000, 1)])
def test_the_shares_of_all_replicas_stay_below_the_limit(shards: int, limit: int):
    """Discord counts invalid requests by address, which all replicas may have in common."""
    assert share_of_limit(shards) == limit
    assert limit * shards < 10_000 or limit == 1


async def test_pacer_refuses_a_turn_that_comes_too_late():
    """A call is refused when its turn would come too late, also when a hold begins while it waits."""
    ticks = Ticks()
    pacer = Pacer(50.0, clock=ticks, sleep=ticks.sleep)
    pacer.hold(200.0)
    assert not await pacer.wait(5.0)
    assert (ticks.slept, pacer.seconds_ahead()) == ([], 200.0)
    ticks.at += 196

    async def held_meanwhile(seconds: float):
        await ticks.sleep(seconds)
        pacer.hold(30.0)

    late = pacer = Pacer(50.0, clock=ticks, sleep=held_meanwhile)
    late.hold(4.0)
    assert not await late.wait(5.0)
    assert late.seconds_ahead() == 30.0


async def test_a_queue_that_is_too_long_is_refused():
    """With the pace of one of 47 shards a sixth of those who come at once would wait for longer than it may."""
    pacer = Pacer(48.5 / 47)
    first = [asyncio.create_task(pacer.wait(5.0)) for _ in range(8)]
    await asyncio.sleep(0)
    refused = [task for task in first if task.done() and not task.result()]
    assert 1 <= len(refused) <= 3
    for task in first:
        task.cancel()


async def test_a_bucket_lets_go_what_is_left_in_a_long_window():
    """Requests left in a long window are sent; only without any left is the wait refused."""
    bucket = Bucket(30.0)
    for left in (2, 1, 0):
        async with bucket:
            bucket.update(limited(3, left, 300))
    with pytest.raises(discord.RateLimited) as caught:
        await bucket.acquire()
    assert 299 < caught.value.retry_after <= 300


async def test_a_bucket_keeps_the_order_of_those_who_wait():
    """Waiting requests are sent in order when the window ends, no more than it allows."""
    bucket, went = Bucket(30.0), list[int]()

    async def go(number: int):
        async with bucket:
            went.append(number)
            bucket.update(limited(2, 1 - number % 2, 0.02))

    await asyncio.gather(*(go(number) for number in range(6)))
    assert went == list(range(6))


@pytest.mark.parametrize("odd", ["", "soon", "nan", "inf", "-7", "9936000"])
async def test_a_bucket_survives_odd_numbers(odd: str):
    """Invalid numbers are ignored; a window of 115 days counts as an hour."""
    bucket = Bucket(30.0)
    async with bucket:
        bucket.update(limited(1, 0, odd))
    with suppress(discord.RateLimited):
        async with asyncio.timeout(30):
            await bucket.acquire()
    assert bucket.expires is None or bucket.expires - asyncio.get_running_loop().time() <= 3600


def limited(limit: int, remaining: int, reset_after: float | str) -> Any:
    """An answer with these headers."""
    headers = {
        "X-Ratelimit-Limit": str(limit),
        "X-Ratelimit-Remaining": str(remaining),
        "X-Ratelimit-Reset-After": str(reset_after),
        "X-Ratelimit-Reset": "0",
    }
    return SimpleNamespace(headers=headers)
