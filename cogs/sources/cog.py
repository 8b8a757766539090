"""The commands of `/sources`: sources that a server, or in a DM a person, adds to those of the host."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.interactions.replies import reply_later
from bot.domain.discord.limits import OPTION_TEXT, OPTIONS
from bot.sources.feeds.known import known_sources
from bot.text.safe import clean, clip
from cogs.shared.guards import may_manage, owner_of, require_manager
from cogs.sources.adding import AddHandler
from cogs.sources.files import FileHandler
from cogs.sources.listing import SourceListHandler

if TYPE_CHECKING:
    from cogs.services import Services


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class SourcesCog(
    commands.GroupCog,
    group_name="sources",
    group_description="Add journals, blogs and other sources of papers",
):
    """The `/sources` commands. Only the person who ran one sees its reply."""

    def __init__(self, _bot: commands.Bot, services: Services) -> None:
        self._added = services.added_sources
        self._adding = AddHandler(services)
        self._files = FileHandler(services, self._adding)
        self._lists = SourceListHandler(services, self._adding)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Require the right to manage alerts, as for `/alerts`."""
        await require_manager(interaction)
        return True

    async def _known(self, _interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Suggest well-known sources by title, subject or address; else what was typed."""
        needle = current.strip().rstrip("/").casefold()
        found = [
            app_commands.Choice(name=source.title, value=source.address)
            for source in known_sources()
            if needle in "\n".join(source).casefold()
        ]
        if not found and len(needle) <= OPTION_TEXT and (typed := clip(clean(current), OPTION_TEXT)):
            found = [app_commands.Choice(name=typed, value=typed)]
        return found[:OPTIONS]

    async def _own(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Suggest the sources that the person can remove and whose title, address or name has the text."""
        if not may_manage(interaction):
            return []
        needle = current.strip().casefold()
        return [
            app_commands.Choice(name=clip(clean(one.source.title), OPTION_TEXT), value=one.source.name)
            for one in await self._added.of(owner_of(interaction))
            if needle in f"{one.source.title}\n{one.source.address}\n{one.source.name}".casefold()
        ][:OPTIONS]

    @app_commands.command()
    @app_commands.describe(
        source="Journal name, web address, cs.CL, pubmed:crispr or conference:icml-2026",
        file="An OPML file from a feed reader",
    )
    @app_commands.autocomplete(source=_known)
    async def add(
        self,
        interaction: discord.Interaction,
        source: app_commands.Range[str, 1, 1000] | None = None,
        file: discord.Attachment | None = None,
    ) -> None:
        """Preview and add a source of papers."""
        if file is not None:
            await reply_later(interaction)
            await self._files.add(interaction, file)
        elif source is not None:
            await self._adding.add(interaction, source)
        else:
            await self._adding.open_form(interaction)

    @app_commands.command(name="list")
    async def list_(self, interaction: discord.Interaction) -> None:
        """Show the added sources and whether they work."""
        await reply_later(interaction)
        await self._lists.show(interaction)

    @app_commands.command()
    @app_commands.describe(source="Name of the source")
    @app_commands.autocomplete(source=_own)
    async def remove(self, interaction: discord.Interaction, source: str) -> None:
        """Remove a source (undo within 15 minutes)."""
        await reply_later(interaction)
        await self._lists.remove(interaction, source)
