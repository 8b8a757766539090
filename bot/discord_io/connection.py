"""Getting connected, however long Discord is away."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.domain.errors import CredentialsError
from bot.domain.retry import delay

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)
_FAILURES = (
    aiohttp.ClientError,
    asyncio.TimeoutError,
    OSError,
    discord.DiscordServerError,
    discord.GatewayNotFound,
)
_TOO_MANY = 429
_REFUSED_CLOSE_CODES = {
    4004: "Discord does not accept the token: set a valid PAPERBOY_DISCORD__TOKEN.",
    4010: "Discord does not accept the shard: look at PAPERBOY_SHARDING__COUNT.",
    4011: "Discord requires sharding for so many servers: raise PAPERBOY_SHARDING__COUNT (docs/scaling.md).",
    4012: "Discord does not accept this version of its gateway any more: update Paperboy.",
    4013: "Discord does not accept the intents that Paperboy asks for: update Paperboy.",
    4014: "Discord does not accept the intents that Paperboy asks for: update Paperboy.",
}


async def stay_connected(
    client: discord.Client,
    token: str,
    rng: random.Random,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Log in and stay connected until the client is closed. Raises CredentialsError for a bad token.

    discord.py reconnects by itself once it has been connected; the first login and the first connection are
    tried again here, `sleep` (seconds) coming in between.
    """
    await _until_available("log in", lambda: _login(client, token), rng, sleep)
    await _until_available("connect", lambda: _connect(client), rng, sleep)


async def _until_available(
    what: str,
    action: Callable[[], Awaitable[None]],
    rng: random.Random,
    sleep: Callable[[float], Awaitable[None]],
) -> None:
    failures = 0
    while True:
        try:
            await action()
        except _UnavailableError as error:
            failures += 1
            wait = delay(failures, rng, cap=60.0, at_least=error.at_least)
            _log.warning("Could not %s to Discord: %s Next try in %.0f s.", what, error, wait)
            await sleep(wait)
        else:
            return


class _UnavailableError(Exception):
    """Discord is not there at the moment; `at_least` are the seconds that it asks us to wait."""

    def __init__(self, message: str, *, at_least: float | None = None) -> None:
        super().__init__(message)
        self.at_least = at_least


async def _login(client: discord.Client, token: str) -> None:
    try:
        await client.login(token)
    except discord.LoginFailure as error:
        raise CredentialsError(
            "Discord does not accept the token: set a valid PAPERBOY_DISCORD__TOKEN."
        ) from error
    except discord.RateLimited as error:
        await _forget_session(client)
        raise _UnavailableError("it limits us.", at_least=error.retry_after) from error
    except discord.HTTPException as error:
        if error.status != _TOO_MANY and not isinstance(error, discord.DiscordServerError):
            raise
        await _forget_session(client)
        raise _UnavailableError(f"it answered {error.status}.") from error
    except _FAILURES as error:
        await _forget_session(client)
        raise _UnavailableError(f"{str(error) or type(error).__name__}.") from error


async def _connect(client: discord.Client) -> None:
    try:
        await client.connect()
    except discord.ConnectionClosed as error:  # after all other codes discord.py connects again by itself
        unknown = f"Discord closed the connection for good, with code {error.code}: update Paperboy."
        raise CredentialsError(_REFUSED_CLOSE_CODES.get(error.code, unknown)) from error
    except discord.PrivilegedIntentsRequired as error:
        raise CredentialsError(_REFUSED_CLOSE_CODES[4014]) from error
    except AttributeError as error:
        # discord.py 2.7 stumbles over its missing socket when the very first connection fails.
        if client.ws is not None:  # pyright: ignore[reportUnnecessaryComparison] - None before the first connection
            raise
        raise _UnavailableError("the gateway cannot be reached.") from error


async def _forget_session(client: discord.Client) -> None:
    """A failed login leaves its HTTP session open; the next one needs a new session and a new connector."""
    await client.http.close()
    client.http.clear()
    client.http.connector = discord.utils.MISSING
