"""Login, accounts and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import discord
import pytest

from tests.fake_discord.tests.client import channel_of

if TYPE_CHECKING:
    from tests.fake_discord.server import LoopbackDiscord
    from tests.fake_discord.tests.client import PlainClient
    from tests.fake_discord.tests.conftest import Api


async def test_logs_in_and_syncs(server: LoopbackDiscord, client: PlainClient) -> None:
    """A client logs in, sees its guild with its own permissions, and its commands are stored."""
    channel = channel_of(client)
    assert (client.guilds[0].name, channel.name) == ("Reading group", "papers")
    assert channel.permissions_for(client.guilds[0].me).embed_links
    assert [command.name for command in await client.tree.fetch_commands()] == ["alerts"]
    assert server.accounts.syncs == 1
    assert (server.validator.checked > 0) is server.validator.present


async def test_wrong_token(server: LoopbackDiscord) -> None:
    """A wrong token is 401 at the REST API and close code 4004 at the gateway."""
    async with discord.Client(intents=discord.Intents.none()) as stranger:
        with pytest.raises(discord.LoginFailure):
            await stranger.login("wrong")
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url) as ws:
        await ws.receive_json()
        await ws.send_json({"op": 2, "d": {"token": "wrong", "intents": 1}})
        assert (await ws.receive()).data == 4004


async def test_what_an_application_asks(api: Api) -> None:
    """The application and the gateway's addresses are told; another application's commands are not ours."""
    status, application = await api("GET", "/applications/@me")
    assert (status, application["name"]) == (200, "Paperboy")
    _, gateway = await api("GET", "/gateway")
    _, for_bots = await api("GET", "/gateway/bot")
    assert gateway["url"] == for_bots["url"]
    assert for_bots["shards"] == 1
    assert await api.code("GET", "/applications/1/commands") == 50001


async def test_other_people(server: LoopbackDiscord, api: Api) -> None:
    """A person is found by id, a stranger is error 10013."""
    ada = server.world.add_user("Ada")
    assert (await api("GET", f"/users/{ada.id}"))[1]["global_name"] == "Ada"
    assert await api.code("GET", "/users/1") == 10013


async def test_commands_keep_their_ids(server: LoopbackDiscord, api: Api) -> None:
    """A bulk upsert keeps the id of a name that stays, forgets the others, and refuses one name twice."""
    path = f"/applications/{server.world.bot.id}/commands"
    first = {"name": "first", "description": "First"}
    second = {"name": "second", "description": "Second", "default_member_permissions": 32}
    _, before = await api("PUT", path, [first, second])
    _, after = await api("PUT", path, [second])
    assert [command["id"] for command in after] == [before[1]["id"]]
    assert after[0]["default_member_permissions"] == "32"
    assert await api.code("PUT", path, [first, first]) == 50035
    _, kept = await api("GET", path)
    assert [command["name"] for command in kept] == ["second"]
