"""A server's rules for our commands (its Integrations page), read from Discord, cached for a minute."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.discord_io.access import Asker, Rules, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from discord.ext import commands

_log = logging.getLogger(__name__)
_FRESH = 60.0  # seconds that an answer, or that there was none, is believed
MOST = 1000  # servers cached
_COMMAND = "alerts"
_TIMEOUT = 2.0  # seconds for all requests together; a person's press must be answered within three
_NEVER_CHANGED = 10066  # "Unknown application command permissions"
_FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, LookupError, TypeError, ValueError)


class AccessLookup:
    """Rules by server for /alerts. `clock` gives monotonic seconds."""

    def __init__(
        self,
        client: commands.Bot,
        clock: Callable[[], float] = lambda: asyncio.get_running_loop().time(),
    ) -> None:
        self._client = client
        self._clock = clock
        self._command_id: int | None = None
        self._found = 0.0
        self._cached: dict[int, tuple[float, Rules | None]] = {}

    async def rules(self, guild_id: int) -> Rules | None:
        """The server's rules; None when Discord does not give them. Never raises, takes two seconds at most."""
        if self._is_fresh(guild_id):
            return self._cached[guild_id][1]
        try:
            async with asyncio.timeout(_TIMEOUT):
                rules = await self._read(guild_id)
        except _FAILURES as error:
            _log.warning("Who may use /%s in server %d cannot be read: %r", _COMMAND, guild_id, error)
            self._command_id = None  # perhaps it was registered again
            rules = None
        self.forget(guild_id)
        self._cached[guild_id] = (self._clock(), rules)
        if len(self._cached) > MOST:
            del self._cached[next(iter(self._cached))]
        return rules

    def known(self, guild_id: int) -> Rules | None:
        """The cached rules, without asking Discord; None when they are older than a minute."""
        return self._cached[guild_id][1] if self._is_fresh(guild_id) else None

    def forget(self, guild_id: int) -> None:
        """Ask again next time."""
        self._cached.pop(guild_id, None)

    def _is_fresh(self, guild_id: int) -> bool:
        cached = self._cached.get(guild_id)
        return cached is not None and self._clock() < cached[0] + _FRESH

    async def _read(self, guild_id: int) -> Rules:
        application_id = self._client.application_id
        if application_id is None:
            raise discord.MissingApplicationID
        # One that was deleted and registered again has another id, for which this server's rules are asked.
        if self._command_id is None or self._clock() >= self._found + _FRESH:
            self._command_id = {one.name: one.id for one in await self._client.tree.fetch_commands()}[_COMMAND]
            self._found = self._clock()
        # The application's id stands for all of its commands.
        command, application = await asyncio.gather(
            *(self._settings(application_id, guild_id, one) for one in (self._command_id, application_id))
        )
        return Rules(command=command, application=application)

    async def _settings(self, application_id: int, guild_id: int, command_id: int) -> tuple[Setting, ...]:
        http = self._client.http
        try:
            answer: Any = await http.get_application_command_permissions(application_id, guild_id, command_id)
        except discord.NotFound as error:
            if error.code == _NEVER_CHANGED:
                return ()
            raise
        return tuple(_setting(one) for one in answer["permissions"])


def _setting(one: Mapping[str, Any]) -> Setting:
    """A switch as Discord sends it. One that cannot be read spoils all: it may be the one that denies."""
    allowed = one["permission"]
    if not isinstance(allowed, bool):
        raise TypeError(f"{allowed!r} is neither true nor false")
    return Setting(kind=discord.AppCommandPermissionType(one["type"]), target_id=int(one["id"]), allowed=allowed)


def asker_of(interaction: discord.Interaction, guild_id: int) -> Asker:
    """The person who acts, with the permissions that Discord computed; Manage Server qualifies."""
    channel, user, permissions = interaction.channel, interaction.user, interaction.permissions
    above = channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id
    roles = user.roles if isinstance(user, discord.Member) else []
    return Asker(
        guild_id=guild_id,
        channel_id=above or 0,
        user_id=user.id,
        role_ids=frozenset(role.id for role in roles),
        qualified=permissions.manage_guild,
        administrator=permissions.administrator,
    )
