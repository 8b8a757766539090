"""Rights to choose a channel or role: a person needs the right to post there, or mention it, themselves.

An admin can open `/alerts` to anybody, so alert managers do not necessarily see every channel or mention every
role. The bot does nothing for a person that they cannot do themselves.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import discord

from bot.discord_io.command_access import Denial
from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.permissions import missing_for_plain_text
from bot.discord_io.policy import Action, ChannelRights, Person, denial
from bot.language.formats import joined
from bot.language.translating import gettext
from cogs.shared.guards import manage_denied_error, person_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_io.permissions import Channel, Need


def unseen_text() -> str:
    """Say that the bot cannot see the chosen channel."""
    return gettext("I can't see that channel. Grant me View Channel. If it is a private thread, mention me there.")


def bold_labels(needs: Sequence[Need]) -> str:
    """Name permissions in a sentence."""
    return joined([f"**{need.label}**" for need in needs])


def lacking_text(needs: Sequence[Need], channel: str) -> str:
    """Name the permissions that the person lacks in a channel."""
    return gettext("You need {permissions} in {channel}.", permissions=bold_labels(needs), channel=channel)


async def require_post(
    interaction: discord.Interaction, channel_id: int, action: Action = Action.POST, role_id: int = 0
) -> None:
    """Raise DeniedError unless the person can post in a channel, thread or forum of the server.

    For Action.MENTION they also need the right to mention the role; for all but Action.SHARE, to manage alerts. In
    a DM no right is needed, but nothing can be shared.
    """
    person = await person_of(interaction)
    channel: Channel | None = None
    rights: ChannelRights | None = None
    if person.owner.guild_id is not None and (channel := await _channel(interaction, channel_id)) is not None:
        rights = await _rights(interaction, channel, role_id)
    why = denial(person, action, rights)
    if why is not None:
        raise _denied_error(person, why, rights, f"<#{channel_id}>")


async def _rights(interaction: discord.Interaction, channel: Channel, role_id: int) -> ChannelRights | None:
    """Return the person's rights in a channel; None if they are unknown."""
    permissions = _permissions(interaction, channel)
    if permissions is None:
        return None
    role = interaction.guild.get_role(role_id) if interaction.guild and role_id else None
    mentionable = role is not None and role.mentionable
    manages = permissions.manage_threads or permissions.administrator
    thread = channel if isinstance(channel, discord.Thread) and not manages else None
    return ChannelRights(
        missing=missing_for_plain_text(channel, permissions),
        locked=thread is not None and thread.locked,
        private=thread is not None and thread.is_private() and not await _is_member(interaction, thread),
        can_mention=mentionable or permissions.mention_everyone or permissions.administrator,
    )


def no_audience_error() -> DeniedError:
    """Return the error for sharing where only the person reads."""
    return DeniedError(gettext("You can share only in servers I'm in."))


def _denied_error(person: Person, why: Denial, rights: ChannelRights | None, channel: str) -> DeniedError:
    """Return the error for a denial."""
    if why in {Denial.NOT_MANAGER, Denial.DISABLED}:
        return manage_denied_error(person, why)
    if why is Denial.NO_AUDIENCE:
        return no_audience_error()
    if why is Denial.CANNOT_MENTION:
        return DeniedError(
            gettext("To choose that role, you need permission to mention all roles in {channel}.", channel=channel)
        )
    if why is Denial.LOCKED:
        reason = gettext("The thread {thread} is locked. Ask to have it unlocked.", thread=channel)
    elif why is Denial.PRIVATE:
        reason = gettext("You are not in the private thread {thread}. Ask to be added.", thread=channel)
    elif rights is None:
        reason = unseen_text()
    else:
        reason = lacking_text(rights.missing, channel)
    return DeniedError(reason)


async def _channel(interaction: discord.Interaction, channel_id: int) -> Channel | None:
    """Return a channel from the cache, else from Discord: inactive threads are not cached."""
    guild = interaction.guild
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if channel is None and guild is not None:
        with suppress(discord.HTTPException, discord.InvalidData):
            return await guild.fetch_channel(channel_id)
    return channel


def _permissions(interaction: discord.Interaction, channel: Channel) -> discord.Permissions | None:
    """Return the person's permissions: Discord's for the channel they are in, else the cache's."""
    if channel.id == interaction.channel_id:
        return interaction.permissions
    if not isinstance(interaction.user, discord.Member):
        return None
    try:
        return channel.permissions_for(interaction.user)
    except discord.ClientException:  # a thread whose parent is not cached
        return None


async def _is_member(interaction: discord.Interaction, thread: discord.Thread) -> bool:
    """Check that the person is a member of a private thread, or is acting in it."""
    if thread.id == interaction.channel_id or thread.owner_id == interaction.user.id:
        return True
    try:
        await thread.fetch_member(interaction.user.id)
    except discord.HTTPException:  # the person is not a member, or the bot is not
        return False
    return True
