"""Inspecting Discord over REST alone: the token, and the permissions where we post."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.discord_io.client import silence_voice_warnings
from bot.discord_io.permissions import history_problem, posting_problem
from bot.discord_io.requests.failures import explain_lookup
from bot.discord_io.requests.trace import AttemptLog
from bot.domain.errors import CredentialsError, TryLaterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Destination

_FAILURES = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, asyncio.TimeoutError, OSError)
_TIMEOUT = 60.0  # seconds for everything


async def inspect_discord(
    token: str, destinations: Sequence[Destination]
) -> tuple[str, list[tuple[Destination, str | None]]]:
    """Our name, and for each destination what hinders posting there (None: nothing).

    Raises CredentialsError for a bad token, TryLaterError when Discord does not answer.
    """
    silence_voice_warnings()
    client = discord.Client(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
    try:
        async with asyncio.timeout(_TIMEOUT):
            await client.login(token)
            problems = [(one, await _problem(client, one)) for one in destinations]
    except discord.LoginFailure as error:
        raise CredentialsError(
            "Discord does not accept the token: set a valid PAPERBOY_DISCORD__TOKEN."
        ) from error
    except _FAILURES as error:
        reason = str(error) or type(error).__name__
        raise TryLaterError(f"Discord cannot be asked: {reason}.", in_doubt=False) from error
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
