"""The loopback Discord with our own client connected to it, in this process."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_io.client import PaperboyClient
from bot.discord_io.connection import stay_connected
from bot.discord_io.endpoints import use_endpoints
from bot.discord_io.posting.notifier import DiscordNotifier
from bot.discord_io.requests.breaker import Breaker
from bot.discord_io.requests.pacer import Pacer
from bot.discord_io.requests.server_clock import ServerClock
from bot.discord_io.requests.trace import trace_config
from tests.fake_discord import LoopbackDiscord
from tests.wire.app.line import Line, Wall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord that discord.py talks to; the real addresses come back afterwards."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    async with LoopbackDiscord() as server:
        use_endpoints(server.api_url, server.gateway_url)
        yield server
        assert server.violations == []


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
