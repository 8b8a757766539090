"""The Discord client: it needs commands and reactions only, so it subscribes to few events and caches little."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands
from typing_extensions import override

from bot.discord_io.command_access_lookup import AccessLookup
from bot.discord_io.interactions.person_language import answer_in_person_language
from bot.discord_io.interactions.running_commands import CountedTree, RunningCommands
from bot.discord_io.requests.rate_limits import use_own_rate_limits
from bot.domain.discord.ids import EVERYTHING, Shard
from bot.domain.errors import PaperboyError
from bot.text.terminal import counted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import aiohttp


_log = logging.getLogger(__name__)
_MAX_RATELIMIT_WAIT = 30.0  # seconds; the least that discord.py accepts. We schedule longer waits ourselves
# Seconds: discord.py is ready once no further server arrived for so long. A server that
# arrives later is unavailable until then.
_GUILD_WAIT = 0.5


class PaperboyClient(commands.Bot):
    """`commands.Bot` with small caches, no mentions, and a setup supplied by the composition root.

    One plain `Bot` for each `shard` and no `AutoShardedBot`: that one loses the events of a disconnect, while
    `Bot` resumes. `online`: the gateway is connected now. `logged_in`: Discord has accepted the token.
    `alerts_access` knows who is allowed to use /alerts.
    """

    def __init__(
        self,
        setup: Callable[[PaperboyClient], Awaitable[None]],
        *,
        http_trace: aiohttp.TraceConfig,
        shard: Shard = EVERYTHING,
    ) -> None:
        silence_voice_warnings()
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=CountedTree,
            help_command=None,
            intents=discord.Intents(guilds=True, reactions=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=_MAX_RATELIMIT_WAIT,
            guild_ready_timeout=_GUILD_WAIT,
            http_trace=http_trace,
            shard_id=None if shard.count == 1 else shard.id,
            shard_count=None if shard.count == 1 else shard.count,
        )
        answer_in_person_language(self)
        self.running = RunningCommands()
        self._setup = setup
        self.online = False
        self.logged_in = False
        self.alerts_access = AccessLookup(self)

    async def setup_hook(self) -> None:
        """Keep to Discord's rate limits, then run `setup`. discord.py calls it once, at the end of a login."""
        self.logged_in = True
        use_own_rate_limits(self.http)
        await self._setup(self)

    @override
    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Dispatch no event after the client is closed; discord.py would, and fail."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def on_connect(self) -> None:
        """Record that the gateway is connected or reconnected."""
        self.online = True

    on_resumed = on_connect

    async def on_disconnect(self) -> None:
        """Record that the gateway is disconnected; discord.py's `is_ready` stays true."""
        self.online = False

    async def on_raw_app_command_permissions_update(
        self, payload: discord.RawAppCommandPermissionsUpdateEvent
    ) -> None:
        """Drop the cached rules after an admin changed the Integrations page."""
        self.alerts_access.forget(payload.guild.id)

    @override
    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log an error of the store or Discord as one sentence, any other with its traceback."""
        error = sys.exc_info()[1]
        if isinstance(error, PaperboyError):
            _log.warning("Could not handle Discord's event %s: %s", event_method, error)
        else:
            await super().on_error(event_method, *args, **kwargs)

    def forget_threads(self, keep: Callable[[int], bool]) -> None:
        """Drop from discord.py's cache the threads that we opened, except those for whose id `keep` returns True.

        We read only destinations from it. A busy day opens ten thousand threads, each of 600 bytes until archived.
        """
        for guild in self.guilds:
            for thread in guild.threads:
                if self.user is not None and thread.owner_id == self.user.id and not keep(thread.id):
                    guild._remove_thread(thread)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - discord.py has no other way

    async def on_ready(self) -> None:
        """Log our name and the number of servers."""
        _log.info("Connected to Discord as %s, in %s.", self.user, counted(len(self.guilds), "server"))


def silence_voice_warnings() -> None:
    """Silence discord.py's warnings about missing voice packages, which we never use."""
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
