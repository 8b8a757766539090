"""Our own client, connected to the loopback Discord in this process."""

import random
import time
from collections.abc import AsyncIterator

import pytest

from bot.discord_io.client import PaperboyClient
from bot.discord_io.connecting.gateway import stay_connected
from bot.discord_io.posting.notifier import DiscordNotifier
from bot.discord_io.requests.calls import Calls
from bot.discord_io.requests.pacer import Breaker, Pacer
from bot.discord_io.requests.server_clock import ServerClock
from bot.discord_io.requests.trace import trace_config
from bot.domain.ports import Observer
from tests.fake_discord import LoopbackDiscord
from tests.wire.app.line import Line, Wall
from tests.wire.support.connected import ready


async def _nothing(_client: PaperboyClient):
    """No commands are needed here."""


@pytest.fixture
async def line(discord: LoopbackDiscord) -> AsyncIterator[Line]:
    """A connected client with a notifier, a server and a channel."""
    guild = discord.world.add_guild("Reading group")
    channel = discord.world.add_channel(guild, "papers")
    breaker, pacer, wall = Breaker(time.monotonic), Pacer(), Wall()
    clock = ServerClock(time.monotonic, wall)
    client = PaperboyClient(
        _nothing, http_trace=trace_config(clock, breaker, pacer, on_answer=Observer().answered)
    )
    notifier = DiscordNotifier(Calls(client=client, clock=clock, breaker=breaker, pacer=pacer, timeout=2.0))
    async with ready(client, stay_connected(client, discord.token, random.Random(1)), client.close):
        yield Line(
            client=client,
            notifier=notifier,
            breaker=breaker,
            there=discord,
            server=guild,
            place=channel,
            pacer=pacer,
            wall=wall,
        )
