"""The commands of `/alerts`, for the subscriptions of a server's channels, or in a DM of a person.

Each command calls its handler. Keep the order of the commands: Discord would have to register a new order again.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.interactions.replies import reply_later
from bot.domain.preferences import Rhythm
from bot.domain.schedule import delivery, digest_modes
from bot.domain.subscription import MOST_PICKS, PICKS_A_DAY, QUERY_MODES, Mode
from bot.language.formats import either
from bot.service.alerts_file.starter_packs import Topic  # noqa: TC001 - discord.py reads the choices from it
from bot.service.preferences.zones import known_zones
from cogs.alerts.delete_and_test import DeleteAndTestHandler
from cogs.alerts.draft_preview import DraftHandler
from cogs.alerts.email import EmailHandler
from cogs.alerts.feed import FeedHandler
from cogs.alerts.import_export.handler import ImportExportHandler
from cogs.alerts.listing import ListHandler
from cogs.alerts.sources_field import SOURCES
from cogs.alerts.subscribe_buttons import SubscribeButtonsHandler
from cogs.alerts.subscription_form import CHANNEL, EXAMPLES, MODE, MOST, NAME, QUERY
from cogs.alerts.tune import TuneHandler
from cogs.paper_buttons.newest import NewestHandler
from cogs.pausing.actions import PauseHandler
from cogs.settings.actions import SettingsHandler
from cogs.shared.autocomplete import source_choices, subscription_choices, zone_choices
from cogs.shared.channel_option import ChannelOption, Chosen, resolve_target
from cogs.shared.guards import load_command_rules, require_manager
from cogs.shared.undo import UndoHandler

if TYPE_CHECKING:
    from cogs.services import Services

_SUBSCRIPTION_HINT = "Name of the subscription"
_SUBSCRIPTION_OR_ALL_HINT = "Name of the subscription. Default: all in this channel"
_CHANNEL_HINT = "Channel, forum or thread. Default: this one"
_MODE_CHOICES = [app_commands.Choice(name=delivery(mode).word(), value=mode.value) for mode in QUERY_MODES]
_MAIL_CHOICES = [app_commands.Choice(name=delivery(Mode(one)).word(), value=one.value) for one in Rhythm]
_DIGESTS = [mode for mode in digest_modes() if mode in QUERY_MODES]
_NEW_SOURCES_HINT = "Comma-separated. Replaces the current sources. Leave this out to edit in a form"


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class AlertsCog(
    commands.GroupCog,
    group_name="alerts",
    group_description="Get new papers that match a query",
):
    """The `/alerts` commands. Only the person who ran one sees its reply."""

    def __init__(self, _bot: commands.Bot, services: Services) -> None:
        self._services = services
        self._drafts = DraftHandler(services)
        self._email = EmailHandler(services)
        self._settings = SettingsHandler(services)
        self._files = ImportExportHandler(services)
        self._feeds = FeedHandler(services)
        self._delete_and_test = DeleteAndTestHandler(services)
        self._pauses = PauseHandler(services)
        self._lists = ListHandler(services, self._delete_and_test, self._pauses, self._drafts.form)
        TuneHandler(services, self._drafts, self._pauses)
        NewestHandler(services)
        SubscribeButtonsHandler(services, self._drafts)
        UndoHandler(services)

    async def cog_load(self) -> None:
        """Load the time zones before the first autocomplete needs them."""
        await asyncio.to_thread(known_zones)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Require the right to manage alerts; Discord checks it too, by `default_permissions` and overwrites."""
        await require_manager(interaction)
        return True

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Load who is allowed to manage alerts while a person types, in time for the next keystroke."""
        if interaction.type is discord.InteractionType.autocomplete:
            await load_command_rules(interaction)

    async def _complete_subscription(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest the subscriptions that the person can change."""
        return await subscription_choices(interaction, current, self._services.subscriptions)

    async def _complete_sources(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest the sources that can be chosen here."""
        return source_choices(current, self._services.catalogue_for(interaction))

    @app_commands.command()
    @app_commands.describe(
        query="For example: diffusion -survey (see /paperboy help)",
        channel=_CHANNEL_HINT,
        name="Short name. Default: the query",
        min_upvotes="Minimum upvotes",
        deliver=f"Instantly (default), or in a {either(_DIGESTS)} digest",
        sources="Comma-separated sources (or all). Default: lists, such as Hugging Face",
    )
    @app_commands.autocomplete(sources=_complete_sources)
    @app_commands.choices(deliver=_MODE_CHOICES)
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
        """Preview and subscribe to papers that match a query."""
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
        """Show, edit, pause, test or delete subscriptions."""
        await reply_later(interaction)
        await self._lists.show(interaction)

    @app_commands.command()
    @app_commands.describe(subscription=_SUBSCRIPTION_HINT, sources=_NEW_SOURCES_HINT)
    @app_commands.autocomplete(subscription=_complete_subscription, sources=_complete_sources)
    async def edit(self, interaction: discord.Interaction, subscription: str, sources: str | None = None) -> None:
        """Change a subscription's query, name, delivery, channel or sources."""
        await self._drafts.form.edit(interaction, subscription, sources)

    @app_commands.command()
    @app_commands.describe(
        subscription=_SUBSCRIPTION_OR_ALL_HINT,
        until="Tomorrow, Monday, 12h, 3 days or a date. Default: until resumed",
    )
    @app_commands.autocomplete(subscription=_complete_subscription)
    async def pause(
        self, interaction: discord.Interaction, subscription: str | None = None, until: str | None = None
    ) -> None:
        """Pause a subscription or this whole channel."""
        await reply_later(interaction)
        await self._pauses.pause(interaction, subscription, until)

    @app_commands.command()
    @app_commands.describe(subscription=_SUBSCRIPTION_OR_ALL_HINT)
    @app_commands.autocomplete(subscription=_complete_subscription)
    async def resume(self, interaction: discord.Interaction, subscription: str | None = None) -> None:
        """Resume a subscription or this whole channel."""
        await reply_later(interaction)
        await self._pauses.resume(interaction, subscription)

    @app_commands.command()
    @app_commands.describe(subscription=_SUBSCRIPTION_HINT)
    @app_commands.autocomplete(subscription=_complete_subscription)
    async def test(self, interaction: discord.Interaction, subscription: str) -> None:
        """Post a subscription's newest match as a test."""
        await reply_later(interaction)
        await self._delete_and_test.test(interaction, subscription)

    @app_commands.command()
    @app_commands.describe(subscription=_SUBSCRIPTION_HINT)
    @app_commands.autocomplete(subscription=_complete_subscription)
    async def unsubscribe(self, interaction: discord.Interaction, subscription: str) -> None:
        """Delete a subscription (undo within an hour)."""
        await reply_later(interaction)
        await self._delete_and_test.unsubscribe(interaction, subscription)

    @app_commands.command()
    @app_commands.describe(
        channel=_CHANNEL_HINT,
        time_zone="Time zone for digests and quiet hours. Type a city, such as Berlin",
    )
    @app_commands.autocomplete(time_zone=zone_choices)
    async def settings(
        self,
        interaction: discord.Interaction,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
        time_zone: str | None = None,
    ) -> None:
        """Change a channel's alert settings: language, digests, quiet hours, limit, mentions, threads."""
        await reply_later(interaction)
        target = await resolve_target(interaction, channel.id if channel else None)
        await self._settings.show(interaction, target.destination.id, time_zone)

    @app_commands.command()
    async def export(self, interaction: discord.Interaction) -> None:
        """Download all subscriptions and settings as a file."""
        await reply_later(interaction)
        await self._files.export(interaction)

    @app_commands.command(name="import")
    @app_commands.describe(
        file="A file from /alerts export",
        delete_missing="Delete subscriptions that are not in the file",
    )
    async def import_(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment,
        delete_missing: bool = False,  # noqa: FBT001, FBT002 - Discord's option
    ) -> None:
        """Preview and import subscriptions and settings from a file."""
        await reply_later(interaction)
        await self._files.plan(interaction, file, delete_absent=delete_missing)

    @app_commands.command()
    @app_commands.describe(topic="Topic of the papers", channel=_CHANNEL_HINT)
    async def start(
        self,
        interaction: discord.Interaction,
        topic: Topic,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
    ) -> None:
        """Preview and add ready-made daily digests for a topic."""
        await reply_later(interaction)
        await self._files.start(interaction, topic, channel.id if channel else None)

    @app_commands.command()
    @app_commands.describe(
        examples="Papers by link, ID or title, comma-separated. Liked papers count too",
        file="Papers from Zotero and others: BibTeX, RIS or CSL-JSON",
        how_many=f"Papers a day. Default: {PICKS_A_DAY}",
        filter="Only papers that match this query. Default: all",
        sources="Comma-separated sources (or all). Default: lists, such as Hugging Face",
        channel=_CHANNEL_HINT,
        name="Short name. Default: Picks, or the filter",
    )
    @app_commands.autocomplete(sources=_complete_sources)
    async def picks(  # noqa: PLR0913, PLR0917 - as `subscribe`
        self,
        interaction: discord.Interaction,
        examples: str | None = None,
        file: discord.Attachment | None = None,
        how_many: app_commands.Range[int, 1, MOST_PICKS] = PICKS_A_DAY,
        filter: str | None = None,  # noqa: A002 - Discord's option
        sources: str | None = None,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
        name: app_commands.Range[str, 1, 60] | None = None,
    ) -> None:
        """Preview and subscribe to the papers of the day most like those liked here."""
        typed = {
            QUERY: filter or "",
            NAME: name or "",
            EXAMPLES: examples or "",
            MOST: str(how_many),
            **({CHANNEL: str(channel.id)} if channel else {}),
            **({SOURCES: sources} if sources is not None else {}),
        }
        await self._drafts.form.subscribe_to_picks(interaction, typed, file)

    @app_commands.command()
    @app_commands.describe(channel=_CHANNEL_HINT)
    async def feed(
        self,
        interaction: discord.Interaction,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
    ) -> None:
        """Get the address of a channel's alerts for a feed reader."""
        await reply_later(interaction)
        target = await resolve_target(interaction, channel.id if channel else None)
        await self._feeds.show(interaction, target.destination.id)

    @app_commands.command()
    @app_commands.describe(
        address="Your e-mail address. You get a code there",
        when="How often. Default: daily",
        code="The code from the e-mail",
    )
    @app_commands.choices(when=_MAIL_CHOICES)
    async def email(
        self,
        interaction: discord.Interaction,
        address: app_commands.Range[str, 3, 254] | None = None,
        when: str | None = None,
        code: app_commands.Range[str, 1, 20] | None = None,
    ) -> None:
        """Get your own alerts by e-mail, or stop that."""
        await reply_later(interaction)
        await self._email.handle(interaction, address, when, code)
