"""What keeps a setting from doing what it says, as sentences that name what to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.mention import unheard_role
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.service.preferences.preferences import ChannelSettings


def warnings(guild: discord.Guild | None, settings: ChannelSettings) -> Iterator[str]:
    """As far as it is known without asking Discord; nothing for a DM."""
    channel = guild.get_channel_or_thread(settings.destination.id) if guild else None
    if guild is None or channel is None:
        return
    if trouble := unheard_role(guild, channel.id, settings.chosen.role_id):
        yield trouble
    if not settings.chosen.thread_per_alert or isinstance(channel, discord.Thread):
        return
    if not channel.permissions_for(guild.me).create_public_threads:
        yield gettext("I cannot open threads there: allow Create Public Threads for me in the channel's settings.")
    if isinstance(channel, discord.VoiceChannel):
        yield gettext("A voice channel's chat has no threads, so none is opened.")
