"""Who may do what, checked when a command or button runs.

Discord hides `/alerts` from members without Manage Server, but buttons know no such rule and a server may have
widened the command on its Integrations page. What was widened there is not known here, so at run time Manage
Server is required whatever that page says: the safe side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.errors import DeniedError

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription


def require_guild(interaction: discord.Interaction) -> int:
    """The id of the guild that the command runs in. Raises DeniedError outside of one."""
    if interaction.guild_id is None:
        raise DeniedError("This works in a server only: use it in one that I am a member of.")
    return interaction.guild_id


def require_manager(interaction: discord.Interaction) -> int:
    """The guild's id, if the person may manage alerts there. Raises DeniedError."""
    guild_id = require_guild(interaction)
    if not may_manage(interaction):
        raise DeniedError(
            "Managing alerts needs the permission Manage Server: ask somebody who has it, or an admin for a role "
            "with it."
        )
    return guild_id


def may_see(interaction: discord.Interaction, subscription: Subscription) -> bool:
    """Whether the person may know of a subscription: it goes to a channel that they see, or they manage alerts."""
    if may_manage(interaction):
        return True
    guild, member = interaction.guild, interaction.user
    channel = guild.get_channel_or_thread(subscription.destination_id) if guild else None
    if channel is None or not isinstance(member, discord.Member):
        return False
    if isinstance(channel, discord.Thread) and channel.is_private():
        return channel.id == interaction.channel_id
    return channel.permissions_for(member).view_channel


def may_manage(interaction: discord.Interaction) -> bool:
    """Whether the person has Manage Server in the channel where they act, as Discord itself computed it."""
    permissions = interaction.permissions
    return permissions.manage_guild or permissions.administrator
