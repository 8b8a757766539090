"""Block or unblock destinations when the gateway reports changes of servers, channels, roles or ourselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.discord_io.requests.failures import deleted_channel, left_server

if TYPE_CHECKING:
    import discord

    from bot.discord_io.client import PaperboyClient
    from bot.domain.ports import Store
    from bot.service.deliver.blocked_destinations import Blocks


class GatewayEvents(commands.Cog):
    """Updates the blocks of destinations from what the gateway reports.

    That a block is over is only a guess: it is lifted until the next refusal. A wrong one costs a refused request.
    """

    def __init__(self, client: PaperboyClient, store: Store, blocks: Blocks) -> None:
        self._client = client
        self._store = store
        self._blocks = blocks

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Block the servers that we left while disconnected, and retry those that we are in."""
        our_servers = {guild.id for guild in self._client.guilds}
        await self._blocks.block_servers(await self._store.guilds() - our_servers, left_server())
        await self._blocks.sweep(our_servers)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Block a server that removed us or was deleted."""
        await self._blocks.block_servers({guild.id}, left_server())

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Retry a server that we were added to, perhaps again."""
        await self._blocks.sweep({guild.id})

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Block a deleted channel."""
        await self._blocks.block_channel(channel.id, deleted_channel())

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Block a deleted thread."""
        await self._blocks.block_channel(payload.thread_id, deleted_channel())

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Retry after a channel's permissions changed."""
        if before.overwrites != after.overwrites:
            await self._blocks.sweep({after.guild.id})

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Retry after a thread was locked or archived, or no longer is."""
        if (before.locked, before.archived) != (after.locked, after.archived):
            await self._reconsider(after)

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """Retry after we were added to a thread, or an unseen thread was unarchived: both send this event."""
        await self._reconsider(thread)

    async def _reconsider(self, thread: discord.Thread) -> None:
        """Retry the server's blocked destinations if the thread is a destination."""
        if await self._store.destination(thread.id) is not None:
            await self._blocks.sweep({thread.guild.id})

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Retry after a role's permissions changed."""
        if before.permissions != after.permissions:
            await self._blocks.sweep({after.guild.id})

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Retry after our own roles changed: Discord sends this even without the members intent."""
        if self._client.user is not None and after.id == self._client.user.id and before.roles != after.roles:
            await self._blocks.sweep({after.guild.id})
