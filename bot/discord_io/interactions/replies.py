"""Answering an interaction with a payload as it was rendered for posting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route

if TYPE_CHECKING:
    from bot.domain.alert import Payload


async def answer(interaction: discord.Interaction, **message: Any) -> None:  # noqa: ANN401 - handed on as it is
    """Put a message into the answer that was deferred before, for a command or a press.

    If a press was deferred to change its own message, that stays, and this is a reply for the person alone.
    """
    if interaction.response.type is discord.InteractionResponseType.deferred_message_update:
        await interaction.followup.send(ephemeral=True, **message)
    else:
        await interaction.edit_original_response(**message)


async def reply_later(interaction: discord.Interaction) -> None:
    """Put off the answer, unless it was: it will be a message of its own, for the person alone."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)


async def change_later(interaction: discord.Interaction, *, keep_layout: bool = False) -> None:
    """Put off the answer to a press: it takes the place of the message, or is a reply to one that all see.

    So nobody changes what somebody else has shared. `keep_layout` keeps a list or panel: no text replaces it.
    """
    message = interaction.message
    if message is None or not message.flags.ephemeral or (keep_layout and message.flags.components_v2):
        await reply_later(interaction)
    else:
        await interaction.response.defer()


async def answer_with(interaction: discord.Interaction, payload: Payload) -> int:
    """Put the payload into the answer that was deferred before; the message's id.

    Its components go as they are: discord.py would hold a view for each in memory, though what they mean stands
    in their custom_ids. Raises what discord.py's own calls raise.
    """
    route = Route(
        "PATCH",
        "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        webhook_id=interaction.application_id,
        webhook_token=interaction.token,
    )
    return int((await interaction.client.http.request(route, json=dict(payload)))["id"])
