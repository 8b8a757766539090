"""The gateway: hello, identify, resume, heartbeats, dispatch, and its ways to fail."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from tests.fake_discord.faults import Armed, Faults
from tests.fake_discord.gateway.sessions import Connection, Session
from tests.fake_discord.http import shapes
from tests.fake_discord.http.calls import Call
from tests.fake_discord.http.rest import html
from tests.fake_discord.state.world import World
from tests.fake_discord.waiting import Bell

_HEARTBEAT, _IDENTIFY, _RESUME = 1, 2, 6
_RECONNECT, _INVALID, _HELLO, _ACK = 7, 9, 10, 11
_GOING_AWAY, _BAD_TOKEN = 1001, 4004


class Gateway:
    """All sessions and connections.

    `identifies` and `resumes` count what clients did; `strays` is what they said to somebody in between.

    `away` breaks every new connection at once; `refusal` is the code with
    which whoever identifies is turned away. The next `invalid_at_once` sessions are invalid as they begin, the
    READY of the next `ready_is_odd` ones names nobody; with `mute_resumes` each resume ends in a closed one. New
    connections meet the `faults` that are armed for GET /gateway, or /resume.
    """

    def __init__(self, token: str, bell: Bell, faults: Faults, resume_url: Callable[[], str]):
        self._faults = faults
        self._token = token
        self.bell = bell
        self._resume_url = resume_url
        self._sessions: dict[str, Session] = {}
        self._world: World | None = None
        self.heartbeat_interval = 41.25
        self.away = False
        self.refusal: int | None = None
        self.identifies = 0
        self.resumes = 0
        self.invalid_at_once = 0
        self.mute_resumes = False
        self.ready_is_odd = 0
        self.refused = 0
        self.strays: list[str] = []

    def open_for(self, world: World):
        """Say whose guilds READY tells of."""
        self._world = world

    def dispatch(self, event: str, data: dict[str, Any]):
        """Send an event to every session that wants it, or keep it until the session is resumed."""
        for session in self._sessions.values():
            if session.wants(event, data):
                session.dispatch(event, data)

    @property
    def live(self) -> list[Connection]:
        """The connections that have identified or resumed."""
        return [session.connection for session in self._sessions.values() if session.connection is not None]

    async def connected(self, identifies: int = 1):
        """Wait until a bot is connected that has identified at least so often."""
        await self.bell.until(lambda: bool(self.live) and self.identifies >= identifies, "the bot at the gateway")

    async def resumed(self, times: int = 1):
        """Wait until sessions have been resumed so often."""
        await self.bell.until(lambda: self.resumes >= times, f"resume {times}")

    async def close(self, code: int = 1001):
        """Close every connection with a code; the sessions can be resumed."""
        for connection in self.live:
            await connection.ws.close(code=code)

    def abort(self):
        """Break every connection; the sessions can be resumed."""
        for connection in self.live:
            connection.abort()

    def forget(self):
        """Break every connection and forget its session, as Discord does after minutes without a client."""
        self.abort()
        self._sessions.clear()

    def reconnect(self):
        """Ask every client to connect again."""
        for connection in self.live:
            connection.send({"op": _RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False):
        """Tell every client that its session is invalid; one that is not resumable is forgotten."""
        for connection in self.live:
            connection.send({"op": _INVALID, "d": resumable})
        if not resumable:
            self._sessions.clear()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The websocket handler."""
        if self.away:
            self.refused += 1
            self.bell.ring()
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        armed = self._faults.take(Call(method="GET", route=request.path))
        if armed is not None:
            return await self._answer_otherwise(armed, request)
        ws = web.WebSocketResponse()
        try:
            await ws.prepare(request)
        except ConnectionError:  # the client went away again
            return ws
        connection = Connection(ws, request.transport, compress=request.query.get("compress") == "zlib-stream")
        connection.send({"op": _HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}})
        writer = asyncio.create_task(connection.write())
        try:
            await self._listen(ws, connection)
        finally:
            self._leave(connection)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return ws

    async def _answer_otherwise(self, armed: Armed, request: web.Request) -> web.StreamResponse:
        """Somebody in between answers, with a page or as if it were the gateway."""
        armed.struck += 1
        armed.reached.set()
        self.bell.ring()
        fault = armed.fault
        if not fault.frames:
            return html(fault.status or 500, {})
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        with contextlib.suppress(ConnectionError):
            for sent in fault.frames:
                await (ws.send_str(sent) if isinstance(sent, str) else ws.send_bytes(sent))
        async for message in ws:
            self.strays.append(message.data)
        return ws

    async def _listen(self, ws: web.WebSocketResponse, connection: Connection):
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                continue
            payload = json.loads(message.data)
            code = self._hear(connection, payload["op"], payload.get("d"))
            self.bell.ring()
            if code is not None:
                await ws.close(code=code)

    def _hear(self, connection: Connection, op: int, data: Any) -> int | None:
        """Handle one payload; gives the code to close with, if any."""
        if op == _HEARTBEAT:
            connection.send({"op": _ACK, "d": None})
        elif op in (_IDENTIFY, _RESUME):
            if data["token"] != self._token:
                return _BAD_TOKEN
            if op == _IDENTIFY:
                if self.refusal is not None:
                    return self.refusal
                self._identify(connection, data)
            elif self.mute_resumes:
                return _GOING_AWAY
            else:
                self._resume(connection, data)
        return None

    def _identify(self, connection: Connection, data: dict[str, Any]):
        world = self._world
        assert world is not None
        shard = tuple(data.get("shard") or (0, 1))
        session = Session(intents=data["intents"], shard=(shard[0], shard[1]), connection=connection)
        self._sessions[session.id] = session
        self.identifies += 1
        if self.invalid_at_once:
            self.invalid_at_once -= 1
            self._sessions.clear()
            connection.send({"op": _INVALID, "d": False})
            return
        if self.ready_is_odd:
            self.ready_is_odd -= 1
            session.dispatch("READY", {"session_id": session.id, "resume_gateway_url": self._resume_url()})
            return
        guilds = [g for g in world.guilds.values() if g.present and session.wants("GUILD_CREATE", {"id": g.id})]
        session.dispatch(
            "READY", self._ready(session, world, [str(g.id) for g in guilds]) | {"shard": list(shard)}
        )
        for guild in guilds:
            session.dispatch("GUILD_CREATE", shapes.guild(guild, world.bot) | {"unavailable": False})

    def _ready(self, session: Session, world: World, guild_ids: list[str]) -> dict[str, Any]:
        return {
            "v": 10,
            "user": shapes.user(world.bot),
            "guilds": [{"id": guild_id, "unavailable": True} for guild_id in guild_ids],
            "session_id": session.id,
            "resume_gateway_url": self._resume_url(),
            "application": {"id": str(world.bot.id), "flags": 0},
        }

    def _resume(self, connection: Connection, data: dict[str, Any]):
        session = self._sessions.get(data["session_id"])
        if session is None:
            connection.send({"op": _INVALID, "d": False})
            return
        session.connection = connection
        self.resumes += 1
        session.replay(data["seq"])
        session.dispatch("RESUMED", {})

    def _leave(self, connection: Connection):
        for session in self._sessions.values():
            if session.connection is connection:
                session.connection = None
        self.bell.ring()
