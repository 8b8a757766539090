"""From the form of `/alerts edit` to a draft with its dry run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.errors import answer_error
from bot.domain.schedule import delivery
from bot.domain.subscription import Mode
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.targets import CHANNEL_TYPES, Target, resolve_channel
from cogs.shared.forms import form_id, submitted_values
from cogs.shared.guards import require_manager

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.subscriptions import Subscriptions
    from cogs.alerts.drafts import DraftHandler

PREFIX: Final = "paperboy:edit:"
_QUERY, _NAME, _MODE, _CHANNEL = "query", "name", "deliver", "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What a form asks for. `channel_id` is None where the subscription stays where it is."""

    subscription_id: str
    query: str
    name: str
    mode: Mode
    channel_id: int | None


def edit_form(subscription: Subscription) -> discord.ui.Modal:
    """Query, name, delivery and, in a server, the channel, all filled in as they are."""
    form = discord.ui.Modal(title="Edit the subscription", custom_id=f"{PREFIX}{subscription.id}")
    query = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph, custom_id=_QUERY, default=subscription.query, max_length=4000
    )
    name = discord.ui.TextInput[discord.ui.Modal](
        custom_id=_NAME, default=_own_name(subscription), max_length=60, required=False
    )
    form.add_item(
        discord.ui.Label(text="Query", description="See /paperboy help for the language.", component=query)
    )
    form.add_item(discord.ui.Label(text="Name", description="Left empty, the query is the name.", component=name))
    form.add_item(discord.ui.Label(text="Posts", component=_mode_menu(subscription.mode)))
    if subscription.guild_id is not None:
        form.add_item(discord.ui.Label(text="Channel", component=_channel_menu(subscription.destination_id)))
    return form


def _own_name(subscription: Subscription) -> str:
    """The name, unless it was taken from the query and is to go with it."""
    return "" if subscription.query.startswith(subscription.name) else subscription.name


def _mode_menu(chosen: Mode) -> discord.ui.Select[discord.ui.Modal]:
    options = [
        discord.SelectOption(label=delivery(mode).label, value=mode.value, default=mode is chosen) for mode in Mode
    ]
    return discord.ui.Select(custom_id=_MODE, options=options)


def _channel_menu(chosen: int) -> discord.ui.ChannelSelect[discord.ui.Modal]:
    return discord.ui.ChannelSelect(
        custom_id=_CHANNEL,
        channel_types=list(CHANNEL_TYPES),
        default_values=[discord.SelectDefaultValue(id=chosen, type=discord.SelectDefaultValueType.channel)],
    )


def edited(interaction: discord.Interaction) -> Edited | None:
    """What was filled in; None when the interaction is something else."""
    subscription_id = form_id(interaction, PREFIX)
    if subscription_id is None:
        return None
    values = submitted_values(interaction)
    channel = _first(values, _CHANNEL)
    mode = _first(values, _MODE)
    return Edited(
        subscription_id=subscription_id,
        query=_first(values, _QUERY),
        name=_first(values, _NAME),
        mode=Mode(mode) if mode in set(Mode) else Mode.NOW,
        channel_id=int(channel) if channel.isdecimal() else None,
    )


def _first(values: dict[str, Sequence[str]], name: str) -> str:
    return next(iter(values.get(name, ())), "")


async def take_edit(interaction: discord.Interaction, subscriptions: Subscriptions, handler: DraftHandler) -> None:
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
        await handler.open(interaction, draft, target.problems)
    except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
        await answer_error(interaction, error)


async def _target(
    interaction: discord.Interaction, asked: Edited, old: Subscription, subscriptions: Subscriptions
) -> Target:
    """Where it is to go. A subscription that stays where it is does so also when I lack something there."""
    if asked.channel_id is None or asked.channel_id == old.destination_id:
        return Target(destination=await subscriptions.destination(old))
    return await resolve_channel(interaction, asked.channel_id)
