"""Check the rights of the person behind a command, button or form, as Discord reports them.

If Discord does not show a server's Integrations page, the permission Manage Server decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord

from bot.discord_io.command_access import Denial, Rules, command_denial
from bot.discord_io.command_access_lookup import requester_of
from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.interactions.presses import anybody, on_press
from bot.discord_io.policy import Action, Person, denial
from bot.domain.subscription import Owner
from bot.language.formats import sentences
from bot.language.translating import gettext

if TYPE_CHECKING:
    from bot.discord_io.client import PaperboyClient
    from bot.discord_io.command_access_lookup import AccessLookup
    from bot.discord_io.interactions.presses import AccessCheck, ItemClass, PressHandler


class Presses(list["ItemClass"]):
    """Handlers of all buttons and menus, for `Client.add_dynamic_items`."""

    def on(self, pattern: str, press: PressHandler, check: AccessCheck | None = None) -> None:
        """Handle a custom_id pattern for alert managers, or for the people whom `check` lets through."""
        self.append(on_press(pattern, press, check or require_manager))

    def for_all(self, pattern: str, press: PressHandler) -> None:
        """Handle a custom_id pattern, whoever presses."""
        self.on(pattern, press, anybody)


def owner_of(interaction: discord.Interaction) -> Owner:
    """Return the owner of the subscriptions that a person works with here: the server, or in a DM the person.

    The owner is also the person in a server where only they installed the app, as the bot cannot post there.
    """
    is_personal = interaction.is_user_integration() and not interaction.is_guild_integration()
    return Owner(guild_id=None if is_personal else interaction.guild_id, user_id=interaction.user.id)


def destinations_here(interaction: discord.Interaction) -> list[int]:
    """Return the ids of the interaction's channel and, for a thread, of its parent channel."""
    channel = interaction.channel
    parents = [channel.parent_id] if isinstance(channel, discord.Thread) else []
    return [found for found in (interaction.channel_id, *parents) if found is not None]


async def require_manager(interaction: discord.Interaction) -> Owner:
    """Return the owner whose alerts the person can manage here. Raises DeniedError.

    This can ask Discord, for at most two seconds.
    """
    person = await person_of(interaction)
    if (why := denial(person, Action.MANAGE)) is not None:
        raise manage_denied_error(person, why)
    return person.owner


async def person_of(interaction: discord.Interaction) -> Person:
    """Return the person with their rights. This can ask Discord, for at most two seconds."""
    owner = owner_of(interaction)
    if owner.guild_id is None:
        return Person(owner=owner)
    requester = requester_of(interaction, owner.guild_id)
    rules = Rules() if requester.is_administrator else await _lookup(interaction).rules(owner.guild_id)
    return Person(owner=owner, denied=command_denial(requester, rules or Rules()), sure=rules is not None)


def manage_denied_error(person: Person, why: Denial) -> DeniedError:
    """Return the error for a person who is not allowed to manage alerts."""
    if why is Denial.DISABLED:
        return DeniedError(
            gettext(
                "`/alerts` is disabled for you or this channel. "
                "An admin can change this in Server Settings → Integrations."
            )
        )
    text = gettext(
        "To manage alerts, you need **Manage Server**. For your own alerts, use `/alerts subscribe` "
        "in a direct message to me."
    )
    if person.sure:
        return DeniedError(text)
    return DeniedError(
        sentences(text, gettext("If an admin has given you access to `/alerts`, try again in a minute."))
    )


async def load_command_rules(interaction: discord.Interaction) -> None:
    """Load the server's command rules into the cache that `may_manage` reads."""
    owner = owner_of(interaction)
    if owner.guild_id is not None:
        await _lookup(interaction).rules(owner.guild_id)


def may_look_into(interaction: discord.Interaction, channel_id: int) -> bool:
    """Check that the person sees a channel or thread of this server, or manages alerts.

    Of a private thread only a command in that thread itself proves it.
    """
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
    """Check from cached rules, without a request, that the person can manage alerts here."""
    owner = owner_of(interaction)
    if owner.guild_id is None:
        return denial(Person(owner=owner), Action.MANAGE) is None
    rules = _lookup(interaction).cached_rules(owner.guild_id) or Rules()
    person = Person(owner=owner, denied=command_denial(requester_of(interaction, owner.guild_id), rules))
    return denial(person, Action.MANAGE) is None


def _lookup(interaction: discord.Interaction) -> AccessLookup:
    return cast("PaperboyClient", interaction.client).alerts_access
