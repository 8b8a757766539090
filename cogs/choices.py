"""What Discord offers while a person types which subscription they mean."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord import app_commands

from cogs.guards import may_manage
from cogs.lines import channel_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions import Subscriptions

_log = logging.getLogger(__name__)
_MOST = 25  # Discord's limit
_LABEL = 100  # characters, Discord's limit


async def subscription_choices(
    interaction: discord.Interaction, current: str, subscriptions: Subscriptions
) -> list[app_commands.Choice[str]]:
    """The guild's subscriptions that contain what was typed; the value is the id.

    Never raises and offers nothing to those who may not manage alerts: Discord runs no check before it asks.
    """
    if interaction.guild_id is None or not may_manage(interaction):
        return []
    try:
        listed = await subscriptions.in_guild(interaction.guild_id)
    except Exception:  # noqa: BLE001 - whatever it is, the person can still type
        _log.exception("No subscriptions could be offered.")
        return []
    return [_choice(s, interaction.guild) for s in _matching([entry.subscription for entry in listed], current)]


def _matching(subscriptions: Sequence[Subscription], current: str) -> list[Subscription]:
    wanted = current.strip().casefold()
    return [s for s in subscriptions if wanted in f"{s.id} {s.name} {s.query}".casefold()][:_MOST]


def _choice(subscription: Subscription, guild: discord.Guild | None) -> app_commands.Choice[str]:
    channel = channel_name(guild, subscription)
    where = f" → #{channel}" if channel else ""
    label = f"{subscription.id} · {subscription.name}{' (paused)' if subscription.paused else ''}{where}"
    return app_commands.Choice(name=label[:_LABEL], value=subscription.id)
