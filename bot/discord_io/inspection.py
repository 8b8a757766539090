"""Inspect Discord over REST alone: the token, and the permissions in each channel that we post to."""

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

_TIMEOUT = 60.0  # seconds for the login; and for a server's requests, with one more for each destination
_FAILURES = (discord.HTTPException, discord.InvalidData)
_REQUESTS_PER_SECOND = 20.0  # requests a second: a running bot shares Discord's limit


async def inspect_discord(
    token: str, destinations: Sequence[Destination]
) -> tuple[str, list[tuple[Destination, str | None]]]:
    """Return our name, and for each destination what hinders posting or reading the history (None: nothing known).

    Raises CredentialsError for a bad token, TryLaterError when Discord, or only a proxy, does not answer properly.
    """
    silence_voice_warnings()
    client = discord.Client(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
    pacer = Pacer(_REQUESTS_PER_SECOND)
    problems: dict[int, str | None] = {}
    try:
        async with asyncio.timeout(_TIMEOUT):
            await client.login(token)
        # Direct messages cannot be checked before one is sent.
        for guild_id in {each.guild_id for each in destinations if each.guild_id is not None}:
            in_server = [each for each in destinations if each.guild_id == guild_id]
            async with asyncio.timeout(_TIMEOUT + len(in_server)):
                problems |= await _problems(client, pacer, guild_id, in_server)
    except LOGIN_FAILURES as error:
        raise explain_login(error) from error
    finally:
        await client.close()
    return str(client.user), [(each, problems.get(each.id)) for each in destinations]


async def _problems(
    client: discord.Client, pacer: Pacer, guild_id: int, in_server: Sequence[Destination]
) -> dict[int, str | None]:
    """Return the problem of each destination of one server: three requests, and one per thread."""
    try:
        await pacer.wait()
        guild = await client.fetch_guild(guild_id)
        await pacer.wait()
        me = await guild.fetch_member(client.user.id if client.user else 0)
        await pacer.wait()
        channels = {channel.id: channel for channel in await guild.fetch_channels()}
        for channel in channels.values():  # where threads look up their channel, for its permissions
            guild._add_channel(channel)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - fetching adds none
    except _FAILURES as error:
        return dict.fromkeys((each.id for each in in_server), _explain(error))
    found: dict[int, str | None] = {}
    for destination in in_server:
        try:
            if (channel := channels.get(destination.id)) is None:
                await pacer.wait()
                channel = await guild.fetch_channel(destination.id)
            refusal = posting_problem(channel, me)
            found[destination.id] = str(refusal) if refusal else history_problem(channel, me)
        except _FAILURES as error:
            found[destination.id] = _explain(error)
    return found


def _explain(error: Exception) -> str:
    if isinstance(error, discord.InvalidData):  # discord.py does not know a channel's type
        return "This version does not know that kind of channel: update Paperboy."
    return str(explain_lookup(error, AttemptLog()))  # an empty log: a request that only reads leaves no doubt
