"""The channel that alerts are to go to, from what the person chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import discord
from discord import app_commands

from bot.discord_io.permissions import permission_lines
from bot.domain.errors import PaperboyError
from bot.domain.subscription import Destination, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

Chosen: TypeAlias = app_commands.AppCommandChannel | app_commands.AppCommandThread
_UNSEEN = "I cannot see that channel: allow View Channel for me in its settings, under Permissions."
_ELSEWHERE = {
    discord.ChannelType.forum: (
        "Alerts cannot go to a whole forum yet: choose one of its posts, a text channel or a thread."
    ),
    discord.ChannelType.media: "Alerts cannot go to a media channel: choose a text channel or a thread.",
}
_UNFIT = "Alerts cannot go there: choose a text channel, an announcement channel or a thread."


class UnfitChannelError(PaperboyError):
    """Alerts cannot go to the chosen channel. The text says what to choose."""


class ChannelOption(app_commands.Transformer):
    """A channel option that takes what alerts can go to, and forums: those get a sentence, not an empty list."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Discord's option type."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """What Discord offers in the picker."""
        return [
            discord.ChannelType.text,
            discord.ChannelType.news,
            discord.ChannelType.public_thread,
            discord.ChannelType.private_thread,
            discord.ChannelType.news_thread,
            discord.ChannelType.forum,
        ]

    async def transform(self, _interaction: discord.Interaction, value: Chosen, /) -> Chosen:
        """Hand on what was chosen: looking it up may take a request, which must wait for the deferral."""
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A channel that alerts can go to, with what I lack there (sentences)."""

    destination: Destination
    problems: Sequence[str]


async def resolve_target(interaction: discord.Interaction, chosen: Chosen | None) -> Target:
    """The chosen channel, else the one where the command runs. Raises UnfitChannelError."""
    channel = interaction.channel if chosen is None else await _look_up(chosen)
    if not isinstance(channel, (discord.TextChannel, discord.Thread)):
        kind = getattr(channel, "type", None)
        raise UnfitChannelError(_ELSEWHERE.get(kind, _UNFIT) if kind is not None else _UNSEEN)
    # Discord computes my permissions for the channel of the command; elsewhere the cache has to do.
    here = channel.id == interaction.channel_id
    permissions = interaction.app_permissions if here else channel.permissions_for(channel.guild.me)
    kind = Kind.THREAD if isinstance(channel, discord.Thread) else Kind.CHANNEL
    return Target(
        destination=Destination(id=channel.id, guild_id=channel.guild.id, kind=kind),
        problems=permission_lines(channel, permissions),
    )


async def _look_up(chosen: Chosen) -> object:
    """From the cache, or from Discord: threads that nobody has written to lately are not cached."""
    if cached := chosen.resolve():
        return cached
    try:
        return await chosen.fetch()
    except (discord.Forbidden, discord.NotFound) as error:
        raise UnfitChannelError(_UNSEEN) from error
