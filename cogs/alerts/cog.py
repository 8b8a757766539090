"""`/alerts`: subscriptions of channels, and in a DM of a person, to queries.

Every command is declared here; what it does is in its handler's file. Commands stand in the order in which Discord
has them: another order would register all of them again.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.schedule import digest_modes
from bot.domain.subscription import Mode
from bot.language.formats import either
from bot.service.preferences.parse import known_zones
from cogs.alerts.drafts import DraftHandler
from cogs.alerts.edit import EditHandler, edit_form
from cogs.alerts.import_export import ImportExportHandler
from cogs.alerts.listing import ListHandler
from cogs.alerts.manage import ManageHandler
from cogs.alerts.start import StartHandler
from cogs.alerts.subscribe import SubscribeHandler
from cogs.alerts.subscription_form import Filled
from cogs.alerts.targets import ChannelOption, Chosen, resolve_target
from cogs.alerts.tune import TuneHandler
from cogs.reading.newest import NewestHandler
from cogs.reading.offers import OfferHandler
from cogs.settings.actions import SettingsHandler
from cogs.shared.again import AgainHandler
from cogs.shared.choices import source_choices, subscription_choices, zone_choices
from cogs.shared.guards import prepare, require_manager

if TYPE_CHECKING:
    from cogs.services import Services

_WHICH = "The subscription: choose one or type its id or name"
_SOURCES = "Where papers come from: lists, all, or names with commas between"


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class AlertsCog(
    commands.GroupCog,
    group_name="alerts",
    group_description="Alerts for papers that match a query",
):
    """Parses, asks the services, replies. Every reply is seen by the person alone."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._drafts = DraftHandler(
            services.subscriptions, services.papers.previews, services.preferences, services.catalogue
        )
        self._start = StartHandler(self._drafts)
        self._subscribe = SubscribeHandler(self._drafts, services.catalogue)
        self._edits = EditHandler(services.subscriptions, self._drafts, services.catalogue)
        self._settings = SettingsHandler(services)
        self._files = ImportExportHandler(services)
        self._manage = ManageHandler(services)
        self._lists = ListHandler(services, self._manage)
        self._tune = TuneHandler(services, self._drafts)
        self._forms = (self._drafts, self._start, self._subscribe, self._edits, self._tune, self._settings)
        self._item_classes = (
            AgainHandler(self._forms).item_class,
            self._drafts.item_class,
            self._start.item_class,
            self._settings.item_class,
            self._files.item_class,
            *self._lists.item_classes,
            *self._manage.item_classes,
            *self._tune.item_classes,
            NewestHandler(services).item_class,
            *OfferHandler(services, self._drafts).item_classes,
        )

    async def cog_load(self) -> None:
        """Answer buttons, also those from before a restart; have the time zones read before anybody types one."""
        await asyncio.to_thread(known_zones)
        self._bot.add_dynamic_items(*self._item_classes)

    async def cog_unload(self) -> None:
        """Answer them no more."""
        self._bot.remove_dynamic_items(*self._item_classes)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Re-check at run time what Discord was told in `default_permissions` and by the server's admins."""
        await require_manager(interaction)
        return True

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer forms; while somebody types, learn who may manage alerts before the next keystroke."""
        if interaction.type is discord.InteractionType.autocomplete:
            await prepare(interaction)
        for handler in self._forms:
            await handler.submitted(interaction)

    async def _complete(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the subscriptions that the person may change."""
        return await subscription_choices(interaction, current, self._services.subscriptions)

    async def _complete_sources(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Offer the sources that this host reads."""
        return source_choices(current, self._services.catalogue)

    async def _complete_zone(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Offer time zones by city."""
        return zone_choices(current)

    @app_commands.command()
    async def export(self, interaction: discord.Interaction) -> None:
        """Get all subscriptions and settings as a file that can be read, compared and edited."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._files.export(interaction)

    @app_commands.command(name="import")
    @app_commands.describe(
        file="A file from /alerts export, edited or from another server",
        end_missing="Also end the subscriptions that the file does not have",
    )
    async def import_(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        end_missing: bool = False,  # noqa: FBT001, FBT002 - Discord's option
    ) -> None:
        """Take subscriptions and settings from a file; shows what would change before it does."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._files.plan(interaction, file, end_missing=end_missing)

    @app_commands.command()
    @app_commands.describe(
        channel="The channel, thread or forum whose alerts are meant; this one when left out",
        time_zone="Sets the zone of its digests and quiet hours: type a city",
    )
    @app_commands.autocomplete(time_zone=_complete_zone)
    async def settings(
        self,
        interaction: discord.Interaction,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
        time_zone: str | None = None,
    ) -> None:
        """How alerts come to a channel: look, digest times, quiet hours, limits, mentions, threads."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        target = await resolve_target(interaction, channel)
        await self._settings.show(interaction, target.destination.id, time_zone)

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH, sources=f"{_SOURCES}; a form for all else when left out")
    @app_commands.autocomplete(subscription=_complete, sources=_complete_sources)
    async def edit(self, interaction: discord.Interaction, subscription: str, sources: str | None = None) -> None:
        """Change the query, the name, when it posts or where; shows what would match before it saves."""
        # A form must be the first answer, so there is no deferral: what is read here is in memory.
        found = await self._services.subscriptions.get(await require_manager(interaction), subscription)
        if sources is None:
            await interaction.response.send_modal(edit_form(found, self._services.catalogue))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._edits.choose(interaction, found, sources)

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH)
    @app_commands.autocomplete(subscription=_complete)
    async def unsubscribe(self, interaction: discord.Interaction, subscription: str) -> None:
        """End a subscription."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._manage.unsubscribe(interaction, subscription)

    @app_commands.command()
    @app_commands.describe(
        subscription=_WHICH,
        until="When it goes on by itself: tomorrow, 12h, 3 days, 2 weeks or a date (year-month-day)",
    )
    @app_commands.autocomplete(subscription=_complete)
    async def pause(self, interaction: discord.Interaction, subscription: str, until: str | None = None) -> None:
        """Stop a subscription for a while, or until a date."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._manage.pause(interaction, subscription, until)

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH)
    @app_commands.autocomplete(subscription=_complete)
    async def resume(self, interaction: discord.Interaction, subscription: str) -> None:
        """Let a paused subscription match again, from now on."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._manage.resume(interaction, subscription)

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH)
    @app_commands.autocomplete(subscription=_complete)
    async def test(self, interaction: discord.Interaction, subscription: str) -> None:
        """Post the newest matching paper where the subscription posts, marked as a test."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._manage.test(interaction, subscription)

    @app_commands.command()
    @app_commands.describe(
        query="Words to look for; /paperboy help teaches the language",
        channel="Where to post: a text, announcement, voice or forum channel or a thread; this one when left out",
        name="What to call it; the query when left out",
        min_upvotes="Wait until a paper has this many upvotes",
        deliver=f"Each paper at once, or gathered in a {either(digest_modes())} digest",
        sources=f"{_SOURCES}; lists when left out",
    )
    @app_commands.autocomplete(sources=_complete_sources)
    @app_commands.choices(deliver=[app_commands.Choice(name=mode.value, value=mode.value) for mode in Mode])
    async def subscribe(  # noqa: PLR0913, PLR0917 - Discord passes one argument for each option
        self,
        interaction: discord.Interaction,
        query: str,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
        name: app_commands.Range[str, 1, 60] | None = None,
        min_upvotes: app_commands.Range[int, 1, 100_000] | None = None,
        deliver: str = Mode.NOW.value,
        sources: str | None = None,
    ) -> None:
        """Post papers that match a query; first shows what it would have matched."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        filled = Filled(query=query, name=name or "", mode=Mode(deliver), channel_id=None, sources=sources)
        await self._subscribe.asked(interaction, filled, channel, min_upvotes)

    @app_commands.command(name="list")
    async def list_(self, interaction: discord.Interaction) -> None:
        """Show the subscriptions of this server, or in a DM yours, and why some do not post."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._lists.show(interaction)
