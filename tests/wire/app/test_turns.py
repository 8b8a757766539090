"""Waiting, over the wire: nobody waits long, nothing that was judged long ago is sent, and waiting is no doubt."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.domain.discord.ids import snowflake_time
from bot.domain.errors import TryLaterError
from tests.fake_discord.faults import Fault, hang, page, rate_limited, refuse, reset
from tests.wire.app.line import Line
from tests.wire.app.payloads import KEY, body

CREATE = ("POST", "/channels/{channel_id}/messages")
CREATE_POST = "POST /channels/{channel_id}/threads"


async def test_a_long_hold_of_everything_is_a_later_try(line: Line):
    """Held for 200 seconds, nothing waits here and nothing is sent; there is no room and no doubt."""
    assert line.notifier.free_slots() > 100
    line.pacer.hold(200.0)
    before = len(line.there.journal.entries)
    async with asyncio.timeout(30.0):
        with pytest.raises(TryLaterError) as caught:
            await line.post()
        with pytest.raises(TryLaterError):
            await line.notifier.permit()
        with pytest.raises(TryLaterError):
            await line.find()
    assert not caught.value.in_doubt
    assert 190 < (caught.value.retry_after or 0) <= 200
    assert 190 < line.notifier.ready_in() <= 200
    assert line.notifier.free_slots() == 0
    assert len(line.there.journal.entries) == before


@pytest.mark.parametrize("seconds", [360.0, -360.0])
async def test_a_turn_that_has_grown_old_is_not_used(line: Line, seconds: float):
    """The machine slept, or its clock was set, since it was judged: nothing is sent, and that is no doubt."""
    turn = await line.notifier.permit()
    line.wall.ahead += seconds
    assert not await line.doubts(line.notifier.post(line.destination, body(), KEY, turn))
    assert line.there.journal.calls(*CREATE) == []
    assert await line.notifier.post(line.destination, body(), KEY, await line.notifier.permit())


async def test_a_turn_that_grows_old_while_it_connects_is_not_used(line: Line, monkeypatch: pytest.MonkeyPatch):
    """The machine sleeps while the request waits for a connection: nothing is sent, and that is no doubt."""
    connector = line.client.http.connector
    connect = connector.connect

    async def connect_slowly(*args: Any, **more: Any) -> aiohttp.connector.Connection:
        line.wall.ahead += 360.0
        return await connect(*args, **more)

    monkeypatch.setattr(connector, "connect", connect_slowly)
    assert not await line.doubts(line.notifier.post(line.destination, body(), KEY, await line.notifier.permit()))
    assert line.there.journal.calls(*CREATE) == []


async def test_nothing_is_repeated_after_the_turn_has_grown_old(line: Line):
    """discord.py waits as a 429 says, and repeats: if the machine slept meanwhile nothing is sent any more."""
    armed = line.arm(*CREATE, rate_limited(0.5))
    turn = await line.notifier.permit()
    posting = asyncio.create_task(line.notifier.post(line.destination, body(), KEY, turn))
    await asyncio.wait_for(armed.reached.wait(), 30)
    line.wall.ahead += 360
    with pytest.raises(TryLaterError) as caught:
        await posting
    assert (caught.value.in_doubt, len(line.there.journal.calls(*CREATE))) == (False, 1)


@pytest.mark.parametrize("fault", [refuse(500), refuse(502), reset()])
async def test_what_may_be_taken_is_not_repeated_unasked(line: Line, fault: Fault):
    """discord.py repeats after a second; a machine may be paused meanwhile, until the nonce is forgotten."""
    line.arm(*CREATE, fault)
    with pytest.raises(TryLaterError, match=r"error 50\d|connection to Discord failed") as caught:
        await line.notifier.post(line.destination, body(), KEY, await line.notifier.permit())
    assert (caught.value.in_doubt, len(line.there.journal.calls(*CREATE))) == (True, 1)
    assert await line.post()


async def test_a_single_turn_is_for_one_request(line: Line):
    """After a 429 it is over: whoever judged that the nonce is known has to ask again."""
    line.arm(*CREATE, rate_limited(0.1))
    turn = replace(await line.notifier.permit(), single=True)
    with pytest.raises(TryLaterError) as caught:
        await line.notifier.post(line.destination, body(), KEY, turn)
    assert (caught.value.in_doubt, caught.value.retry_after) == (False, 1.0)
    assert len(line.there.journal.calls(*CREATE)) == 1


@pytest.mark.parametrize("before", [refuse(500), hang()])
async def test_429_takes_no_earlier_doubt_away(line: Line, before: Fault):
    """The control: what came before it may have been taken, and what is under way may be."""
    line.arm(*CREATE, before)
    line.arm(*CREATE, rate_limited(1.5), times=None)
    assert await line.doubts(line.post())


async def test_the_answer_that_uses_a_window_up_comes_at_once(line: Line):
    """discord.py gives it when the window is over; a post that was taken would end in a time-out, in doubt."""
    line.there.limits.per_route["POST /channels/{channel_id}/messages"] = (1, 120.0)
    async with asyncio.timeout(60):  # half of the window
        assert await line.post()


@pytest.mark.parametrize("fault", [None, refuse(503), page(408), rate_limited(60.0)])
async def test_discord_is_asked_what_time_it_is(line: Line, fault: Fault | None):
    """Any answer of now tells how long ago a bound was made, whatever our own clocks say."""
    earlier = line.notifier.lower_bound(line.destination) or 0
    line.there.clock.shift(600)
    if fault is not None:
        line.arm("GET", "/channels/{channel_id}", fault)
    now = (await line.notifier.check_channel(line.destination, None)).bound or 0
    went_by = snowflake_time(now) - snowflake_time(earlier)
    assert timedelta(seconds=535) <= went_by <= timedelta(seconds=605)  # a bound is up to a minute early


@pytest.mark.parametrize("fault", [reset(), hang()])
async def test_without_an_answer_the_time_is_not_known(line: Line, fault: Fault):
    """The time of an earlier answer does not count: the machine may have slept since."""
    line.arm("GET", "/channels/{channel_id}", fault, times=None)
    assert (await line.notifier.check_channel(line.destination, None)).bound is None
