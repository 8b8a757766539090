"""Staying at Discord's gateway: connecting, resuming, and what each end of a connection means.

In place of `discord.Client.connect`, which breaks when the very first connection fails, logs a traceback for each
later one, and connects again at once, without end, to a gateway that closes at once: Discord resets a token that
introduces itself more than a thousand times a day (https://discord.com/developers/docs/events/gateway#session-start-limits).
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.gateway import ReconnectWebSocket

from bot.discord_io.connecting.frames import TOO_BIG, GatewayDoor, GatewaySocket, OddFrameError, too_big
from bot.discord_io.requests.failures import explain_failure
from bot.discord_io.requests.trace import AttemptLog
from bot.domain.errors import CredentialsError
from bot.domain.retry import delay

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

    import yarl

_log = logging.getLogger(__name__)
_LASTING = 60.0  # seconds after which a connection counts as a good one
_OPENING = 60.0  # seconds for a greeting, as in discord.py
_LONGEST_PAUSE = 60.0  # seconds
_LONGEST_PAUSE_OF_NEW_SESSIONS = 600.0  # seconds; about 200 introductions a day
_MOST_RESUMES = 4  # in a row that Discord leaves unanswered until the session is given up
# What a connection may end with.
_ENDINGS = (
    ReconnectWebSocket,
    OddFrameError,
    discord.ConnectionClosed,
    aiohttp.ClientError,
    asyncio.TimeoutError,
    OSError,
)
_REFUSED_CLOSE_CODES = {
    4004: "Discord does not accept the token: set a valid PAPERBOY_DISCORD__TOKEN.",
    4010: "Discord does not accept the shard: look at PAPERBOY_SHARDING__COUNT.",
    4011: "Discord requires sharding for so many servers: raise PAPERBOY_SHARDING__COUNT (docs/scaling.md).",
    4012: "Discord does not accept this version of its gateway any more: update Paperboy.",
    4013: "Discord does not accept the intents that Paperboy asks for: update Paperboy.",
    4014: "Discord does not accept the intents that Paperboy asks for: update Paperboy.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    """What it takes to go on where a connection ended."""

    id: str
    sequence: int | None
    gateway: yarl.URL


async def stay_at_gateway(
    client: discord.Client, rng: random.Random, sleep: Callable[[float], Awaitable[None]]
) -> None:
    """Keep a client that has logged in connected until it is closed; `sleep` (seconds) comes between two tries.

    Raises CredentialsError when Discord closes for good.
    """
    door = GatewayDoor(client.http)
    past = _Past()
    while not client.is_closed():
        link = _Link(client, door, past)
        ending = await link.hold()
        if client.is_closed():
            return
        client.dispatch("disconnect")
        reason = _explain(ending, door.close_code)
        past.learn(link, ending)
        if reason is None and link.established and past.failures == 1:
            continue  # as Discord asks for now and then
        pause = delay(past.failures, rng, cap=past.longest_pause)
        told = reason or "it closed the connection."
        _log.warning("Not connected to Discord's gateway: %s Next try in %.0f s.", told, pause)
        await sleep(pause)


@dataclass(slots=True)
class _Past:
    """What the connections so far have left behind.

    `failures` counts those in a row that did not last, `vain` the resumes among them that Discord did not answer
    with the session; `introduced` is whether one of them began a new one.
    """

    session: _Session | None = None
    failures: int = 0
    vain: int = 0
    introduced: bool = False

    def learn(self, link: _Link, ending: Exception) -> None:
        """A connection has ended."""
        if link.lasted:
            self.failures, self.introduced = 0, False
        self.failures += 1
        self.introduced = self.introduced or link.introduced
        self.vain = 0 if link.established else self.vain + link.resumed
        self.session = link.session_after(ending) if self.vain < _MOST_RESUMES else None

    @property
    def longest_pause(self) -> float:
        """Seconds between two tries at most."""
        return _LONGEST_PAUSE_OF_NEW_SESSIONS if self.introduced else _LONGEST_PAUSE


class _Link:
    """One connection, which resumes the session of the `past` where there is one."""

    def __init__(self, client: discord.Client, door: GatewayDoor, past: _Past) -> None:
        self._client = client
        self._door = door
        self._session = past.session
        # Where a session wants to be resumed may be away when the gateway itself is not.
        self._gateway = past.session.gateway if past.session and past.failures < _MOST_RESUMES else None
        self._socket: GatewaySocket | None = None
        self.lasted = False

    @property
    def established(self) -> bool:
        """Whether there was a session."""
        return self._socket is not None and self._socket.established

    @property
    def introduced(self) -> bool:
        """Whether a new session was asked for."""
        return self._socket is not None and self._session is None

    @property
    def resumed(self) -> bool:
        """Whether an old one was."""
        return self._socket is not None and self._session is not None

    async def hold(self) -> Exception:
        """Connect, and listen until the connection ends; what it ended with."""
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(_OPENING):
                self._client.ws = self._socket = await self._open()
            while True:
                await self._socket.poll_event()
        except _ENDINGS as error:
            return error
        finally:
            self.lasted = self.established and asyncio.get_running_loop().time() - began >= _LASTING
            await self._door.close(self._socket)

    async def _open(self) -> GatewaySocket:
        session = self._session
        return await GatewaySocket.from_client(
            self._client,
            initial=self._client.ws is None,  # pyright: ignore[reportUnnecessaryComparison] - before the first one
            gateway=self._gateway,
            shard_id=self._client.shard_id,
            session=session.id if session else None,
            sequence=session.sequence if session else None,
            resume=session is not None,
        )

    def session_after(self, ending: Exception) -> _Session | None:
        """What the next connection may resume."""
        if isinstance(ending, ReconnectWebSocket) and not ending.resume:
            return None  # Discord has forgotten it
        socket = self._socket
        if socket is None or not socket.established or socket.session_id is None:
            return self._session
        return _Session(id=socket.session_id, sequence=socket.sequence, gateway=socket.gateway)


def _explain(ending: Exception, close_code: int | None) -> str | None:
    """Why a connection ended; None when it simply did. Raises CredentialsError for what no waiting mends."""
    if isinstance(ending, discord.ConnectionClosed) and ending.code in _REFUSED_CLOSE_CODES:
        raise CredentialsError(_REFUSED_CLOSE_CODES[ending.code]) from ending
    if isinstance(ending, ReconnectWebSocket | discord.ConnectionClosed):
        return str(too_big()) if close_code == TOO_BIG else None
    if isinstance(ending, OddFrameError):
        return str(ending)
    if isinstance(ending, aiohttp.WSServerHandshakeError):
        return f"it, or a proxy before it, answered {ending.status}."
    return str(explain_failure(ending, AttemptLog()))
