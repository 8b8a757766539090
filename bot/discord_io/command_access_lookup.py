"""Read a server's rules for /alerts (from its Integrations page) from Discord, cached for a minute."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.discord_io.command_access import Requester, Rules, Switch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from discord.ext import commands

_log = logging.getLogger(__name__)
_CACHE_SECONDS = 60.0  # seconds for which an answer, or the lack of one, is cached
MAX_SERVERS = 1000  # servers cached
_COMMAND_NAME = "alerts"
_TIMEOUT = 2.0  # seconds for all requests together; a person's press must be answered within three
_NEVER_CHANGED_CODE = 10066  # "Unknown application command permissions"
_FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, LookupError, TypeError, ValueError)


class AccessLookup:
    """A cache of each server's rules for /alerts. `clock` gives monotonic seconds."""

    def __init__(
        self,
        client: commands.Bot,
        clock: Callable[[], float] = lambda: asyncio.get_running_loop().time(),
    ) -> None:
        self._client = client
        self._clock = clock
        self._command_id: int | None = None
        self._command_looked_up_at = 0.0
        self._cached: dict[int, tuple[float, Rules | None]] = {}

    async def rules(self, guild_id: int) -> Rules | None:
        """Return the server's rules, within two seconds; None when Discord does not give them. Never raises."""
        if self._is_fresh(guild_id):
            return self._cached[guild_id][1]
        try:
            async with asyncio.timeout(_TIMEOUT):
                rules = await self._read(guild_id)
        except _FAILURES as error:
            _log.warning(
                "Could not read who is allowed to use /%s in server %d: %r", _COMMAND_NAME, guild_id, error
            )
            self._command_id = None  # perhaps it was registered again
            rules = None
        self.forget(guild_id)
        self._cached[guild_id] = (self._clock(), rules)
        if len(self._cached) > MAX_SERVERS:
            del self._cached[next(iter(self._cached))]
        return rules

    def cached_rules(self, guild_id: int) -> Rules | None:
        """Return the cached rules, without a request; None if unknown or older than a minute."""
        return self._cached[guild_id][1] if self._is_fresh(guild_id) else None

    def forget(self, guild_id: int) -> None:
        """Drop the server's cached rules."""
        self._cached.pop(guild_id, None)

    def _is_fresh(self, guild_id: int) -> bool:
        cached = self._cached.get(guild_id)
        return cached is not None and self._clock() < cached[0] + _CACHE_SECONDS

    async def _read(self, guild_id: int) -> Rules:
        application_id = self._client.application_id
        if application_id is None:
            raise discord.MissingApplicationID
        # A command that was registered again has a new id.
        if self._command_id is None or self._clock() >= self._command_looked_up_at + _CACHE_SECONDS:
            registered = await self._client.tree.fetch_commands()
            self._command_id = {command.name: command.id for command in registered}[_COMMAND_NAME]
            self._command_looked_up_at = self._clock()
        # The application's id stands for all of its commands.
        command, application = await asyncio.gather(
            *(self._switches(application_id, guild_id, scope) for scope in (self._command_id, application_id))
        )
        return Rules(command=command, application=application)

    async def _switches(self, application_id: int, guild_id: int, command_id: int) -> tuple[Switch, ...]:
        """Return the switches of a command, or those of the application for its own id; none before any change."""
        http = self._client.http
        try:
            answer: Any = await http.get_application_command_permissions(application_id, guild_id, command_id)
        except discord.NotFound as error:
            if error.code == _NEVER_CHANGED_CODE:
                return ()
            raise
        return tuple(map(_parse_switch, answer["permissions"]))


def _parse_switch(switch: Mapping[str, Any]) -> Switch:
    """Return a switch as Discord sends it. One unreadable switch spoils all: it may be the one that denies."""
    allowed = switch["permission"]
    if not isinstance(allowed, bool):
        raise TypeError(f"{allowed!r} is neither true nor false")
    return Switch(
        kind=discord.AppCommandPermissionType(switch["type"]), target_id=int(switch["id"]), allowed=allowed
    )


def requester_of(interaction: discord.Interaction, guild_id: int) -> Requester:
    """Return the person who acts, with the permissions that Discord computed; the default one is Manage Server."""
    channel, user, permissions = interaction.channel, interaction.user, interaction.permissions
    parent_id = channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
    roles = user.roles if isinstance(user, discord.Member) else []
    return Requester(
        guild_id=guild_id,
        channel_id=parent_id or 0,
        user_id=user.id,
        role_ids=frozenset(role.id for role in roles),
        has_default_permission=permissions.manage_guild,
        is_administrator=permissions.administrator,
    )
