"""Frames that are not Discord's: instead of its greeting, and in the middle of a good connection."""

import asyncio
import json
import zlib
from typing import Any

import pytest

from bot.discord_io.client import PaperboyClient
from bot.discord_io.connecting.frames import MAX_FRAME_BYTES
from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.faults import frames
from tests.fake_discord.waiting import PATIENCE
from tests.wire.connecting.knocking import GATEWAY, Waits, connected


def packed(text: str | bytes) -> bytes:
    """A whole frame as Discord compresses it."""
    stream = zlib.compressobj()
    raw = text.encode() if isinstance(text, str) else text
    return stream.compress(raw) + stream.flush(zlib.Z_SYNC_FLUSH)


def hello(interval: object) -> str:
    return json.dumps({"op": 10, "d": {"heartbeat_interval": interval}})


_ODD = "it sent an unreadable frame"
_BIG = "it sent a frame of more than 16 MiB."
_RUDE = "it did not send Discord's hello."

STREAMS = {
    "text that is no JSON": ("<html>", f"{_ODD} (JSONDecodeError)."),
    "no text": (packed(b"\xff\xfe"), f"{_ODD} (UnicodeDecodeError)."),
    "binary that is no zlib": (b"\x00\x01\x02\x03\x00\x00\xff\xff", f"{_ODD} (error)."),
    "binary without an end": (b"GARBAGE", f"{_ODD} (error)."),
    "half a stream": (packed(hello(41250))[:9], f"{_ODD} (JSONDecodeError)."),
    "nothing": (b"", f"{_ODD} (JSONDecodeError)."),
    "empty text": ("", f"{_ODD} (JSONDecodeError)."),
    "deep": ("[" * 100_000, f"{_ODD} (RecursionError)."),
    "a list": (packed("[]"), f"{_ODD} (TypeError)."),
    "null": ("null", f"{_ODD} (TypeError)."),
    "another object": (packed("{}"), f"{_ODD} (KeyError)."),
    "another operation": ('{"op": 9, "d": false}', ""),
    "a huge frame": ("x" * (MAX_FRAME_BYTES + 1), _BIG),
    "a bomb": (packed("x" * (2 * MAX_FRAME_BYTES)), _BIG),
    "no interval": (hello(None), _RUDE),
    "words": (hello("often"), _RUDE),
    "never still": (hello(0), _RUDE),
    "backwards": (hello(-41250), _RUDE),
    "hardly ever": (hello(1e300), _RUDE),
    "yes": (hello(interval=True), _RUDE),
}


async def _hears(client: PaperboyClient, discord: LoopbackDiscord):
    """Check that the client receives later events."""
    guild = discord.world.add_guild("Reading group")
    async with asyncio.timeout(PATIENCE):
        while client.get_guild(guild.id) is None:  # noqa: ASYNC110 - discord.py tells nobody in its first half second
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("sent", "why"), STREAMS.values(), ids=STREAMS)
async def test_a_stranger_at_the_gateway_is_told_nothing(
    client: PaperboyClient,
    discord: LoopbackDiscord,
    caplog: pytest.LogCaptureFixture,
    *,
    sent: str | bytes,
    why: str,
):
    """A server that does not greet as Discord does gets no token, and is tried again until Discord is there."""
    discord.faults.arm(*GATEWAY, frames(sent), times=3)
    async with connected(client, discord, waits := Waits()):
        assert discord.gateway.identifies == 1
    assert [0.5 * 2**n <= wait <= 2**n for n, wait in enumerate(waits)] == [True] * 3
    assert caplog.text.count(f"Not connected to Discord's gateway: {why}") == 3
    assert not any(record.exc_info for record in caplog.records if record.levelname != "DEBUG")
    assert discord.gateway.strays == []  # the token above all


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("<html>", id="text that is no JSON"),
        pytest.param("[]", id="a list"),
        pytest.param(b"\xde\xad\xbe\xef", id="binary in the middle of the stream"),
        pytest.param("x" * (MAX_FRAME_BYTES + 1), id="a huge frame"),
        pytest.param('{"op": 0, "t": "READY", "s": 1, "d": {}}', id="a session that is none"),
        pytest.param('{"op": 7}', id="a reconnect"),
    ],
)
async def test_a_stream_that_breaks_is_resumed(
    client: PaperboyClient, discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture, *, frame: str | bytes
):
    """Nothing is missed: what came before is known, what comes after is heard."""
    async with connected(client, discord, Waits()):
        (connection,) = discord.gateway.live
        connection.send_raw(frame)
        await discord.gateway.resumed()
        await _hears(client, discord)
    assert discord.gateway.identifies == 1
    assert not any(record.exc_info for record in caplog.records if record.levelname != "DEBUG")


@pytest.mark.parametrize(
    ("event", "data", "kind"),
    [
        ("GUILD_CREATE", [], "AttributeError"),
        ("GUILD_CREATE", {"id": "x"}, "ValueError"),
        ("CHANNEL_CREATE", {}, "KeyError"),
        ("INTERACTION_CREATE", None, "TypeError"),
        ("INTERACTION_CREATE", {"id": "1", "type": 2}, "KeyError"),
    ],
)
async def test_an_event_that_cannot_be_read_is_passed_over(
    client: PaperboyClient,
    discord: LoopbackDiscord,
    caplog: pytest.LogCaptureFixture,
    *,
    event: str,
    data: Any,
    kind: str,
):
    """One event of a shape that discord.py does not know costs itself alone; the connection goes on."""
    async with connected(client, discord, waits := Waits()):
        (connection,) = discord.gateway.live
        connection.send({"op": 0, "t": event, "s": 99, "d": data})
        await _hears(client, discord)
        assert (discord.gateway.identifies, discord.gateway.resumes, waits) == (1, 0, [])
    said = f"Skipped an unreadable gateway event {event} ({kind})."
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [said]


async def test_a_session_that_cannot_be_read_is_begun_again(
    client: PaperboyClient, discord: LoopbackDiscord, caplog: pytest.LogCaptureFixture
):
    """Without a session there is nothing to resume: the next connection introduces itself."""
    discord.gateway.ready_is_odd = 2
    async with connected(client, discord, waits := Waits()):
        await discord.gateway.connected(identifies=3)
        await _hears(client, discord)
    assert len(waits) == 2
    assert caplog.text.count(f"Not connected to Discord's gateway: {_ODD} (KeyError).") == 2
    assert discord.gateway.resumes == 0


async def test_frames_are_compressed_with_zlib(
    client: PaperboyClient, discord: LoopbackDiscord, monkeypatch: pytest.MonkeyPatch
):
    """Also where discord.py prefers zstd, which it would inflate without a limit."""
    monkeypatch.setattr("discord.utils._ActiveDecompressionContext.COMPRESSION_TYPE", "zstd-stream")
    async with connected(client, discord, waits := Waits()):
        (connection,) = discord.gateway.live
        assert connection.compressor
        await _hears(client, discord)
    assert waits == []


async def test_frames_in_parts_are_put_together(client: PaperboyClient, discord: LoopbackDiscord):
    """A frame may come in several messages, as Discord's documents allow it."""
    async with connected(client, discord, waits := Waits()):
        (connection,) = discord.gateway.live
        connection.in_parts = True
        await _hears(client, discord)
    assert waits == []
