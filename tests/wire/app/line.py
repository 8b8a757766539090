"""Our client on the wire, with what a test needs to make trouble for it."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from bot.discord_io.requests.pacer import Pacer
from bot.domain.subscription import Destination, Kind
from tests.wire.support.connected import knows_its_servers

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine

    from bot.discord_io.client import PaperboyClient
    from bot.discord_io.posting.notifier import DiscordNotifier
    from bot.discord_io.requests.breaker import Breaker
    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.state.models import Channel, Guild, Role


@dataclass(kw_only=True)
class Wall:
    """The clock on the wall, which somebody set."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass(frozen=True, kw_only=True)
class Line:
    """`destination` is `channel` in the bot's words."""

    client: PaperboyClient
    notifier: DiscordNotifier
    breaker: Breaker
    discord: LoopbackDiscord | None = None
    guild: Guild | None = None
    channel: Channel | None = None
    pacer: Pacer = field(default_factory=Pacer)
    wall: Wall = field(default_factory=Wall)

    @classmethod
    @asynccontextmanager
    async def connected(
        cls,
        connecting: Coroutine[None, None, None],
        client: PaperboyClient,
        notifier: DiscordNotifier,
        breaker: Breaker,
    ) -> AsyncGenerator[Self]:
        """Wait until the client is ready; it is closed at the end."""
        task = asyncio.create_task(connecting)
        try:
            async with asyncio.timeout(30):
                while not knows_its_servers(client):  # noqa: ASYNC110 - its own waiting wants a login first
                    await asyncio.sleep(0.01)
            yield cls(client=client, notifier=notifier, breaker=breaker)
        finally:
            await client.close()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def at(self, discord: LoopbackDiscord, guild: Guild, channel: Channel) -> Self:
        return replace(self, discord=discord, guild=guild, channel=channel)

    @property
    def there(self) -> LoopbackDiscord:
        assert self.discord is not None
        return self.discord

    @property
    def place(self) -> Channel:
        assert self.channel is not None
        return self.channel

    @property
    def server(self) -> Guild:
        assert self.guild is not None
        return self.guild

    def destination_of(self, channel: Channel, kind: Kind = Kind.CHANNEL) -> Destination:
        """Another channel in the bot's words."""
        return Destination(id=channel.id, guild_id=self.server.id, kind=kind)

    async def knows(self, channel: Channel) -> None:
        """Wait until the gateway has told the client of a channel or thread."""
        guild = self.client.get_guild(self.server.id)
        assert guild is not None
        async with asyncio.timeout(30):
            while guild.get_channel_or_thread(channel.id) is None:  # noqa: ASYNC110 - no event of ours tells
                await asyncio.sleep(0.01)

    async def knows_role(self, role: Role) -> None:
        """Wait until the gateway has told the client of a role."""
        guild = self.client.get_guild(self.server.id)
        assert guild is not None
        async with asyncio.timeout(30):
            while guild.get_role(role.id) is None:  # noqa: ASYNC110 - no event of ours tells
                await asyncio.sleep(0.01)

    @property
    def destination(self) -> Destination:
        return Destination(id=self.place.id, guild_id=self.server.id)
