"""The form of `/alerts edit`, and what was filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from bot.domain.subscription import Mode, Subscription
from cogs.forms import form_id, submitted_values
from cogs.targets import CHANNEL_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

PREFIX: Final = "paperboy:edit:"
_QUERY, _NAME, _MODE, _CHANNEL = "query", "name", "deliver", "channel"
_MODES: Final = {
    Mode.NOW: "each paper at once",
    Mode.DAILY: "in a daily digest",
    Mode.WEEKLY: "in a weekly digest",
}


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
        discord.SelectOption(label=label, value=mode.value, default=mode is chosen)
        for mode, label in _MODES.items()
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
