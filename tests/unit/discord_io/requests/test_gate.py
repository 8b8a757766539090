"""The gate for all requests: the task that closes it opens it, however it leaves."""

import asyncio
from contextlib import suppress
from typing import Any, cast

from discord.http import HTTPClient, Route

from bot.discord_io.requests.rate_limits import Gate, use_own_rate_limits

ROUTE = cast("Route", None)


class Http:
    """Like discord.py's client: a request that finds the gate open closes it and sleeps, as after a global 429."""

    def __init__(self):
        self._global_over = asyncio.Event()
        self._global_over.set()

    async def request(self, _route: Route, *, seconds: float) -> str:
        await self._global_over.wait()
        self._global_over.clear()
        await asyncio.sleep(seconds)
        self._global_over.set()
        return "done"


def guarded() -> Any:
    http = Http()
    use_own_rate_limits(cast("HTTPClient", http))
    return http


async def test_a_request_that_is_cut_off_opens_it():
    """A time-out during the sleep lets the next request through, which is otherwise hung up for ever."""
    http = guarded()
    with suppress(TimeoutError):
        async with asyncio.timeout(0.01):
            await http.request(ROUTE, seconds=60)
    async with asyncio.timeout(30):
        assert await http.request(ROUTE, seconds=0) == "done"


async def test_without_it_all_hang():
    """The control: what discord.py does by itself."""
    http = Http()
    with suppress(TimeoutError):
        async with asyncio.timeout(0.01):
            await http.request(ROUTE, seconds=60)
    assert not http._global_over.is_set()


async def test_it_stays_closed_while_another_one_sleeps():
    """Of two waiting requests the first to leave does not open the gate."""
    gate = Gate()
    first, second = asyncio.Event(), asyncio.Event()

    async def asleep(until: asyncio.Event):
        gate.clear()
        await until.wait()
        gate.set()

    tasks = [asyncio.create_task(asleep(event)) for event in (first, second)]
    await asyncio.sleep(0)
    first.set()
    await tasks[0]
    assert not gate.is_set()
    second.set()
    await tasks[1]
    assert gate.is_set()


async def test_another_login_guards_no_more_than_once():
    """discord.py makes a new gate at each login."""
    http = guarded()
    request = http.request.__wrapped__
    http._global_over = asyncio.Event()
    use_own_rate_limits(http)
    assert http.request.__wrapped__ == request
    assert await http.request(ROUTE, seconds=0) == "done"
