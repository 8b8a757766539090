"""What a person may have posted in a channel: no more than they may post there themselves.

Who may manage alerts need not see every channel, nor may they mention every role: an admin can open `/alerts` to
anybody. So whoever chooses a channel or a role must have the rights that the bot is to use for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.permissions import missing_to_post
from bot.language.formats import joined, sentences
from bot.language.translating import gettext
from cogs.shared.guards import owner_of

if TYPE_CHECKING:
    from bot.discord_io.permissions import Channel


class PostDeniedError(DeniedError):
    """The person may not post there; `why` is that alone, without what else to choose."""

    def __init__(self, why: str) -> None:
        super().__init__(
            sentences(why, gettext("Choose another channel, or ask somebody who may post there to do it."))
        )
        self.why = why


async def require_post(interaction: discord.Interaction, channel_id: int) -> None:
    """Raise DeniedError unless the person may post in that channel, thread or forum of the server themselves.

    Nothing is asked of those who act for themselves alone: their alerts go to their own DMs.
    """
    if owner_of(interaction).guild_id is not None:
        channel = await _channel(interaction, channel_id)
        await _require_post(interaction, channel, _permissions(interaction, channel))


async def require_mention(interaction: discord.Interaction, channel_id: int, role_id: int) -> None:
    """Raise DeniedError unless the person may post there and mention that role there themselves."""
    guild = interaction.guild
    if guild is None or owner_of(interaction).guild_id is None:
        return
    channel = await _channel(interaction, channel_id)
    permissions = _permissions(interaction, channel)
    await _require_post(interaction, channel, permissions)
    role = guild.get_role(role_id)
    if (role is not None and role.mentionable) or permissions.mention_everyone or permissions.administrator:
        return
    raise DeniedError(
        gettext(
            "You may not mention that role in {channel} yourself, so I do not do it for you: choose a role "
            "that anyone may mention, or ask somebody who has **Mention All Roles** there to "
            "choose this one.",
            channel=f"<#{channel_id}>",
        )
    )


async def _require_post(
    interaction: discord.Interaction, channel: Channel, permissions: discord.Permissions
) -> None:
    if lacking := missing_to_post(channel, permissions):
        denied = gettext(
            "You may not post in {channel} yourself, so I do not do it for you: you lack {permissions} there.",
            channel=f"<#{channel.id}>",
            permissions=joined([f"**{need.label}**" for need in lacking]),
        )
        raise PostDeniedError(denied)
    if not isinstance(channel, discord.Thread) or permissions.manage_threads or permissions.administrator:
        return
    if channel.locked:
        locked = gettext("The thread {thread} is locked, and you may not post in it.", thread=f"<#{channel.id}>")
        raise PostDeniedError(locked)
    if channel.is_private() and not await _is_in(interaction, channel):
        thread = f"<#{channel.id}>"
        private = gettext("You are not in the private thread {thread}, as far as I can see.", thread=thread)
        raise PostDeniedError(private)


def _unknown() -> PostDeniedError:
    return PostDeniedError(gettext("I cannot see that channel, so I cannot tell whether you may post there."))


async def _channel(interaction: discord.Interaction, channel_id: int) -> Channel:
    """From the cache, or from Discord: threads that nobody has written to lately are not cached."""
    guild = interaction.guild
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if channel is None and guild is not None:
        try:
            channel = await guild.fetch_channel(channel_id)
        except (discord.HTTPException, discord.InvalidData) as error:
            raise _unknown() from error
    if channel is None:
        raise _unknown()
    return channel


def _permissions(interaction: discord.Interaction, channel: Channel) -> discord.Permissions:
    """Discord computes them for the channel where the person acts; elsewhere the cache has to do."""
    if channel.id == interaction.channel_id:
        return interaction.permissions
    if not isinstance(interaction.user, discord.Member):
        raise _unknown()
    try:
        return channel.permissions_for(interaction.user)
    except discord.ClientException as error:  # a thread whose parent is not cached
        raise _unknown() from error


async def _is_in(interaction: discord.Interaction, thread: discord.Thread) -> bool:
    """Whether the person is in a private thread; who acts in it is."""
    if thread.id == interaction.channel_id or thread.owner_id == interaction.user.id:
        return True
    try:
        await thread.fetch_member(interaction.user.id)
    except discord.HTTPException:  # they are not, or I am not myself
        return False
    return True
