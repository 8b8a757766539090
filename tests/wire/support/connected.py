"""An Application that is connected to Discord. No fake server is imported here: some measure what a bot takes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import discord
    import pytest

    from bot.app.application import Application

_GUILD_WAIT = 0.02  # seconds; the bot's own wait is for a Discord that is far away, and most of many tests
_PATIENCE = 180.0  # seconds; only ever reached when a test fails


def be_ready_soon(patch: pytest.MonkeyPatch) -> None:
    """Let clients that are made from now on wait for further servers as long as one here needs."""
    patch.setattr("bot.discord_io.client._GUILD_WAIT", _GUILD_WAIT)


def knows_its_servers(client: discord.Client) -> bool:
    """Whether it is ready, and no server is still to come, however busy the machine was."""
    return client.is_ready() and not any(guild.unavailable for guild in client.guilds)


@asynccontextmanager
async def connected(app: Application, token: str) -> AsyncGenerator[None]:
    """An application that is logged in and ready; it leaves Discord at the end."""
    task = asyncio.create_task(app.connect(token))
    try:
        async with asyncio.timeout(_PATIENCE):
            while not knows_its_servers(app.client):  # noqa: ASYNC110 - its own waiting wants a login first
                await asyncio.sleep(0.005)
        yield
    finally:
        await app.close()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
