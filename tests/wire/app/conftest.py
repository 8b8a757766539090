"""Our own client, connected to the loopback Discord in this process."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.discord_io.client import PaperboyClient
from bot.discord_io.connecting.connection import stay_connected
from bot.discord_io.posting.notifier import DiscordNotifier
from bot.discord_io.requests.breaker import Breaker
from bot.discord_io.requests.pacer import Pacer
from bot.discord_io.requests.server_clock import ServerClock
from bot.discord_io.requests.trace import trace_config
from tests.wire.app.line import Line, Wall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.fake_discord import LoopbackDiscord


@pytest.fixture
async def line(discord: LoopbackDiscord) -> AsyncIterator[Line]:
    """A connected client with a notifier, a server and a channel."""
    guild = discord.world.add_guild("Reading group")
    channel = discord.world.add_channel(guild, "papers")
    breaker = Breaker(time.monotonic)
    wall = Wall()
    clock = ServerClock(time.monotonic, wall)
    pacer = Pacer()

    async def nothing(_client: PaperboyClient) -> None:
        """No commands are needed here."""

    client = PaperboyClient(nothing, http_trace=trace_config(clock, breaker, pacer))
    notifier = DiscordNotifier(client, clock, breaker, pacer, timeout=2.0)
    async with Line.connected(
        stay_connected(client, discord.token, random.Random(1)), client, notifier, breaker
    ) as made:
        yield replace(made, pacer=pacer, wall=wall).at(discord, guild, channel)
