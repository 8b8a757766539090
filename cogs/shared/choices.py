"""What Discord offers while a person types which subscription or paper they mean."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord import app_commands

from bot.discord_io.render.paper_text import plain_title
from bot.domain.discord_limits import OPTION_TEXT, OPTIONS
from cogs.shared.guards import may_manage, may_see, owner_of
from cogs.shared.lines import channel_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.domain.subscription import Subscription
    from bot.service.papers.papers import Papers
    from bot.service.subscriptions.subscriptions import Subscriptions

_log = logging.getLogger(__name__)


async def subscription_choices(
    interaction: discord.Interaction, current: str, subscriptions: Subscriptions, *, to_change: bool = True
) -> list[app_commands.Choice[str]]:
    """The subscriptions of the server, or in a DM of the person, that contain what was typed; the value is the id.

    Never raises. Offers those `to_change` to those alone who may manage alerts, else to everyone those that they
    may see: Discord runs no check before it asks.
    """
    if to_change and not may_manage(interaction):
        return []
    try:
        listed = await subscriptions.of(owner_of(interaction))
    except Exception:  # noqa: BLE001 - whatever it is, the person can still type
        _log.exception("No subscriptions could be offered.")
        return []
    offered = [entry.subscription for entry in listed if may_see(interaction, entry.subscription)]
    return [_choice(s, interaction.guild) for s in _matching(offered, current)]


async def paper_choices(current: str, papers: Papers) -> list[app_commands.Choice[str]]:
    """The stored papers whose title or number has what was typed; the value is the id. Never raises."""
    try:
        found = await papers.titled(current, OPTIONS)
    except Exception:  # noqa: BLE001 - whatever it is, the person can still type
        _log.exception("No papers could be offered.")
        return []
    usable = [sighting.paper for sighting in found if len(sighting.paper.id) <= OPTION_TEXT]
    return [app_commands.Choice(name=plain_title(paper, OPTION_TEXT), value=paper.id) for paper in usable]


def _matching(subscriptions: Sequence[Subscription], current: str) -> list[Subscription]:
    wanted = current.strip().casefold()
    return [s for s in subscriptions if wanted in f"{s.id} {s.name} {s.query}".casefold()][:OPTIONS]


def _choice(subscription: Subscription, guild: discord.Guild | None) -> app_commands.Choice[str]:
    channel = channel_name(guild, subscription)
    where = f" → #{channel}" if channel else ""
    label = f"{subscription.id} · {subscription.name}{' (paused)' if subscription.paused else ''}{where}"
    return app_commands.Choice(name=label[:OPTION_TEXT], value=subscription.id)
