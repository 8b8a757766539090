"""An Application that is connected to Discord. No fake server is imported here: some measure what a bot takes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.app.application import Application

_PATIENCE = 10.0  # seconds; only ever reached when a test fails


@asynccontextmanager
async def connected(app: Application, token: str) -> AsyncGenerator[None]:
    """An application that is logged in and ready; it leaves Discord at the end."""
    task = asyncio.create_task(app.connect(token))
    try:
        async with asyncio.timeout(_PATIENCE):
            while not app.client.is_ready():  # noqa: ASYNC110 - its own waiting wants a login first
                await asyncio.sleep(0.005)
        yield
    finally:
        await app.close()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
