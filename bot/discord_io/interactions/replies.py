"""Answer interactions that were deferred."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route

if TYPE_CHECKING:
    from bot.domain.alert import Payload


async def answer(interaction: discord.Interaction, **message: Any) -> None:  # noqa: ANN401 - handed on as it is
    """Send a message as the deferred answer. It never replaces the message with the pressed button."""
    if interaction.response.type is discord.InteractionResponseType.deferred_message_update:
        await interaction.followup.send(ephemeral=True, **message)
    else:
        await interaction.edit_original_response(**message)


async def reply_later(interaction: discord.Interaction) -> None:
    """Defer the answer, unless that was done: it will be a new message, for the person alone."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)


async def change_later(interaction: discord.Interaction, *, keep_layout: bool = False) -> None:
    """Defer the answer to a press: an edit of it replaces the message if only this person sees that.

    Under a public message, which nobody may change for others, it will be a private reply; with `keep_layout` also
    under a list or panel, which no text can replace.
    """
    message = interaction.message
    if message is None or not message.flags.ephemeral or (keep_layout and message.flags.components_v2):
        await reply_later(interaction)
    else:
        await interaction.response.defer()


async def answer_with(interaction: discord.Interaction, payload: Payload) -> int:
    """Send the payload as the deferred answer, after `change_later` in place of the message; return its id.

    Its components are sent unchanged: discord.py would keep a view for each in memory, though their custom_ids say
    what they do. Raises what discord.py's own calls raise.
    """
    route = Route(
        "PATCH",
        "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        webhook_id=interaction.application_id,
        webhook_token=interaction.token,
    )
    return int((await interaction.client.http.request(route, json=dict(payload)))["id"])
