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

from bot.discord_io.interactions.replies import reply_later
from bot.domain.schedule import delivery, digest_modes
from bot.domain.subscription import Mode
from bot.language.formats import either
from bot.service.preferences.zones import known_zones
from cogs.alerts.drafts import DraftHandler
from cogs.alerts.exchange.handler import ImportExportHandler
from cogs.alerts.listing import ListHandler
from cogs.alerts.manage import ManageHandler
from cogs.alerts.offers import OfferHandler
from cogs.alerts.subscription_form import CHANNEL, MODE, NAME, QUERY, SOURCES
from cogs.alerts.tune import TuneHandler
from cogs.pausing.actions import PauseHandler
from cogs.reading.newest import NewestHandler
from cogs.settings.actions import SettingsHandler
from cogs.shared.choices import source_choices, subscription_choices, zone_choices
from cogs.shared.guards import prepare, require_manager
from cogs.shared.targets import ChannelOption, Chosen, resolve_target
from cogs.shared.undo import UndoHandler

if TYPE_CHECKING:
    from cogs.services import Services

_WHICH = "Which subscription: choose one, or type its name or id"
_WHICH_OR_ALL = "Which subscription: choose one, or type its name or id; all of this channel when left out"
_DELIVERIES = [app_commands.Choice(name=delivery(mode).word(), value=mode.value) for mode in Mode]
_OTHER_SOURCES = "Change only its sources: lists (Hugging Face), all, or names; left out, a form asks for the rest"


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class AlertsCog(
    commands.GroupCog,
    group_name="alerts",
    group_description="Get new papers that match a query, posted in a channel",
):
    """Parses, asks the services, replies. Every reply is seen by the person alone."""

    def __init__(self, _bot: commands.Bot, services: Services) -> None:
        self._services = services
        self._drafts = DraftHandler(services)
        self._settings = SettingsHandler(services)
        self._files = ImportExportHandler(services)
        self._manage = ManageHandler(services)
        self._pauses = PauseHandler(services)
        self._lists = ListHandler(services, self._manage, self._pauses, self._drafts.form)
        TuneHandler(services, self._drafts, self._pauses)
        NewestHandler(services)
        OfferHandler(services, self._drafts)
        UndoHandler(services)
        services.presses.append(self._files.item_class)

    async def cog_load(self) -> None:
        """Have the time zones read before anybody types one."""
        await asyncio.to_thread(known_zones)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Re-check at run time what Discord was told in `default_permissions` and by the server's admins."""
        await require_manager(interaction)
        return True

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """While somebody types, learn who may manage alerts before the next keystroke."""
        if interaction.type is discord.InteractionType.autocomplete:
            await prepare(interaction)

    async def _complete(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the subscriptions that the person may change."""
        return await subscription_choices(interaction, current, self._services.subscriptions)

    async def _complete_sources(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Offer the sources that this host reads."""
        return source_choices(current, self._services.catalogue)

    @app_commands.command()
    @app_commands.describe(
        query="What to look for, such as: diffusion -survey. /paperboy help shows how to write it",
        channel="Where to post: a channel, forum or thread; this one when left out",
        name="A short name for it; the query when left out",
        min_upvotes="Post a paper only once it has this many upvotes",
        deliver=f"Each paper at once (when left out), or together in a {either(digest_modes())} digest",
        sources="Where papers come from: names separated by commas, or all. Default: lists (Hugging Face)",
    )
    @app_commands.autocomplete(sources=_complete_sources)
    @app_commands.choices(deliver=_DELIVERIES)
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
        """Have papers that match a query posted; you first see what it would have found."""
        typed = {
            QUERY: query,
            NAME: name or "",
            MODE: deliver,
            **({CHANNEL: str(channel.id)} if channel else {}),
            **({SOURCES: sources} if sources is not None else {}),
        }
        await self._drafts.form.subscribe(interaction, typed, min_upvotes)

    @app_commands.command(name="list")
    async def list_(self, interaction: discord.Interaction) -> None:
        """Show the subscriptions here, why some do not post, and buttons to change, pause or end them."""
        await reply_later(interaction)
        await self._lists.show(interaction)

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH, sources=_OTHER_SOURCES)
    @app_commands.autocomplete(subscription=_complete, sources=_complete_sources)
    async def edit(self, interaction: discord.Interaction, subscription: str, sources: str | None = None) -> None:
        """Open a form to change a subscription: its query, name, delivery or channel."""
        await self._drafts.form.edit(interaction, subscription, sources)

    @app_commands.command()
    @app_commands.describe(
        subscription=_WHICH_OR_ALL,
        until="When it resumes by itself: tomorrow, Monday, 12h, 3 days, 2 weeks or a date (year-month-day)",
    )
    @app_commands.autocomplete(subscription=_complete)
    async def pause(
        self, interaction: discord.Interaction, subscription: str | None = None, until: str | None = None
    ) -> None:
        """Pause a subscription or this whole channel; what matches during the pause is never posted."""
        await reply_later(interaction)
        await self._pauses.pause(interaction, subscription, until)

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH_OR_ALL)
    @app_commands.autocomplete(subscription=_complete)
    async def resume(self, interaction: discord.Interaction, subscription: str | None = None) -> None:
        """Resume a paused subscription, or this whole channel."""
        await reply_later(interaction)
        await self._pauses.resume(interaction, subscription)

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH)
    @app_commands.autocomplete(subscription=_complete)
    async def test(self, interaction: discord.Interaction, subscription: str) -> None:
        """Post the newest paper that a subscription matches in its channel, marked as a test."""
        await reply_later(interaction)
        await self._manage.test(interaction, subscription)

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH)
    @app_commands.autocomplete(subscription=_complete)
    async def unsubscribe(self, interaction: discord.Interaction, subscription: str) -> None:
        """End a subscription; Undo takes that back for an hour."""
        await reply_later(interaction)
        await self._manage.unsubscribe(interaction, subscription)

    @app_commands.command()
    @app_commands.describe(
        channel="The channel, thread or forum to set up; this one when left out",
        time_zone="The time zone of its digests and quiet hours: type a city, such as Berlin",
    )
    @app_commands.autocomplete(time_zone=zone_choices)
    async def settings(
        self,
        interaction: discord.Interaction,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
        time_zone: str | None = None,
    ) -> None:
        """Set up a channel: appearance, language, digest time, quiet hours, daily limit, mentions, threads."""
        await reply_later(interaction)
        target = await resolve_target(interaction, channel.id if channel else None)
        await self._settings.show(interaction, target.destination.id, time_zone)

    @app_commands.command()
    async def export(self, interaction: discord.Interaction) -> None:
        """Download all subscriptions and settings as a file, to keep, compare or edit."""
        await reply_later(interaction)
        await self._files.export(interaction)

    @app_commands.command(name="import")
    @app_commands.describe(
        file="A file from /alerts export: edited, or from another server",
        end_missing="Also end every subscription that is not in the file",
    )
    async def import_(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        end_missing: bool = False,  # noqa: FBT001, FBT002 - Discord's option
    ) -> None:
        """Read subscriptions and settings from a file; you see what would change before it does."""
        await reply_later(interaction)
        await self._files.plan(interaction, file, end_missing=end_missing)
