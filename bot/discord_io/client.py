"""The Discord client: slash commands only, so it asks for and caches as little as it can."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands
from typing_extensions import override

from bot.discord_io.access_lookup import AccessLookup
from bot.discord_io.interactions.at_once import AtOnce, CountedTree
from bot.discord_io.interactions.their_language import answer_in_their_language
from bot.discord_io.requests.rate_limits import guard
from bot.domain.discord.ids import EVERYTHING, Shard
from bot.domain.errors import PaperboyError
from bot.text.terminal import counted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import aiohttp


_log = logging.getLogger(__name__)
_MAX_RATELIMIT_WAIT = 30.0  # seconds; the least that discord.py accepts. Longer waits are ours to schedule
_GUILD_WAIT = 0.5  # seconds without news of a server until we count as ready; a late one is unavailable before


class PaperboyClient(commands.Bot):
    """`commands.Bot` with slim caches, no mentions and a setup that the composition root supplies.

    Plain `Bot` and not `AutoShardedBot`: the former resumes after a reconnect, the latter loses what happened
    meanwhile. So there is one of them for each `shard`. `online` is whether the gateway is connected at this
    moment, `logged_in` whether Discord has let us in, `alerts_access` knows who may use /alerts.
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
            intents=discord.Intents(guilds=True),
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
        answer_in_their_language(self)
        self.at_once = AtOnce()
        self._setup = setup
        self.online = False
        self.logged_in = False
        self.alerts_access = AccessLookup(self)

    async def setup_hook(self) -> None:
        """Add commands: the last step of a login, so that one that is tried again was not here before."""
        self.logged_in = True
        guard(self.http)
        await self._setup(self)

    @override
    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Report nothing after the end: discord.py does, once no more servers are told, and stumbles over it."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def on_connect(self) -> None:
        """The gateway is there, or back."""
        self.online = True

    on_resumed = on_connect

    async def on_disconnect(self) -> None:
        """The gateway is away; discord.py itself goes on counting as ready."""
        self.online = False

    async def on_raw_app_command_permissions_update(
        self, payload: discord.RawAppCommandPermissionsUpdateEvent
    ) -> None:
        """An admin has changed something on the Integrations page."""
        self.alerts_access.forget(payload.guild.id)

    @override
    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log a refusal by the store or Discord as one sentence; only other errors get a traceback."""
        error = sys.exc_info()[1]
        if isinstance(error, PaperboyError):
            _log.warning("What Discord reported (%s) was not followed up: %s", event_method, error)
        else:
            await super().on_error(event_method, *args, **kwargs)

    def forget_threads(self, keep: Callable[[int], bool]) -> None:
        """Let go of the threads that we opened, but for those whose id is to be kept.

        Nobody asks the cache for them, busy days open ten thousand, and each takes 600 bytes until it is archived.
        """
        for guild in self.guilds:
            for thread in guild.threads:
                if self.user is not None and thread.owner_id == self.user.id and not keep(thread.id):
                    guild._remove_thread(thread)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - discord.py has no other way

    async def on_ready(self) -> None:
        """Say who we are, where the host looks."""
        _log.info("Connected to Discord as %s, in %s.", self.user, counted(len(self.guilds), "server"))


def silence_voice_warnings() -> None:
    """Discord.py warns that voice packages are missing: we never use voice."""
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
