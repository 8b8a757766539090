"""Gateway events about servers, channels, roles and ourselves that may block or unblock posting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.discord_io.requests.failures import deleted_channel, left_server

if TYPE_CHECKING:
    import discord

    from bot.discord_io.client import PaperboyClient
    from bot.domain.ports import Store
    from bot.service.deliver.blocks import Blocks


class GatewayEvents(commands.Cog):
    """Keeps the blocks of destinations in step with what the gateway reports.

    Events only hint that a block may be over: it is lifted for a trial, so a wrong hint costs one refused post.
    """

    def __init__(self, client: PaperboyClient, store: Store, blocks: Blocks) -> None:
        self._client = client
        self._store = store
        self._blocks = blocks

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Servers may have been left or joined while we were disconnected."""
        here = {guild.id for guild in self._client.guilds}
        await self._blocks.block_servers(await self._store.guilds() - here, left_server())
        await self._blocks.sweep(here)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were removed from a server, or it was deleted."""
        await self._blocks.block_servers({guild.id}, left_server())

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """We were added to a server, perhaps again."""
        await self._blocks.sweep({guild.id})

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was deleted."""
        await self._blocks.block_channel(channel.id, deleted_channel())

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread was deleted."""
        await self._blocks.block_channel(payload.thread_id, deleted_channel())

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Permissions of a channel may have been given back."""
        if before.overwrites != after.overwrites:
            await self._blocks.sweep({after.guild.id})

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread may have been unlocked."""
        if (before.locked, before.archived) != (after.locked, after.archived):
            await self._reconsider(after)

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """We were added to a thread, or a thread that we did not see was unarchived: both send this event."""
        await self._reconsider(thread)

    async def _reconsider(self, thread: discord.Thread) -> None:
        if await self._store.destination(thread.id) is not None:
            await self._blocks.sweep({thread.guild.id})

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Permissions of a role may have been given back."""
        if before.permissions != after.permissions:
            await self._blocks.sweep({after.guild.id})

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Our own roles may have changed: of us Discord sends this event even without the members intent."""
        if self._client.user is not None and after.id == self._client.user.id and before.roles != after.roles:
            await self._blocks.sweep({after.guild.id})
