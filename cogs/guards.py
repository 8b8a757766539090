"""Who may do what, checked when a command or button runs.

Discord offers `/alerts` to members with Manage Server, and as a server's Integrations page widens or narrows that;
for buttons and forms it checks nothing. So the same rule is applied here whenever something runs. Where Discord
does not tell what that page says, Manage Server alone counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord

from bot.discord_io.access import Rules, Verdict, judge
from bot.discord_io.access_lookup import asker_of
from bot.discord_io.errors import DeniedError

if TYPE_CHECKING:
    from bot.discord_io.access_lookup import AccessLookup
    from bot.discord_io.client import PaperboyClient
    from bot.domain.subscription import Subscription

_LACKING = (
    "Managing alerts needs the permission Manage Server: ask somebody who has it, or an admin for a role with it "
    "or to allow you `/alerts` in Server Settings → Integrations."
)
_UNREADABLE = f"{_LACKING} If they did, try again in a minute: I cannot read that page at the moment."
_CLOSED = (
    "An admin has closed `/alerts` to you or to this channel, in Server Settings → Integrations: use it in "
    "another channel, or ask an admin."
)


def require_guild(interaction: discord.Interaction) -> int:
    """The id of the guild that the command runs in. Raises DeniedError outside of one."""
    if interaction.guild_id is None:
        raise DeniedError("This works in a server only: use it in one that I am a member of.")
    return interaction.guild_id


async def require_manager(interaction: discord.Interaction) -> int:
    """The guild's id, if the person may manage alerts where they act. Raises DeniedError.

    May ask Discord, for two seconds at most.
    """
    guild_id = require_guild(interaction)
    asker = asker_of(interaction, guild_id)
    rules = Rules() if asker.administrator else await _lookup(interaction).rules(guild_id)
    match judge(asker, rules or Rules()):
        case Verdict.GRANTED:
            return guild_id
        case Verdict.CLOSED:
            raise DeniedError(_CLOSED)
        case Verdict.LACKING:
            raise DeniedError(_UNREADABLE if rules is None else _LACKING)


async def prepare(interaction: discord.Interaction) -> None:
    """Find out what `may_manage` goes by, so that it knows the next time."""
    if interaction.guild_id is not None:
        await _lookup(interaction).rules(interaction.guild_id)


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
    """Whether the person may manage alerts where they act, at once: as far as it is known at the moment."""
    if interaction.guild_id is None:
        return False
    rules = _lookup(interaction).known(interaction.guild_id) or Rules()
    return judge(asker_of(interaction, interaction.guild_id), rules) is Verdict.GRANTED


def _lookup(interaction: discord.Interaction) -> AccessLookup:
    return cast("PaperboyClient", interaction.client).alerts_access
