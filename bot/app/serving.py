"""One application at work, from its login to an orderly end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.app.application import Application


async def serve(app: Application, token: str) -> None:
    """Connect and work until cancelled; posts in flight are given time. Raises what either of the two ends on."""
    # In this order: the work waits for a client that its login has initialised.
    connected = asyncio.create_task(app.connect(token), name="connect")
    working = asyncio.create_task(app.work(), name="work")
    try:
        ended, _ = await asyncio.wait({working, connected}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        working.cancel()
        await asyncio.wait({working})
        await app.close()
        connected.cancel()
        await asyncio.wait({connected})
    for task in ended:
        task.result()
