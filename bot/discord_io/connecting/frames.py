"""Frames of the gateway, limited in size and checked before discord.py reads them.

discord.py 2.7 reads frames of any size, and any error in reading one ends the bot. Here a frame that cannot be
read ends only the connection, and an event that cannot be read is skipped.
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from discord.http import HTTPClient

_log = logging.getLogger(__name__)
LONGEST_FRAME = 2**24  # bytes, inflated; the largest servers' first event takes some millions
TOO_BIG = 1009  # the websocket's own code for a frame that is longer than one of the two takes
_HELLO = 10
_LONGEST_HEARTBEAT = 3600.0  # seconds between two; Discord asks for 41
_SESSION_BEGINS = ("READY", "RESUMED")
_GOING_ON = 4000  # a close code after which Discord keeps the session
_PARTING = 5.0  # seconds for the other end to take leave
# How a connection ends in discord.py.
ENDINGS = (ReconnectWebSocket, discord.ConnectionClosed, aiohttp.ClientError, asyncio.TimeoutError, OSError)


class OddFrameError(Exception):
    """The gateway, or who stands before it, sent what nobody can read. Its text is a sentence."""


class Inflater:
    """One connection's stream of compressed frames, each of which is inflated to LONGEST_FRAME bytes at most.

    Takes the place of discord.py's, which keeps whatever comes until it looks like the end of a frame.
    """

    COMPRESSION_TYPE: str = "zlib-stream"
    _END = b"\x00\x00\xff\xff"  # of a frame: zlib's Z_SYNC_FLUSH

    def __init__(self) -> None:
        self._context = zlib.decompressobj()
        self._begun = bytearray()

    def decompress(self, data: bytes, /) -> str | None:
        """The frame that `data` completes, None while there is more to come. Raises OddFrameError for too much.

        Raises zlib.error or UnicodeDecodeError for what is no such stream.
        """
        self._begun += self._context.decompress(data, LONGEST_FRAME + 1 - len(self._begun))
        if len(self._begun) > LONGEST_FRAME:
            raise too_big()
        if not data.endswith(self._END):
            return None
        text = self._begun.decode("utf-8")
        self._begun = bytearray()
        return text


class GatewaySocket(DiscordWebSocket):
    """A connection to the gateway. `established` when it has a session, new or resumed."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(socket, loop=loop)
        if self._decompressor.COMPRESSION_TYPE == Inflater.COMPRESSION_TYPE:
            self._decompressor = Inflater()
        self._greeted = False
        self.established = False

    @override
    async def received_message(self, msg: Any, /) -> None:
        """Read one frame. Raises OddFrameError when that cannot be done."""
        try:
            text = self._decompressor.decompress(msg) if isinstance(msg, bytes) else msg
            if not self._greeted:
                _require_greeting(text)
                self._greeted = True
                self._discord_parsers = {
                    event: self._tolerant(event, parse) for event, parse in self._discord_parsers.items()
                }
            if text is not None:
                await super().received_message(text)
        except (OddFrameError, *ENDINGS):
            raise
        except Exception as error:
            text = f"what answers there sends what is not Discord's, or cannot be read ({type(error).__name__})."
            raise OddFrameError(text) from error

    def _tolerant(self, event: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
        def read(data: Any) -> None:  # noqa: ANN401 - whatever JSON came
            try:
                parse(data)
            except Exception as error:
                if event in _SESSION_BEGINS:
                    raise
                name = type(error).__name__
                _log.warning("Passed over an event %s of Discord's gateway that cannot be read (%s).", event, name)
                _log.debug("It was read as far as this.", exc_info=error)
            self.established = self.established or event in _SESSION_BEGINS

        return read


def too_big() -> OddFrameError:
    """The error for a frame that was too big to be read to its end."""
    return OddFrameError(f"what answers there sends a frame of more than {LONGEST_FRAME >> 20} MiB.")


def _require_greeting(text: str | None) -> None:
    """Require the gateway's Hello as the first frame: discord.py would send the token after any other, too."""
    frame = json.loads(text or "")
    interval = frame["d"]["heartbeat_interval"] if frame["op"] == _HELLO else None
    if not isinstance(interval, int | float) or not 1.0 <= interval / 1000 <= _LONGEST_HEARTBEAT:
        raise OddFrameError("what answers there does not greet as Discord does.")


class GatewayDoor:
    """Opens the connections of a client that has logged in, which take no frame longer than LONGEST_FRAME.

    It knows the open websocket, even if connecting was given up before a GatewaySocket was made of it, and keeps
    the `close_code` of the last one that ended by itself.
    """

    def __init__(self, http: HTTPClient) -> None:
        self._http = http
        self._open: aiohttp.ClientWebSocketResponse | None = None
        self.close_code: int | None = None
        http.ws_connect = self._connect

    async def _connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        http = self._http
        session = cast("aiohttp.ClientSession", getattr(http, "_HTTPClient__session"))  # noqa: B009 - a mangled name
        self._open = await session.ws_connect(
            url,
            proxy=http.proxy,
            proxy_auth=http.proxy_auth,
            max_msg_size=LONGEST_FRAME,
            timeout=aiohttp.ClientWSTimeout(ws_close=_PARTING),  # pyright: ignore[reportCallIssue] - made by attrs
            autoclose=False,
            headers={"User-Agent": http.user_agent},
            compress=compress,
        )
        return self._open

    async def close(self, socket: GatewaySocket | None) -> None:
        """Close what is open, and let nobody send signs of life to it any more."""
        self.close_code = None if self._open is None else self._open.close_code
        if socket is not None:
            await socket.close()
        if self._open is not None:
            await self._open.close(code=_GOING_ON)
            self._open = None
