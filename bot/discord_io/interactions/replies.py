"""Answering an interaction with a payload as it was rendered for posting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.http import Route

if TYPE_CHECKING:
    import discord

    from bot.domain.alert import Payload


async def answer_with(interaction: discord.Interaction, payload: Payload) -> None:
    """Put the payload into the answer that was deferred before.

    Its components go as they are: discord.py would hold a view for each in memory, though what they mean stands
    in their custom_ids. Raises what discord.py's own calls raise.
    """
    route = Route(
        "PATCH",
        "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        webhook_id=interaction.application_id,
        webhook_token=interaction.token,
    )
    await interaction.client.http.request(route, json=dict(payload))
