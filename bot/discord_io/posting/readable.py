"""Whether a channel's history may be read, by what Discord says at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.permissions import history_problem

if TYPE_CHECKING:
    from bot.discord_io.requests.calls import Calls


async def read_history_problem(client: discord.Client, calls: Calls, guild_id: int, channel_id: int) -> str | None:
    """Why it may not be read; None when it may. Roles, ours among them, and overwrites are read afresh.

    A thread has the permissions of the channel above it. Raises what discord.py raises.
    """
    await calls.turn()
    guild = await client.fetch_guild(guild_id, with_counts=False)
    await calls.turn()
    me = await guild.fetch_member(calls.me)
    await calls.turn()
    channel = await guild.fetch_channel(channel_id)
    if isinstance(channel, discord.Thread):
        await calls.turn()
        channel = await guild.fetch_channel(channel.parent_id)
    if isinstance(channel, discord.Thread):
        raise TypeError("A thread is no parent of a thread.")
    return history_problem(channel, me)
