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

    A block is only lifted for a trial, so that a hint that turns out wrong costs one refused post.
    """

    def __init__(self, client: PaperboyClient, store: Store, blocks: Blocks) -> None:
        self._client = client
        self._store = store
        self._blocks = blocks

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Guilds may have been left or joined while we were away."""
        here = {guild.id for guild in self._client.guilds}
        await self._blocks.block_servers(await self._store.guilds() - here, left_server())
        await self._blocks.sweep(here)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were removed from a server, or it was deleted."""
        await self._blocks.block_servers({guild.id}, left_server())

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """We are back, or new."""
        await self._blocks.sweep({guild.id})

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone."""
        await self._blocks.block_channel(channel.id, deleted_channel())

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone."""
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
        """A thread that we did not see was opened again, or somebody added us: the gateway reports both so."""
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
        """We were given a role: of ourselves Discord reports this also without the members intent."""
        if self._client.user is not None and after.id == self._client.user.id and before.roles != after.roles:
            await self._blocks.sweep({after.guild.id})
