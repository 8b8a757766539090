"""A client that gets connected without ever really waiting."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.discord_io.client import PaperboyClient
from bot.discord_io.connecting.gateway import stay_connected
from bot.discord_io.requests.pacer import Breaker, Pacer
from bot.discord_io.requests.server_clock import ServerClock
from bot.discord_io.requests.trace import trace_config
from bot.domain.ports import Observer
from tests.fake_discord import LoopbackDiscord

ME = ("GET", "/users/@me")
APPLICATION = ("GET", "/oauth2/applications/@me")
GATEWAY = ("GET", "/gateway")


class Waits(list[float]):
    """Sleeps that take no time; `then` is what happens during the one with that number."""

    def __init__(self, **then: Callable[[], Awaitable[None]]):
        super().__init__()
        self._then = then

    async def __call__(self, seconds: float):
        self.append(seconds)
        if (happens := self._then.get(f"number_{len(self)}")) is not None:
            await happens()
        await asyncio.sleep(0)


async def _no_commands(_client: PaperboyClient):
    """None are needed here."""


class Client(PaperboyClient):
    """Introduces itself again without the five seconds that discord.py waits."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False):
        """At once."""


def made(
    kind: type[PaperboyClient] = Client, *, set_up: Callable[[PaperboyClient], Awaitable[None]] = _no_commands
) -> PaperboyClient:
    trace = trace_config(
        ServerClock(time.monotonic), Breaker(time.monotonic), Pacer(), on_answer=Observer().answered
    )
    return kind(set_up, http_trace=trace)


async def connect(client: PaperboyClient, discord: LoopbackDiscord, waits: Waits):
    await stay_connected(client, discord.token, random.Random(1), sleep=waits)


@asynccontextmanager
async def connected(client: PaperboyClient, discord: LoopbackDiscord, waits: Waits) -> AsyncGenerator[None]:
    """The client at the gateway, however long that takes; closed afterwards."""
    task = asyncio.create_task(connect(client, discord, waits))
    await discord.gateway.connected()
    yield
    await client.close()
    await task
