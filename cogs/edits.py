"""From the form of `/alerts edit` to a draft with its dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.errors import answer_error
from bot.query import parse
from bot.service.subscriptions import Draft
from cogs.edit_form import edited
from cogs.guards import require_manager
from cogs.targets import Target, resolve_channel

if TYPE_CHECKING:
    import discord

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions import Subscriptions
    from cogs.drafts import DraftDesk
    from cogs.edit_form import Edited


async def take_edit(interaction: discord.Interaction, subscriptions: Subscriptions, desk: DraftDesk) -> None:
    """Answer the form; every other interaction is left alone. Never raises."""
    asked = edited(interaction)
    if asked is None:
        return
    try:
        owner = await require_manager(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        old = await subscriptions.get(owner, asked.subscription_id)
        target = await _target(interaction, asked, old, subscriptions)
        draft = Draft(
            query=parse(asked.query),
            destination=target.destination,
            creator_id=interaction.user.id,
            name=asked.name,
            mode=asked.mode,
            replaces=old,
        )
        await desk.open(interaction, draft, target.problems)
    except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
        await answer_error(interaction, error)


async def _target(
    interaction: discord.Interaction, asked: Edited, old: Subscription, subscriptions: Subscriptions
) -> Target:
    """Where it is to go. A subscription that stays where it is does so also when I lack something there."""
    if asked.channel_id is None or asked.channel_id == old.destination_id:
        return Target(destination=await subscriptions.destination(old))
    return await resolve_channel(interaction, asked.channel_id)
