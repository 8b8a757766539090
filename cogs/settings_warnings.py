"""What keeps a setting from doing what it says, as sentences that name what to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.mention import mention_trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.service.preferences import Shown


def warnings(guild: discord.Guild | None, shown: Shown) -> Iterator[str]:
    """As far as it is known without asking Discord; nothing for a DM."""
    channel = guild.get_channel_or_thread(shown.destination.id) if guild else None
    if guild is None or channel is None:
        return
    permissions = channel.permissions_for(guild.me)
    if shown.chosen.role_id is not None:
        trouble = mention_trouble(channel, guild.me, shown.chosen.role_id)
        if trouble is not None:
            yield trouble
    if shown.chosen.thread_per_alert and not permissions.create_public_threads:
        yield "I cannot open threads there: allow Create Public Threads for me in the channel's settings."
    if shown.chosen.thread_per_alert and isinstance(channel, discord.VoiceChannel):
        yield "A voice channel's chat has no threads, so none is opened."
