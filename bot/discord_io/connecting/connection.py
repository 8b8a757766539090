"""Getting connected, however long Discord is away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.discord_io.connecting.gateway import stay_at_gateway
from bot.discord_io.connecting.login import log_in

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

    from bot.discord_io.client import PaperboyClient


async def stay_connected(
    client: PaperboyClient,
    token: str,
    rng: random.Random,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Log in and stay connected until the client is closed. Raises CredentialsError for what no waiting mends.

    Everything else is tried again with growing pauses, and told in one line each. `sleep` (seconds) comes in
    between.
    """
    await log_in(client, token, rng, sleep)
    await stay_at_gateway(client, rng, sleep)
