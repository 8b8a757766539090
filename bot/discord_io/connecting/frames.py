"""Gateway frames, limited in size and checked before discord.py reads them.

discord.py 2.7 reads frames of any size, and any error in reading one ends the bot. Here an unreadable frame ends
only the connection, and an unreadable event is skipped.
"""

from __future__ import annotations

import asyncio
import json
import logging
import zlib
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from typing_extensions import override
from yarl import URL

if TYPE_CHECKING:
    from collections.abc import Callable

    from discord.http import HTTPClient

_log = logging.getLogger(__name__)
MAX_FRAME_BYTES = 2**24  # bytes, inflated; the largest servers' first event has a few million
TOO_BIG_CODE = 1009  # the websocket's close code for a frame over the limit
_HELLO_OPCODE = 10
_LONGEST_HEARTBEAT = 3600.0  # seconds between two; Discord asks for 41
_SESSION_EVENTS = ("READY", "RESUMED")
_RESUMABLE_CLOSE_CODE = 4000  # a close code after which Discord keeps the session
_CLOSE_TIMEOUT = 5.0  # seconds for the other end to close
# How a connection ends in discord.py.
DISCONNECTS = (ReconnectWebSocket, discord.ConnectionClosed, aiohttp.ClientError, asyncio.TimeoutError, OSError)


class UnreadableFrameError(Exception):
    """The gateway, or a proxy in front of it, sent an unreadable frame. Its text follows a colon."""


class Inflater:
    """One connection's stream of zlib-compressed frames, each inflated to at most MAX_FRAME_BYTES bytes.

    Replaces discord.py's zlib and zstd, which inflate a frame of any size.
    """

    COMPRESSION_TYPE: str = "zlib-stream"
    _END = b"\x00\x00\xff\xff"  # of a frame: zlib's Z_SYNC_FLUSH

    def __init__(self) -> None:
        self._context = zlib.decompressobj()
        self._partial = bytearray()

    def decompress(self, data: bytes, /) -> str | None:
        """Return the frame that `data` completes; None while it is incomplete.

        Raises UnreadableFrameError for too much, zlib.error or UnicodeDecodeError for anything but such a stream.
        """
        self._partial += self._context.decompress(data, MAX_FRAME_BYTES + 1 - len(self._partial))
        if len(self._partial) > MAX_FRAME_BYTES:
            raise too_big()
        if not data.endswith(self._END):
            return None
        text = self._partial.decode("utf-8")
        self._partial = bytearray()
        return text


class GatewaySocket(DiscordWebSocket):
    """A connection to the gateway; `established` once it has a session, new or resumed."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(socket, loop=loop)
        self._decompressor = Inflater()
        self._hello_seen = False
        self.established = False

    @override
    async def received_message(self, msg: Any, /) -> None:
        """Read one frame. Raises UnreadableFrameError when that fails."""
        try:
            text = self._decompressor.decompress(msg) if isinstance(msg, bytes) else msg
            if not self._hello_seen:
                _require_hello(text)
                self._hello_seen = True
                # not earlier: discord.py sets the parsers after __init__
                self._discord_parsers = {
                    event: self._skipping_unreadable(event, parse)
                    for event, parse in self._discord_parsers.items()
                }
            if text is not None:
                await super().received_message(text)
        except (UnreadableFrameError, *DISCONNECTS):
            raise
        except Exception as error:
            text = f"it sent an unreadable frame ({type(error).__name__})."
            raise UnreadableFrameError(text) from error

    def _skipping_unreadable(self, event: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return `parse` with its errors logged instead of raised, unless the event begins a session."""

        def read(data: Any) -> None:  # noqa: ANN401 - whatever JSON came
            try:
                parse(data)
            except Exception as error:
                if event in _SESSION_EVENTS:
                    raise
                name = type(error).__name__
                _log.warning("Skipped an unreadable gateway event %s (%s).", event, name)
                _log.debug("The traceback of the skipped event:", exc_info=error)
            self.established = self.established or event in _SESSION_EVENTS

        return read


def too_big() -> UnreadableFrameError:
    """Return the error for a frame over the size limit."""
    return UnreadableFrameError(f"it sent a frame of more than {MAX_FRAME_BYTES >> 20} MiB.")


def _require_hello(text: str | None) -> None:
    """Check that the first frame is the gateway's Hello; discord.py would send the token after any other."""
    frame = json.loads(text or "")
    interval = frame["d"]["heartbeat_interval"] if frame["op"] == _HELLO_OPCODE else None
    if not isinstance(interval, int | float) or not 1.0 <= interval / 1000 <= _LONGEST_HEARTBEAT:
        raise UnreadableFrameError("it did not send Discord's hello.")


class GatewayConnector:
    """Opens a logged-in client's gateway connections, which accept frames up to MAX_FRAME_BYTES.

    Keeps the open websocket, also when connecting was given up before a GatewaySocket was made of it.
    `close_code` is that of the last connection; None if it did not end by itself.
    """

    def __init__(self, http: HTTPClient) -> None:
        self._http = http
        self._websocket: aiohttp.ClientWebSocketResponse | None = None
        self.close_code: int | None = None
        http.ws_connect = self._connect

    async def _connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        http = self._http
        session = cast("aiohttp.ClientSession", getattr(http, "_HTTPClient__session"))  # noqa: B009 - a mangled name
        self._websocket = await session.ws_connect(
            URL(url).update_query(compress=Inflater.COMPRESSION_TYPE),  # discord.py may prefer zstd
            proxy=http.proxy,
            proxy_auth=http.proxy_auth,
            max_msg_size=MAX_FRAME_BYTES,
            timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSE_TIMEOUT),  # pyright: ignore[reportCallIssue] - made by attrs
            autoclose=False,
            headers={"User-Agent": http.user_agent},
            compress=compress,
        )
        return self._websocket

    async def close(self, socket: GatewaySocket | None) -> None:
        """Close the websocket and stop its heartbeats."""
        self.close_code = None if self._websocket is None else self._websocket.close_code
        if socket is not None:
            await socket.close()
        if self._websocket is not None:
            await self._websocket.close(code=_RESUMABLE_CLOSE_CODE)
            self._websocket = None
