"""The person behind a command, button or form, for the `policy`, as Discord describes them.

If Discord does not show a server's Integrations page, the permission Manage Server decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord

from bot.discord_io.access import Denial, Rules, command_denial
from bot.discord_io.access_lookup import requester_of
from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.interactions.presses import anybody, on_press
from bot.discord_io.policy import Action, Person, denial
from bot.domain.subscription import Owner
from bot.language.formats import sentences
from bot.language.translating import gettext

if TYPE_CHECKING:
    from bot.discord_io.access_lookup import AccessLookup
    from bot.discord_io.client import PaperboyClient
    from bot.discord_io.interactions.presses import Gate, ItemClass, Press


class Presses(list["ItemClass"]):
    """All that answers buttons and menus, for `Client.add_dynamic_items`."""

    def on(self, pattern: str, press: Press, gate: Gate | None = None) -> None:
        """Answer what has such a custom_id: for those who may manage alerts, or whom the `gate` lets through."""
        self.append(on_press(pattern, press, gate or require_manager))

    def for_all(self, pattern: str, press: Press) -> None:
        """Answer everybody."""
        self.on(pattern, press, anybody)


def owner_of(interaction: discord.Interaction) -> Owner:
    """The owner of the subscriptions that a person sees here: the server, or in a DM themselves.

    It is the person, too, where they installed the app for themselves and the server has not: nothing can be
    posted there.
    """
    brought = interaction.is_user_integration() and not interaction.is_guild_integration()
    return Owner(guild_id=None if brought else interaction.guild_id, user_id=interaction.user.id)


def destinations_here(interaction: discord.Interaction) -> list[int]:
    """The destinations that a message can belong to: its channel, and the one above when that is a thread."""
    channel = interaction.channel
    above = [channel.parent_id] if isinstance(channel, discord.Thread) else []
    return [found for found in (interaction.channel_id, *above) if found is not None]


async def require_manager(interaction: discord.Interaction) -> Owner:
    """The owner whose alerts the person is allowed to manage here. Raises DeniedError.

    This may ask Discord, for two seconds at most.
    """
    person = await person_of(interaction)
    if (why := denial(person, Action.MANAGE)) is not None:
        raise manage_denied(person, why)
    return person.owner


async def person_of(interaction: discord.Interaction) -> Person:
    """The person who acts. This may ask Discord, for two seconds at most."""
    owner = owner_of(interaction)
    if owner.guild_id is None:
        return Person(owner=owner)
    requester = requester_of(interaction, owner.guild_id)
    rules = Rules() if requester.administrator else await _lookup(interaction).rules(owner.guild_id)
    return Person(owner=owner, denied=command_denial(requester, rules or Rules()), sure=rules is not None)


def manage_denied(person: Person, why: Denial) -> DeniedError:
    """The sentence for somebody who may not manage alerts."""
    if why is Denial.DISABLED:
        return DeniedError(
            gettext(
                "An admin has closed `/alerts` to you or to this channel, in Server Settings → Integrations: "
                "use it in another channel, or ask an admin."
            )
        )
    lacking = gettext(
        "Managing alerts needs the permission Manage Server: ask somebody who has it, or an admin for a role "
        "with it or to allow you `/alerts` in Server Settings → Integrations."
    )
    if person.sure:
        return DeniedError(lacking)
    unreadable = gettext("If they did, try again in a minute: I cannot read that page at the moment.")
    return DeniedError(sentences(lacking, unreadable))


async def prepare(interaction: discord.Interaction) -> None:
    """Find out what `may_manage` goes by, so that it knows the next time."""
    owner = owner_of(interaction)
    if owner.guild_id is not None:
        await _lookup(interaction).rules(owner.guild_id)


def may_look_into(interaction: discord.Interaction, channel_id: int) -> bool:
    """Check that the person sees a channel or thread of this server, or manages alerts."""
    if may_manage(interaction):
        return True
    guild, member = interaction.guild, interaction.user
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if channel is None or not isinstance(member, discord.Member):
        return False
    if isinstance(channel, discord.Thread) and channel.is_private():
        return channel.id == interaction.channel_id
    return channel.permissions_for(member).view_channel


def may_manage(interaction: discord.Interaction) -> bool:
    """Check without a request that the person may manage alerts here, as far as it is known now."""
    owner = owner_of(interaction)
    if owner.guild_id is None:
        return denial(Person(owner=owner), Action.MANAGE) is None
    rules = _lookup(interaction).known(owner.guild_id) or Rules()
    person = Person(owner=owner, denied=command_denial(requester_of(interaction, owner.guild_id), rules))
    return denial(person, Action.MANAGE) is None


def _lookup(interaction: discord.Interaction) -> AccessLookup:
    return cast("PaperboyClient", interaction.client).alerts_access
