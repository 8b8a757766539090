"""Channels of a server in which the bot can write plain messages, and their limits."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.discord_io.posting.plain_messages import PlainMessages
from tests.behaviour.world import World


def rooms(world: World, ids: Sequence[int]) -> tuple[int, ...]:
    assert world.env.bot.user is not None
    calls: Any = SimpleNamespace(client=world.env.bot, me=world.env.bot.user.id)
    return PlainMessages(calls).open_channels(world.guild.id, ids) or ()


@pytest.mark.parametrize(
    ("denied", "is_open"),
    [("embed_links", True), ("read_message_history", True), ("send_messages", False), ("view_channel", False)],
)
async def test_plain_messages_need_few_rights(world: World, denied: str, is_open: bool):  # noqa: FBT001 - a parameter of the test
    """A plain message needs neither Embed Links nor Read Message History."""
    assert world.env.bot.user is not None
    denies = discord.PermissionOverwrite(**{denied: False})
    channel = world.guild.create_text_channel("closed", overwrites={world.env.bot.user: denies})
    assert rooms(world, [channel.id]) == ((channel.id,) if is_open else ())


async def test_forums_and_unknown_channels_take_none(world: World):
    """Forums and unknown channels take no plain messages, and the order of the question is kept."""
    forum = world.guild.create_forum_channel("forum")
    voice = world.guild.create_voice_channel("voice")
    assert rooms(world, [forum.id, 7, voice.id, world.channel.id]) == (voice.id, world.channel.id)


async def test_the_system_channel_comes_last(world: World):
    """The server's system channel is the last resort and named once."""
    lobby = world.guild.create_text_channel("lobby")
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    guild._system_channel_id = lobby.id  # pyright: ignore[reportPrivateUsage] - as Discord's GUILD_CREATE sets it
    assert rooms(world, [world.channel.id]) == (world.channel.id, lobby.id)
    assert rooms(world, [lobby.id]) == (lobby.id,)
