"""Answering an interaction with a payload as it was rendered for posting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Payload


async def answer(interaction: discord.Interaction, **message: Any) -> None:  # noqa: ANN401 - handed on as it is
    """Put a message into the answer that was deferred before, for a command or a press.

    Where a press was put off that is to change its own message, it is a reply beside that, for the person alone.
    """
    if interaction.response.type is discord.InteractionResponseType.deferred_message_update:
        await interaction.followup.send(ephemeral=True, **message)
    else:
        await interaction.edit_original_response(**message)


async def put_off_press(interaction: discord.Interaction) -> None:
    """Put off the answer to a press: in place of an answer that says what was done, else as a reply beside it."""
    message = interaction.message
    if message is None or message.flags.components_v2 or not message.flags.ephemeral:
        await interaction.response.defer(ephemeral=True, thinking=True)
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


def laid_out(components: Sequence[dict[str, Any]]) -> Payload:
    """The payload of a message that is laid out by components, also in place of one with content and embeds."""
    flags = discord.MessageFlags(components_v2=True).value
    mentions: dict[str, Any] = {"parse": []}
    return {
        "flags": flags,
        "content": None,
        "embeds": [],
        "components": list(components),
        "allowed_mentions": mentions,
    }
