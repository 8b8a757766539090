"""Log in to Discord and stay connected through outages, resuming sessions.

Replaces `discord.Client.connect`, which fails for good when the first connection fails, logs a traceback for each
later failure, and reconnects without a pause when the gateway closes each connection. Discord resets a token that
identifies itself more than a thousand times a day
(https://discord.com/developers/docs/events/gateway#session-start-limits).
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.gateway import ReconnectWebSocket

from bot.discord_io.connecting.frames import (
    DISCONNECTS,
    TOO_BIG_CODE,
    GatewayConnector,
    GatewaySocket,
    UnreadableFrameError,
    too_big,
)
from bot.discord_io.requests.failures import MALFORMED, explain_failure, explain_request
from bot.discord_io.requests.trace import AttemptLog
from bot.domain.clock import backoff
from bot.domain.errors import CredentialsError, PaperboyError, TryLaterError, UnexplainedError

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

    from bot.discord_io.client import PaperboyClient

_log = logging.getLogger(__name__)
_STABLE_AFTER = 60.0  # seconds after which a connection counts as stable
_HELLO_TIMEOUT = 60.0  # seconds until the gateway's hello, as in discord.py
_LONGEST_PAUSE = 60.0  # seconds, unless Discord or Cloudflare names more
_LONGEST_PAUSE_TO_IDENTIFY = 600.0  # seconds; about 200 new sessions a day
# In a row: failures after which the session's address is given up, and failed resumes after which the session is.
_MOST_RESUMES = 4
# A time-out is an OSError.
_REST_FAILURES = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)
LOGIN_FAILURES = (discord.LoginFailure, *_REST_FAILURES, *MALFORMED)
_REFUSED_CLOSE_CODES = {
    4004: "Discord does not accept the token: set a valid PAPERBOY_DISCORD__TOKEN.",
    4010: "Discord does not accept the shard: check PAPERBOY_SHARDING__COUNT.",
    4011: "Discord requires sharding for so many servers: raise PAPERBOY_SHARDING__COUNT (docs/scaling.md).",
    4012: "Discord no longer accepts this version of its gateway: update Paperboy.",
    4013: "Discord does not accept the intents that Paperboy asks for: update Paperboy.",
    4014: "Discord does not accept the intents that Paperboy asks for: update Paperboy.",
}


async def stay_connected(
    client: PaperboyClient,
    token: str,
    rng: random.Random,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Log in and stay connected until the client is closed. Raises CredentialsError if retrying is useless.

    After every other failure it logs one line, waits with `sleep` (seconds, longer each time) and tries again.
    """
    await _log_in(client, token, rng, sleep)
    connector, now = GatewayConnector(client.http), asyncio.get_running_loop().time
    resumable: GatewaySocket | None = None  # the last connection whose session can be resumed
    failures = 0  # connections that ended since a stable one, with that one
    failed_resumes = 0  # those of them in a row that did not resume the session
    identified = False  # True if one of them tried to begin a new session
    while not client.is_closed():
        began = now()
        # After several failures stop using the session's resume address: it alone may be down.
        socket, ending = await _listen(client, connector, resumable, default_address=failures >= _MOST_RESUMES)
        if client.is_closed():
            return
        client.dispatch("disconnect")
        reason = _explain(ending, connector.close_code)
        established = socket is not None and socket.established
        if established and now() - began >= _STABLE_AFTER:
            failures, identified = 0, False
        failures += 1
        identified = identified or (socket is not None and resumable is None)
        failed_resumes = 0 if established else failed_resumes + (socket is not None and resumable is not None)
        if established:
            resumable = socket
        if failed_resumes >= _MOST_RESUMES or (isinstance(ending, ReconnectWebSocket) and not ending.resume):
            resumable = None  # Discord has dropped the session
        if reason is None and established and failures == 1:
            continue  # Discord asks for a reconnect now and then
        pause = backoff(failures, rng, cap=_LONGEST_PAUSE_TO_IDENTIFY if identified else _LONGEST_PAUSE)
        cause = reason or "it closed the connection."
        _log.warning("Not connected to Discord's gateway: %s Retrying in %.0f s.", cause, pause)
        await sleep(pause)


async def _listen(
    client: discord.Client, connector: GatewayConnector, resumable: GatewaySocket | None, *, default_address: bool
) -> tuple[GatewaySocket | None, Exception]:
    """Connect, resuming the `resumable` session if there is one, and listen; return the connection and its end."""
    socket: GatewaySocket | None = None
    try:
        async with asyncio.timeout(_HELLO_TIMEOUT):
            client.ws = socket = await GatewaySocket.from_client(
                client,
                initial=client.ws is None,  # pyright: ignore[reportUnnecessaryComparison] - before the first one
                gateway=None if resumable is None or default_address else resumable.gateway,
                shard_id=client.shard_id,
                session=resumable and resumable.session_id,
                sequence=resumable and resumable.sequence,
                resume=resumable is not None,
            )
        while True:
            await socket.poll_event()
    except (UnreadableFrameError, *DISCONNECTS) as error:
        return socket, error
    finally:
        await connector.close(socket)


def _explain(ending: Exception, close_code: int | None) -> str | None:
    """Return why a connection ended; None for a plain close. Raises CredentialsError if retrying is useless."""
    if isinstance(ending, discord.ConnectionClosed) and ending.code in _REFUSED_CLOSE_CODES:
        raise CredentialsError(_REFUSED_CLOSE_CODES[ending.code]) from ending
    if isinstance(ending, ReconnectWebSocket | discord.ConnectionClosed):
        return str(too_big()) if close_code == TOO_BIG_CODE else None
    if isinstance(ending, UnreadableFrameError):
        return str(ending)
    if isinstance(ending, aiohttp.WSServerHandshakeError):
        return f"it or a proxy returned error {ending.status}."
    return str(explain_failure(ending, AttemptLog()))


async def _log_in(
    client: PaperboyClient, token: str, rng: random.Random, sleep: Callable[[float], Awaitable[None]]
) -> None:
    """Log in, retrying after failures. Raises CredentialsError when Discord itself refuses the token."""
    failures = 0
    while True:
        try:
            await client.login(token)
        except LOGIN_FAILURES as error:
            if client.logged_in and not isinstance(error, _REST_FAILURES):
                raise  # the login worked: this is a bug in `setup_hook`
            reason = explain_login(error)
            if not isinstance(reason, TryLaterError):
                raise reason from error
            await _forget_session(client)
            failures += 1
            pause = backoff(failures, rng, cap=_LONGEST_PAUSE, at_least=reason.retry_after)
            _log.warning("Could not log in to Discord: %s Retrying in %.0f s.", reason, pause)
            await sleep(pause)
        else:
            return


def explain_login(error: BaseException) -> PaperboyError:
    """Explain a failed login: TryLaterError if it may pass, CredentialsError if Discord itself refuses.

    Discord's own 401 is JSON. Any other 401 comes from a proxy, which wants a password of its own.
    """
    answer = (error.__cause__ or error) if isinstance(error, discord.LoginFailure) else error
    reason = explain_request(answer, "the login")
    if not isinstance(reason, UnexplainedError):
        return reason
    return CredentialsError(
        f"{reason} Check PAPERBOY_DISCORD__API_URL, and the bot in Discord's Developer Portal."
    )


async def _forget_session(client: PaperboyClient) -> None:
    """Close the HTTP session that a failed login left open: the next login needs a new one."""
    client.logged_in = False
    await client.http.close()
    client.http.clear()
    client.http.connector = discord.utils.MISSING
