"""Whether a channel's history may be read, and how far it goes, by what Discord says at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.discord_io.permissions import history_problem

if TYPE_CHECKING:
    from bot.discord_io.requests.calls import Calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """`problem` is why a history may not be read, None when it may.

    `newest` is the last message that was written there, in a forum the last post; it may be deleted by now. 0 for
    none.
    """

    problem: str | None
    newest: int


async def read_readable(client: discord.Client, calls: Calls, guild_id: int, channel_id: int) -> Readable:
    """Ask Discord. Roles, ours among them, and overwrites are read afresh.

    A thread has the permissions of the channel above it. Raises what discord.py raises.
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
    if isinstance(channel, discord.Thread):
        raise TypeError("A thread is no parent of a thread.")
    return Readable(problem=history_problem(channel, me), newest=newest)
