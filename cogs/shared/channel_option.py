"""Destinations from a `channel` option: a channel, a thread, a forum, or the person's own DM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import discord
from discord import app_commands
from typing_extensions import override

from bot.discord_io.permissions import obstacles_to_alerts
from bot.domain.errors import MistakeError
from bot.domain.preferences import Preferences
from bot.domain.subscription import Destination, Kind
from bot.language.current import current_language
from bot.language.languages import ENGLISH
from bot.language.translating import gettext
from cogs.shared.guards import owner_of
from cogs.shared.posting_rights import require_post, unseen_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.subscriptions.rules import SubscriptionRequest

Chosen: TypeAlias = app_commands.AppCommandChannel | app_commands.AppCommandThread
Postable: TypeAlias = discord.TextChannel | discord.VoiceChannel | discord.ForumChannel | discord.Thread
CHANNEL_TYPES = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.forum,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)


class UnfitChannelError(MistakeError):
    """Alerts cannot be posted in the chosen channel, or here. The text says why, and what to do."""


class ChannelOption(app_commands.Transformer):
    """A channel option that offers only channels that can receive alerts."""

    @property
    @override
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    @override
    def channel_types(self) -> list[discord.ChannelType]:
        return list(CHANNEL_TYPES)

    @override
    async def transform(self, _interaction: discord.Interaction, value: Chosen, /) -> Chosen:
        """Return the choice unchanged: fetching it can need a request, which must follow the deferral."""
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A destination that can receive alerts; `problems` are sentences on what keeps the bot from posting."""

    destination: Destination
    problems: Sequence[str] = ()


async def resolve_target(interaction: discord.Interaction, channel_id: int | None) -> Target:
    """Return the chosen channel, else the current one; outside servers the person's DM.

    The person's right to post there is checked by `require_post_for`. Raises UnfitChannelError.
    """
    if owner_of(interaction).guild_id is None:
        if channel_id is not None:
            raise UnfitChannelError(gettext("Your own alerts are sent as direct messages. Leave `channel` empty."))
        return await _own_dm(interaction)
    if channel_id in (None, interaction.channel_id):
        return _in_server(interaction, interaction.channel)
    guild = interaction.guild
    channel = guild.get_channel_or_thread(channel_id) if guild and channel_id else None
    if channel is None and guild is not None and channel_id:
        try:  # threads without a recent message are not cached
            channel = await guild.fetch_channel(channel_id)
        except discord.DiscordServerError as error:
            raise UnfitChannelError(gettext("I couldn't load that channel. Try again.")) from error
        except (discord.HTTPException, discord.InvalidData) as error:
            raise UnfitChannelError(unseen_text()) from error
    return _in_server(interaction, channel)


async def require_post_for(interaction: discord.Interaction, draft: SubscriptionRequest) -> None:
    """Raise DeniedError if the person cannot post where a draft posts anew or where its pause ends earlier.

    Other changes need no such right: another manager can have chosen the destination.
    """
    if draft.extends_posting:
        await require_post(interaction, draft.destination.id)


def _in_server(interaction: discord.Interaction, channel: object) -> Target:
    # For discord.py, a media channel is a ForumChannel, too
    if not isinstance(channel, Postable) or getattr(channel, "type", None) is discord.ChannelType.media:
        if getattr(channel, "type", None) is None:  # no channel was found
            raise UnfitChannelError(unseen_text())
        raise UnfitChannelError(gettext("Choose a text, announcement, voice or forum channel, or a thread."))
    # Discord computes my permissions for the channel of the command; elsewhere the cache has to do.
    is_here = channel.id == interaction.channel_id
    permissions = interaction.app_permissions if is_here else channel.permissions_for(channel.guild.me)
    return Target(
        destination=Destination(id=channel.id, guild_id=channel.guild.id, kind=_kind(channel)),
        problems=obstacles_to_alerts(channel, permissions),
    )


def _kind(channel: Postable) -> Kind:
    if isinstance(channel, discord.Thread):
        return Kind.THREAD
    return Kind.FORUM if isinstance(channel, discord.ForumChannel) else Kind.CHANNEL


async def _own_dm(interaction: discord.Interaction) -> Target:
    try:
        dm = await interaction.user.create_dm()
    except discord.HTTPException as error:
        raise UnfitChannelError(
            gettext("I can't send you direct messages. Allow them in your privacy settings, then try again.")
        ) from error
    language = current_language()  # of the person who subscribes
    chosen = Preferences(language=None if language is ENGLISH else language.tag)
    return Target(destination=Destination(id=dm.id, guild_id=None, kind=Kind.DM, preferences=chosen))
