"""Inspecting Discord over REST alone: the token, and the permissions where we post."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord

from bot.discord_io.client import silence_voice_warnings
from bot.discord_io.connecting.gateway import LOGIN_FAILURES, explain_login
from bot.discord_io.permissions import history_problem, posting_problem
from bot.discord_io.requests.failures import explain_lookup
from bot.discord_io.requests.pacer import Pacer
from bot.discord_io.requests.trace import AttemptLog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Destination

_TIMEOUT = 60.0  # seconds for the login, and for what is asked of one server
_FAILURES = (discord.HTTPException, discord.InvalidData)
_RATE = 20.0  # requests a second: a running bot posts beside this, under the same limit of Discord's


async def inspect_discord(
    token: str, destinations: Sequence[Destination]
) -> tuple[str, list[tuple[Destination, str | None]]]:
    """Our name, and for each destination the reason why posting there would fail (None: there is none).

    Raises CredentialsError for a bad token, TryLaterError
    when Discord does not answer, or somebody else does.
    """
    silence_voice_warnings()
    client = discord.Client(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
    pacer = Pacer(_RATE)
    problems: dict[int, str | None] = {}
    try:
        async with asyncio.timeout(_TIMEOUT):
            await client.login(token)
        # Of a direct message nothing is known before it is sent.
        for guild_id in {one.guild_id for one in destinations if one.guild_id is not None}:
            there = [one for one in destinations if one.guild_id == guild_id]
            async with asyncio.timeout(_TIMEOUT + len(there)):
                problems |= await _problems(client, pacer, guild_id, there)
    except LOGIN_FAILURES as error:
        raise explain_login(error) from error
    finally:
        await client.close()
    return str(client.user), [(one, problems.get(one.id)) for one in destinations]


async def _problems(
    client: discord.Client, pacer: Pacer, guild_id: int, there: Sequence[Destination]
) -> dict[int, str | None]:
    """The problems by destination, of one server: three requests for all channels, and one per thread."""
    try:
        await pacer.wait()
        guild = await client.fetch_guild(guild_id)
        await pacer.wait()
        me = await guild.fetch_member(client.user.id if client.user else 0)
        await pacer.wait()
        channels = {channel.id: channel for channel in await guild.fetch_channels()}
    except _FAILURES as error:
        return dict.fromkeys((one.id for one in there), _explained(error))
    found: dict[int, str | None] = {}
    for one in there:
        try:
            if (channel := channels.get(one.id)) is None:
                await pacer.wait()
                channel = await guild.fetch_channel(one.id)
            refusal = posting_problem(channel, me)
            found[one.id] = str(refusal) if refusal else history_problem(channel, me)
        except _FAILURES as error:
            found[one.id] = _explained(error)
        except discord.ClientException:
            found[one.id] = None  # a thread whose parent is not known here: only posting shows it
    return found


def _explained(error: Exception) -> str:
    if isinstance(error, discord.InvalidData):  # discord.py does not know a channel's type
        return "Discord has a kind of channel there that this version does not know: update Paperboy."
    return str(explain_lookup(error, AttemptLog()))
