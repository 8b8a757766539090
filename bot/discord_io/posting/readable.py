"""Whether a channel's history may be read, and how far it goes, by what Discord says at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.permissions import history_problem
from bot.domain.errors import HistoryUnreadableError

if TYPE_CHECKING:
    from bot.discord_io.requests.calls import Calls


async def newest_readable(client: discord.Client, calls: Calls, guild_id: int, channel_id: int) -> int:
    """Ask Discord for the last message that was written there, in a forum the last post; 0 for none.

    It may be deleted by now. Roles, ours among them, and overwrites are read afresh; a thread has the permissions
    of the channel above it. Raises HistoryUnreadableError, and what discord.py raises.
    """
    await calls.turn()
    guild = await client.fetch_guild(guild_id, with_counts=False)
    await calls.turn()
    me = await guild.fetch_member(calls.me)
    await calls.turn()
    channel = await guild.fetch_channel(channel_id)
    newest: int = getattr(channel, "last_message_id", None) or 0
    if isinstance(channel, discord.Thread):
        await calls.turn()
        channel = await guild.fetch_channel(channel.parent_id)
    if problem := history_problem(channel, me):
        raise HistoryUnreadableError(problem)
    return newest
