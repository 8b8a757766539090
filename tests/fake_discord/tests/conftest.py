"""A running server, the plain client connected to it, and bare requests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import discord.gateway
import discord.http
import pytest
import yarl

from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.tests.client import PlainClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as running:
        monkeypatch.setattr(discord.http.Route, "BASE", running.api_url + "/api/v10")
        gateway = yarl.URL(running.gateway_url)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield running
        assert running.violations == []


@pytest.fixture
async def client(server: LoopbackDiscord) -> AsyncIterator[PlainClient]:
    guild = server.world.add_guild("Reading group")
    server.world.add_channel(guild, "papers")
    async with PlainClient() as made:
        running = asyncio.create_task(made.start(server.token))
        await server.gateway.connected()
        await made.wait_until_ready()
        yield made
        await made.close()
        await running


class Api:
    """Bare requests with the bot's token."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def __call__(self, method: str, path: str, json: object = None) -> tuple[int, Any]:
        async with self._session.request(method, self._url + path, json=json) as answer:
            return answer.status, None if answer.status == 204 else await answer.json()

    async def code(self, method: str, path: str, json: object = None) -> int:
        """Discord's error code in the answer."""
        return (await self(method, path, json))[1]["code"]


@pytest.fixture
async def api(server: LoopbackDiscord) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {server.token}"}) as session:
        yield Api(session, f"{server.api_url}/api/v10")
