"""Gateway sessions: they outlive their connection, so that a client can resume and miss nothing."""

import asyncio
import json
import secrets
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fake_discord.faults import as_bytes

_BACKLOG = 10_000
_GUILDS = 1 << 0
_GUILD_MESSAGES = 1 << 9
_GUILD_REACTIONS = 1 << 10
_DIRECT_MESSAGES = 1 << 12
_DIRECT_REACTIONS = 1 << 13


class Connection:
    """One websocket: JSON payloads through one zlib stream, flushed after each, in order.

    With `in_parts` each comes in two messages.
    """

    def __init__(self, ws: web.WebSocketResponse, transport: asyncio.Transport | None, *, compress: bool):
        self.ws = ws
        self._transport = transport
        self.in_parts = False
        self.compressor = zlib.compressobj() if compress else None
        self._queue: asyncio.Queue[tuple[str | bytes, bool]] = asyncio.Queue()

    def send(self, payload: dict[str, Any]):
        """Queue a payload."""
        self._queue.put_nowait((json.dumps(payload), False))

    def send_raw(self, frame: str | bytes):
        """Queue a frame that goes out as it is, past the compression."""
        self._queue.put_nowait((frame, True))

    async def write(self):
        """Write what is queued, until cancelled or the client has gone."""
        while not self.ws.closed:
            frame, as_it_is = await self._queue.get()
            try:
                await self._write_one(frame, as_it_is=as_it_is)
            except ConnectionError:
                return

    async def _write_one(self, frame: str | bytes, *, as_it_is: bool):
        if not (as_it_is or self.compressor is None):
            frame = self.compressor.compress(as_bytes(frame)) + self.compressor.flush(zlib.Z_SYNC_FLUSH)
            if self.in_parts:
                await self.ws.send_bytes(frame[:7])
                frame = frame[7:]
        await (self.ws.send_str(frame) if isinstance(frame, str) else self.ws.send_bytes(frame))

    def abort(self):
        """Drop the connection without a word, as a broken network does."""
        if self._transport is not None:
            self._transport.abort()


@dataclass(kw_only=True, eq=False)
class Session:
    """The gateway's session of one shard of a bot. `sequence` numbers its events from 1."""

    intents: int
    shard: tuple[int, int]
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    connection: Connection | None = None
    backlog: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_BACKLOG))

    def wants(self, event: str, data: dict[str, Any]) -> bool:
        """Return True if the intents and the shard cover this event."""
        guild_id = (
            data.get("id") if event.startswith("GUILD_") and "guild_id" not in data else data.get("guild_id")
        )
        number, count = self.shard
        if (0 if guild_id is None else (int(guild_id) >> 22) % count) != number:
            return False
        needed = _intent(event, in_guild=guild_id is not None)
        return needed is None or bool(self.intents & needed)

    def dispatch(self, event: str, data: dict[str, Any]):
        """Number an event, remember it, send it if there is a connection."""
        self.sequence += 1
        payload = {"op": 0, "t": event, "s": self.sequence, "d": data}
        self.backlog.append(payload)
        if self.connection is not None:
            self.connection.send(payload)

    def replay(self, after: int):
        """Send again what came after a sequence number."""
        assert self.connection is not None
        for payload in self.backlog:
            if payload["s"] > after:
                self.connection.send(payload)


def _intent(event: str, *, in_guild: bool) -> int | None:
    if event.startswith("MESSAGE_REACTION_"):
        return _GUILD_REACTIONS if in_guild else _DIRECT_REACTIONS
    if event.startswith("MESSAGE_"):
        return _GUILD_MESSAGES if in_guild else _DIRECT_MESSAGES
    if event.startswith(("GUILD_", "CHANNEL_", "THREAD_")):
        return _GUILDS
    return None
