"""The loopback Discord, for tests whose client runs in this process."""

from collections.abc import AsyncIterator

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord_io.endpoints import use_endpoints
from tests.fake_discord import LoopbackDiscord
from tests.wire.support.connected import be_ready_soon
from tests.wire.support.fixtures import harness, scenario

__all__ = ["discord", "harness", "scenario"]


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord that discord.py talks to; the real addresses come back afterwards."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    be_ready_soon(monkeypatch)
    async with LoopbackDiscord() as server:
        use_endpoints(server.api_url, server.gateway_url)
        yield server
        assert server.violations == []
