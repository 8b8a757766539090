"""What Discord says of a history at this moment."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.discord_io.posting.readable import newest_readable


class OddGuild:
    """Every channel of it is a thread, also the one above a thread."""

    async def fetch_member(self, _: int) -> object:
        return object()

    async def fetch_channel(self, _: int) -> discord.Thread:
        thread = object.__new__(discord.Thread)  # its maker wants a whole client
        thread.parent_id, thread.last_message_id = 7, 9
        return thread


async def test_a_thread_above_a_thread_is_no_answer() -> None:
    """It is none of Discord's, so nothing is believed of that history."""
    guild = OddGuild()

    async def fetch_guild(_: int, **__: object) -> OddGuild:
        return guild

    async def turn() -> None:
        """At once."""

    client: Any = SimpleNamespace(fetch_guild=fetch_guild)
    calls: Any = SimpleNamespace(turn=turn, me=1)
    with pytest.raises(TypeError, match="no parent of a thread"):
        await newest_readable(client, calls, 1, 2)
