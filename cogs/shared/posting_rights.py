"""Rights to have something posted in a channel: a person needs those to post there themselves.

Who may manage alerts need not see every channel, nor may they mention every role: an admin can open `/alerts` to
anybody. So whoever chooses a channel or a role must have the rights that the bot is to use for them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import discord

from bot.discord_io.access import Denial
from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.permissions import missing_to_post
from bot.discord_io.policy import Action, ChannelRights, Person, denial
from bot.language.formats import joined, sentences
from bot.language.translating import gettext
from cogs.shared.guards import manage_denied, person_of

if TYPE_CHECKING:
    from bot.discord_io.permissions import Channel


class PostDeniedError(DeniedError):
    """The person may not post there; `why` is that alone, without what else to choose."""

    def __init__(self, why: str) -> None:
        super().__init__(
            sentences(why, gettext("Choose another channel, or ask somebody who may post there to do it."))
        )
        self.why = why


async def require_post(
    interaction: discord.Interaction, channel_id: int, action: Action = Action.POST, role_id: int = 0
) -> None:
    """Raise DeniedError unless the person may post in that channel, thread or forum of the server themselves.

    To mention is to post there and to mention that role. Nothing is asked of those who act for themselves alone:
    their alerts go to their own DMs.
    """
    person = await person_of(interaction)
    channel: Channel | None = None
    place: ChannelRights | None = None
    if person.owner.guild_id is not None and (channel := await _channel(interaction, channel_id)) is not None:
        place = await _place(interaction, channel, role_id)
    why = denial(person, action, place)
    if why is not None:
        raise _denied(person, why, place, f"<#{channel_id}>")


async def _place(interaction: discord.Interaction, channel: Channel, role_id: int) -> ChannelRights | None:
    """Return the person's rights in a channel; None if nobody can tell."""
    permissions = _permissions(interaction, channel)
    if permissions is None:
        return None
    role = interaction.guild.get_role(role_id) if interaction.guild and role_id else None
    mentionable = role is not None and role.mentionable
    manages = permissions.manage_threads or permissions.administrator
    thread = channel if isinstance(channel, discord.Thread) and not manages else None
    return ChannelRights(
        missing=missing_to_post(channel, permissions),
        locked=thread is not None and thread.locked,
        private=thread is not None and thread.is_private() and not await _is_in(interaction, thread),
        mentions=mentionable or permissions.mention_everyone or permissions.administrator,
    )


def nowhere() -> DeniedError:
    """The sentence for somebody who would share where nobody else reads."""
    return DeniedError(
        gettext("Nobody else reads what I answer here: share in a channel of a server that has invited me.")
    )


def _denied(person: Person, why: Denial, place: ChannelRights | None, channel: str) -> DeniedError:
    """The sentence for it."""
    if why in {Denial.NOT_MANAGER, Denial.DISABLED}:
        return manage_denied(person, why)
    if why is Denial.NO_AUDIENCE:
        return nowhere()
    if why is Denial.CANNOT_MENTION:
        return DeniedError(
            gettext(
                "You may not mention that role in {channel} yourself, so I do not do it for you: choose a role "
                "that anyone may mention, or ask somebody who has **Mention All Roles** there to "
                "choose this one.",
                channel=channel,
            )
        )
    if why is Denial.LOCKED:
        told = gettext("The thread {thread} is locked, and you may not post in it.", thread=channel)
    elif why is Denial.PRIVATE:
        told = gettext("You are not in the private thread {thread}, as far as I can see.", thread=channel)
    elif place is None:
        told = gettext("I cannot see that channel, so I cannot tell whether you may post there.")
    else:
        told = gettext(
            "You may not post in {channel} yourself, so I do not do it for you: you lack {permissions} there.",
            channel=channel,
            permissions=joined([f"**{need.label}**" for need in place.missing]),
        )
    return PostDeniedError(told)


async def _channel(interaction: discord.Interaction, channel_id: int) -> Channel | None:
    """From the cache, or from Discord: threads without a recent message are not cached."""
    guild = interaction.guild
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if channel is None and guild is not None:
        with suppress(discord.HTTPException, discord.InvalidData):
            return await guild.fetch_channel(channel_id)
    return channel


def _permissions(interaction: discord.Interaction, channel: Channel) -> discord.Permissions | None:
    """Discord computes them for the channel where the person acts; elsewhere the cache has to do."""
    if channel.id == interaction.channel_id:
        return interaction.permissions
    if not isinstance(interaction.user, discord.Member):
        return None
    try:
        return channel.permissions_for(interaction.user)
    except discord.ClientException:  # a thread whose parent is not cached
        return None


async def _is_in(interaction: discord.Interaction, thread: discord.Thread) -> bool:
    """Check that the person is in a private thread; whoever acts in it is."""
    if thread.id == interaction.channel_id or thread.owner_id == interaction.user.id:
        return True
    try:
        await thread.fetch_member(interaction.user.id)
    except discord.HTTPException:  # they are not, or I am not myself
        return False
    return True
