"""What is being shared is not shared again."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import MagicMock

import discord
import pytest

from bot.discord_io.interactions.errors import DeniedError
from cogs.reading.share import ShareHandler
from tests.support.meanwhile import turns


async def test_what_is_being_shared_is_not_shared_again() -> None:
    """The second press of a double click, and one on nothing, post nothing."""
    handler = ShareHandler()
    handler._going.add(5)
    match = cast("re.Match[str]", re.match("", ""))
    for message in (None, SimpleNamespace(id=5)):
        with pytest.raises(DeniedError, match="being shared already"):
            await handler._pressed(cast("Any", SimpleNamespace(message=message)), match)


async def test_a_double_click_is_one_while_rights_are_asked_for() -> None:
    """Where the channel has to be fetched the second press comes before the first has begun to share."""
    handler, go, asked = ShareHandler(), asyncio.Event(), 0
    channel = MagicMock(spec=discord.TextChannel, id=10)
    allowed = discord.Permissions.all()

    async def fetch(_channel_id: int) -> object:
        nonlocal asked
        asked += 1
        await go.wait()
        raise discord.InvalidData("It is gone.")  # nothing more than that is to be tried

    guild = MagicMock(fetch_channel=fetch)
    guild.get_channel_or_thread.return_value = None
    interaction: Any = SimpleNamespace(
        message=MagicMock(id=5, components=[]),
        channel=channel,
        channel_id=10,
        guild=guild,
        guild_id=1,
        permissions=allowed,
        app_permissions=allowed,
        user=MagicMock(spec=discord.Member, id=3),
        is_user_integration=lambda: False,
        is_guild_integration=lambda: True,
    )
    match = cast("re.Match[str]", re.match("", ""))
    first, second = (asyncio.create_task(handler._pressed(interaction, match)) for _ in range(2))
    await turns()
    go.set()
    with pytest.raises(DeniedError, match="I cannot see that channel"):
        await first
    with pytest.raises(DeniedError, match="being shared already"):
        await second
    assert asked == 1
    with pytest.raises(DeniedError, match="I cannot see that channel"):  # it may be tried again
        await handler._pressed(interaction, match)
