"""Our client on the wire, with what a test needs to make trouble for it."""

import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest

from bot.discord_io.client import PaperboyClient
from bot.discord_io.posting.notifier import DiscordNotifier
from bot.discord_io.requests.pacer import Breaker, Pacer
from bot.domain.errors import TryLaterError
from bot.domain.subscription import Destination, Kind
from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.faults import Armed, Fault
from tests.fake_discord.state.models import Channel, Guild, Perm, Role
from tests.fake_discord.state.world import World
from tests.wire.app.payloads import KEY, body
from tests.wire.support.connected import noticed


@dataclass(kw_only=True)
class Wall:
    """The clock on the wall, which somebody set."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass(frozen=True, kw_only=True)
class Line:
    """A connected client; `there` is Discord, with a `server` that has a channel, the `place`."""

    client: PaperboyClient
    notifier: DiscordNotifier
    breaker: Breaker
    there: LoopbackDiscord
    server: Guild
    place: Channel
    pacer: Pacer = field(default_factory=Pacer)
    wall: Wall = field(default_factory=Wall)

    @property
    def destination(self) -> Destination:
        """The place in the bot's words."""
        return self.destination_of(self.place)

    def destination_of(self, channel: Channel, kind: Kind = Kind.CHANNEL) -> Destination:
        """Another channel in the bot's words."""
        return Destination(id=channel.id, guild_id=self.server.id, kind=kind)

    @property
    def guild(self) -> discord.Guild:
        """The server as the client knows it."""
        guild = self.client.get_guild(self.server.id)
        assert guild is not None
        return guild

    async def post(self) -> int:
        """Post the small payload in the place."""
        return await self.notifier.post(self.destination, body(), KEY)

    async def find(self) -> int | None:
        """Search the place for that post."""
        return await self.notifier.find(self.destination, KEY, None)

    async def doubts(self, work: Awaitable[object]) -> bool:
        """Await what has to be tried later; True if it may have been carried out."""
        with pytest.raises(TryLaterError) as caught:
            await work
        return caught.value.in_doubt

    def arm(self, method: str, route: str, fault: Fault, **more: Any) -> Armed:
        """Let Discord's next answer on a route be a fault."""
        return self.there.faults.arm(method, route, fault, **more)

    @property
    def world(self) -> World:
        """The servers, channels and people of Discord."""
        return self.there.world

    async def knows(self, channel: Channel):
        """Wait until the gateway has told the client of a channel or thread."""
        await noticed(lambda: self.guild.get_channel_or_thread(channel.id))

    async def knows_role(self, role: Role):
        """Wait until the gateway has told the client of a role."""
        await noticed(lambda: self.guild.get_role(role.id))

    async def told(self, channel: Channel, permission: Perm, *, allowed: bool):
        """Give or take a permission there, and wait until the gateway has told the client."""
        (self.there.world.permit if allowed else self.there.world.forbid)(channel, permission)

        def seen() -> bool:
            known = self.guild.get_channel(channel.id)
            return known is not None and bool(known.permissions_for(self.guild.me).value & permission) is allowed

        await noticed(seen)
