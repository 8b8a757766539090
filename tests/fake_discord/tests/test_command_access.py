"""The switches of the Integrations page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fake_discord.tests.client import channel_of, guild_of

if TYPE_CHECKING:
    from tests.fake_discord.server import LoopbackDiscord
    from tests.fake_discord.tests.client import PlainClient
    from tests.fake_discord.tests.conftest import Api


async def test_switches_are_told(server: LoopbackDiscord, client: PlainClient) -> None:
    """discord.py reads what was set for a command in its own words."""
    (alerts,) = await client.tree.fetch_commands()
    ada = server.world.add_user("Ada")
    server.command_access.switch(guild_of(server), alerts.id, {ada: False})
    (switch,) = (await alerts.fetch_permissions(channel_of(client).guild)).permissions
    assert (switch.id, switch.type.name, switch.permission) == (ada.id, "user", False)


async def test_what_was_never_set(server: LoopbackDiscord, api: Api) -> None:
    """A command that nobody touched is error 10066, a server without the bot or another application's 50001."""
    guild, bot = server.world.add_guild("Reading group"), server.world.bot
    assert await api.code("GET", f"/applications/{bot.id}/guilds/{guild.id}/commands/1/permissions") == 10066
    assert await api.code("GET", f"/applications/1/guilds/{guild.id}/commands/1/permissions") == 50001
    server.world.kick(guild)
    assert await api.code("GET", f"/applications/{bot.id}/guilds/{guild.id}/commands/1/permissions") == 50001
