"""A client that is connected to Discord. No fake server and no pytest are imported here: some measure memory."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine

    import discord
    import pytest

    from bot.app.application import Application

_GUILD_WAIT = 0.02  # seconds; the bot's own wait is for a Discord that is far away, and most of many tests
_PATIENCE = 180.0  # seconds; only ever reached when a test fails
_T = TypeVar("_T")


def be_ready_soon(patch: pytest.MonkeyPatch):
    """Let clients that are made from now on wait for further servers as long as one here needs."""
    patch.setattr("bot.discord_io.client._GUILD_WAIT", _GUILD_WAIT)


async def noticed(look: Callable[[], _T]) -> _T:
    """Return the result of `look` once it is true, by polling: discord.py's cache, for one, sends no event."""
    async with asyncio.timeout(_PATIENCE):
        while not (found := look()):  # noqa: ASYNC110 - nothing of ours could ring
            await asyncio.sleep(0.005)
    return found


@asynccontextmanager
async def ready(
    client: discord.Client, connecting: Coroutine[None, None, None], close: Callable[[], Awaitable[None]]
) -> AsyncGenerator[None]:
    """A client that knows all its servers, however busy the machine is; it leaves Discord at the end."""
    task = asyncio.create_task(connecting)
    try:
        await noticed(lambda: client.is_ready() and not any(guild.unavailable for guild in client.guilds))
        yield
    finally:
        await close()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def connected(app: Application, token: str) -> AsyncGenerator[None]:
    """An application that is logged in and ready."""
    async with ready(app.client, app.connect(token), app.close):
        yield
