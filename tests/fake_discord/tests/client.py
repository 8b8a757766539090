"""A tiny discord.py client that goes through every kind of interaction."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands

from tests.fake_discord.state.models import Perm

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fake_discord.server import LoopbackDiscord
    from tests.fake_discord.state.models import Channel, Guild, User

MESSAGES = "/channels/{channel_id}/messages"
NONCE = "bm9uY2Utb2YtMTgtYnl0ZXM_"


class _Ask(discord.ui.Modal, title="Ask"):
    word: discord.ui.Label[_Ask] = discord.ui.Label(text="Word", component=discord.ui.TextInput(custom_id="word"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.word.component, discord.ui.TextInput)
        await interaction.response.send_message(f"heard {self.word.component.value}", ephemeral=True)


class _Buttons(discord.ui.View):
    @discord.ui.button(label="Save")
    async def save(self, interaction: discord.Interaction, _: discord.ui.Button[_Buttons]) -> None:
        await interaction.response.edit_message(content="saved", view=None)

    @discord.ui.button(label="Later")
    async def later(self, interaction: discord.Interaction, _: discord.ui.Button[_Buttons]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="changed later")

    @discord.ui.button(label="Reply")
    async def reply(self, interaction: discord.Interaction, _: discord.ui.Button[_Buttons]) -> None:
        await interaction.response.send_message("here", file=discord.File(io.BytesIO(b"abc"), "abc.txt"))
        answer = await interaction.original_response()
        assert answer.attachments[0].size == 3
        await answer.delete()

    @discord.ui.select(
        custom_id="mode", options=[discord.SelectOption(label="now"), discord.SelectOption(label="daily")]
    )
    async def mode(self, interaction: discord.Interaction, select: discord.ui.Select[_Buttons]) -> None:
        await interaction.response.edit_message(content=f"mode {select.values[0]}")

    @discord.ui.button(label="Ask")
    async def ask(self, interaction: discord.Interaction, _: discord.ui.Button[_Buttons]) -> None:
        await interaction.response.send_modal(_Ask())


class PlainClient(discord.Client):
    """A few commands, enough to go through every kind of interaction."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.02,  # by default on_ready waits two seconds for more guilds
        )
        self.tree = app_commands.CommandTree(self)
        self.joined: list[str] = []
        group = app_commands.Group(
            name="alerts", description="Alerts", default_permissions=discord.Permissions(manage_guild=True)
        )

        @group.command(description="Subscribe")
        async def subscribe(  # noqa: PLR0917 - Discord passes one argument for each option
            interaction: discord.Interaction,
            query: str,
            channel: discord.TextChannel | None = None,
            bar: app_commands.Range[int, 0, 100] = 0,
            reader: discord.Member | None = None,
            role: discord.Role | None = None,
            deliver: Literal["now", "daily"] = "now",
        ) -> None:
            await interaction.response.defer(ephemeral=True)
            where = channel.name if channel else "here"
            await interaction.followup.send(f"{query} in {where} from {bar}", view=_Buttons(), ephemeral=True)
            extra = (reader.name if reader else "", role.name if role else "", deliver)
            await interaction.followup.send(repr(extra), ephemeral=True)

        @subscribe.autocomplete("query")
        async def offer(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=current.upper(), value=current)]

        self.tree.add_command(group)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """By default five seconds pass before a second identify."""

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.joined.append(guild.name)


def channel_of(client: PlainClient) -> discord.TextChannel:
    return client.guilds[0].text_channels[0]


def guild_of(server: LoopbackDiscord) -> Guild:
    return next(iter(server.world.guilds.values()))


def place_of(server: LoopbackDiscord) -> tuple[Channel, User]:
    """The channel, and someone who may manage the guild."""
    guild = next(iter(server.world.guilds.values()), None) or server.world.add_guild("Reading group")
    channel = next(iter(guild.channels.values()), None) or server.world.add_channel(guild, "papers")
    return channel, server.world.add_member(guild, "Ada", Perm.MANAGE_GUILD)


async def until(holds: Callable[[], bool]) -> None:
    """Let the client, which lives in this loop, read its gateway until something holds."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - the client has no event for it
            await asyncio.sleep(0.005)
