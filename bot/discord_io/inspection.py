"""Inspecting Discord over REST alone: the token, and the permissions where we post."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord

from bot.discord_io.client import silence_voice_warnings
from bot.discord_io.connecting.login import LOGIN_FAILURES, explain_login
from bot.discord_io.permissions import history_problem, posting_problem
from bot.discord_io.requests.failures import explain_lookup
from bot.discord_io.requests.trace import AttemptLog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Destination

_TIMEOUT = 60.0  # seconds for everything


async def inspect_discord(
    token: str, destinations: Sequence[Destination]
) -> tuple[str, list[tuple[Destination, str | None]]]:
    """Our name, and for each destination what hinders posting there (None: nothing).

    Raises CredentialsError for a bad token, TryLaterError when Discord does not answer, or somebody else
    does.
    """
    silence_voice_warnings()
    client = discord.Client(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
    try:
        async with asyncio.timeout(_TIMEOUT):
            await client.login(token)
            problems = [(one, await _problem(client, one)) for one in destinations]
    except LOGIN_FAILURES as error:
        raise explain_login(error) from error
    finally:
        await client.close()
    return str(client.user), problems


async def _problem(client: discord.Client, destination: Destination) -> str | None:
    if destination.guild_id is None or client.user is None:
        return None
    try:
        guild = await client.fetch_guild(destination.guild_id)
        me = await guild.fetch_member(client.user.id)
        channels = {channel.id: channel for channel in await guild.fetch_channels()}
        channel = channels.get(destination.id) or await guild.fetch_channel(destination.id)
    except discord.HTTPException as error:
        return str(explain_lookup(error, AttemptLog()))
    try:
        refusal = posting_problem(channel, me)
        return str(refusal) if refusal else history_problem(channel, me)
    except discord.ClientException:
        return None  # a thread whose parent is not known here: only posting shows it
