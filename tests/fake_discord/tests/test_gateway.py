"""The gateway: resume, identify, heartbeats, shards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.fake_discord.tests.client import guild_of, place_of, until

if TYPE_CHECKING:
    from tests.fake_discord.server import LoopbackDiscord
    from tests.fake_discord.tests.client import PlainClient


@pytest.mark.parametrize("way", ["close", "abort", "reconnect", "invalidate"])
async def test_resume_misses_nothing(server: LoopbackDiscord, client: PlainClient, way: str) -> None:
    """However the gateway breaks off, the session is resumed and what happened meanwhile arrives."""
    gateway = server.gateway
    if way == "close":
        await gateway.close(4000)
    elif way == "invalidate":
        gateway.invalidate(resumable=True)
    else:
        getattr(gateway, way)()
    server.world.add_channel(guild_of(server), "while-away")
    await gateway.resumed()
    await until(lambda: "while-away" in [c.name for c in client.guilds[0].text_channels])
    assert (gateway.identifies, gateway.resumes) == (1, 1)


@pytest.mark.usefixtures("client")
async def test_session_that_is_gone_is_begun_anew(server: LoopbackDiscord) -> None:
    """After a session that cannot be resumed the client identifies again."""
    server.gateway.invalidate()
    await server.gateway.connected(identifies=2)
    assert server.gateway.resumes == 0


async def test_gateway_away_breaks_connections(server: LoopbackDiscord) -> None:
    """A gateway that is away breaks new connections; a shut door refuses them."""
    async with aiohttp.ClientSession() as session:
        server.gateway.away = True
        with pytest.raises(aiohttp.ClientError):
            await session.ws_connect(server.gateway_url)
        await server.gateway_door.shut()
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.ws_connect(server.gateway_url)
        server.gateway.away = False
        await server.gateway_door.open()
        async with session.ws_connect(server.gateway_url) as ws:
            assert (await ws.receive_json())["op"] == 10
    assert server.gateway.refused >= 1  # aiohttp tries a broken GET once more


async def test_heartbeats_are_answered_unless_deaf(server: LoopbackDiscord) -> None:
    """A heartbeat is acknowledged; a deaf gateway stays silent but goes on sending."""
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_json({"op": 1, "d": None})
        assert (await ws.receive_json())["op"] == 11
        server.gateway.deaf = True
        await ws.send_json({"op": 1, "d": None})
        await ws.send_json({"op": 2, "d": {"token": server.token, "intents": 1}})
        assert (await ws.receive_json())["t"] == "READY"


async def test_shards_get_their_own_guilds(server: LoopbackDiscord) -> None:
    """Each shard is told of the guilds that fall to it and of no others."""
    for number in range(4):
        server.clock.shift(1)
        server.world.add_guild(f"guild {number}")
    seen: list[set[int]] = []
    for shard in range(2):
        async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
            await ws.receive_json()
            await ws.send_json({"op": 2, "d": {"token": server.token, "intents": 1, "shard": [shard, 2]}})
            ready = (await ws.receive_json())["d"]
            seen.append({int(guild["id"]) for guild in ready["guilds"]})
    assert all((guild_id >> 22) % 2 == shard for shard, ids in enumerate(seen) for guild_id in ids)
    assert seen[0] | seen[1] == set(server.world.guilds)


async def test_session_that_nobody_knows(server: LoopbackDiscord) -> None:
    """Resuming an unknown session is answered by "invalid"; an uncompressed client is understood as well."""
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
        await ws.receive_json()
        await ws.send_bytes(b"no text")
        await ws.send_json({"op": 3, "d": {"status": "online"}})
        await ws.send_json({"op": 6, "d": {"token": server.token, "session_id": "unknown", "seq": 1}})
        assert await ws.receive_json() == {"op": 9, "d": False}


async def test_messages_only_for_those_who_ask(server: LoopbackDiscord) -> None:
    """Message events need their intent, in guilds and in direct messages."""
    there, admin = place_of(server)
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
        await ws.receive_json()
        await ws.send_json({"op": 2, "d": {"token": server.token, "intents": 1 << 12}})
        assert (await ws.receive_json())["t"] == "READY"
        server.posting.create(there, {"content": "in the guild"})
        server.posting.create(server.world.direct(admin), {"content": "in private"})
        assert (await ws.receive_json())["d"]["content"] == "in private"
