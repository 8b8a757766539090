"""`/alerts`: subscriptions of channels, and in a DM of a person, to queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.interactions.buttons import ItemClass, on_press
from bot.discord_io.posting.mention import unheard_role
from bot.domain.schedule import digest_modes
from bot.domain.subscription import Mode
from bot.query import parse, with_min_upvotes
from bot.service.preferences.parse import either
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.drafts import DraftHandler
from cogs.alerts.edit import edit_form, take_edit
from cogs.alerts.import_export import ImportExportHandler
from cogs.alerts.manage import ManagePart
from cogs.alerts.part import WHICH, AlertsPart
from cogs.alerts.targets import ChannelOption, Chosen, resolve_target
from cogs.alerts.tune import TuneHandler
from cogs.settings.actions import SettingsHandler
from cogs.shared.guards import prepare, require_manager
from cogs.shared.lines import channel_name, subscription_line
from cogs.shared.paging import page_buttons, page_of, page_template

if TYPE_CHECKING:
    import re

    from cogs.services import Services


class EditPart(AlertsPart):
    """`/alerts edit`. The answer of the form is taken by `cogs.edits`."""

    @app_commands.command()
    @app_commands.describe(subscription=WHICH)
    @app_commands.autocomplete(subscription=AlertsPart.complete)
    async def edit(self, interaction: discord.Interaction, subscription: str) -> None:
        """Change the query, the name, when it posts or where; shows what would match before it saves."""
        # A form must be the first answer, so there is no deferral: what is read here is in memory.
        found = await self.services.subscriptions.get(await require_manager(interaction), subscription)
        await interaction.response.send_modal(edit_form(found))


class SettingsPart(AlertsPart):
    """`/alerts settings`. What is pressed in the panel is answered by `cogs.settings`."""

    settings_desk: SettingsHandler

    @app_commands.command()
    @app_commands.describe(channel="The channel, thread or forum whose alerts are meant; this one when left out")
    async def settings(
        self,
        interaction: discord.Interaction,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
    ) -> None:
        """How alerts come to a channel: look, digest times, quiet hours, limits, mentions, threads."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        target = await resolve_target(interaction, channel)
        await self.settings_desk.show(interaction, target.destination.id)


class ExchangePart(AlertsPart):
    """`/alerts export` and `/alerts import`. Import and Cancel are answered by `cogs.exchange`."""

    exchange_desk: ImportExportHandler

    @app_commands.command()
    async def export(self, interaction: discord.Interaction) -> None:
        """Get all subscriptions and settings as a file that can be read, compared and edited."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.exchange_desk.export(interaction)

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
        await self.exchange_desk.plan(interaction, file, end_missing=end_missing)


_PAGE = 6  # subscriptions; their lines stay under an embed's 4,096 characters
_PAGES = "list"


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class AlertsCog(
    ManagePart,
    EditPart,
    SettingsPart,
    ExchangePart,
    commands.GroupCog,
    group_name="alerts",
    group_description="Alerts for papers that match a query",
):
    """Parses, asks the services, replies. Every reply is seen by the person alone."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self.services = services
        self.handler = DraftHandler(services.subscriptions, services.previews, services.preferences)
        self.settings_desk = SettingsHandler(services)
        self.exchange_desk = ImportExportHandler(services)
        self._tune = TuneHandler(services, self.handler)
        self._pages = on_press(page_template(_PAGES), self._turn_page)

    async def cog_load(self) -> None:
        """Answer buttons, also those from before a restart."""
        self._bot.add_dynamic_items(*self._items())

    async def cog_unload(self) -> None:
        """Answer them no more."""
        self._bot.remove_dynamic_items(*self._items())

    def _items(self) -> tuple[ItemClass, ...]:
        desks = (self.handler, self.settings_desk, self.exchange_desk)
        return (*(handler.item_class for handler in desks), self._pages, *self._tune.item_classes)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Re-check at run time what Discord was told in `default_permissions` and by the server's admins."""
        await require_manager(interaction)
        return True

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take the forms; while somebody types, learn who may manage alerts before the next keystroke."""
        if interaction.type is discord.InteractionType.autocomplete:
            await prepare(interaction)
        await self.handler.submitted(interaction)
        await take_edit(interaction, self.services.subscriptions, self.handler)
        await self._tune.submitted(interaction)
        await self.settings_desk.submitted(interaction)

    @app_commands.command()
    @app_commands.describe(
        query="Words to look for; /paperboy help teaches the language",
        channel="Where to post: a text, announcement, voice or forum channel or a thread; this one when left out",
        name="What to call it; the query when left out",
        min_upvotes="Wait until a paper has this many upvotes",
        deliver=f"Each paper at once, or gathered in a {either(digest_modes())} digest",
    )
    @app_commands.choices(deliver=[app_commands.Choice(name=mode.value, value=mode.value) for mode in Mode])
    async def subscribe(  # noqa: PLR0913, PLR0917 - Discord passes one argument for each option
        self,
        interaction: discord.Interaction,
        query: str,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
        name: app_commands.Range[str, 1, 60] | None = None,
        min_upvotes: app_commands.Range[int, 1, 100_000] | None = None,
        deliver: str = Mode.NOW.value,
    ) -> None:
        """Post papers that match a query; first shows what it would have matched."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        target = await resolve_target(interaction, channel)
        parsed = parse(query)
        draft = Draft(
            query=parsed if min_upvotes is None else with_min_upvotes(parsed, min_upvotes),
            destination=target.destination,
            creator_id=interaction.user.id,
            name=name or "",
            mode=Mode(deliver),
        )
        await self.handler.open(interaction, draft, target.problems)

    @app_commands.command(name="list")
    async def list_(self, interaction: discord.Interaction) -> None:
        """Show the subscriptions of this server, or in a DM yours, and why some do not post."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        embed, view = await self._list(interaction, 0)
        await interaction.edit_original_response(embed=embed, view=view)

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await require_manager(interaction)
        await interaction.response.defer()
        embed, view = await self._list(interaction, int(match["page"]))
        await interaction.edit_original_response(embed=embed, view=view)

    async def _list(self, interaction: discord.Interaction, number: int) -> tuple[discord.Embed, discord.ui.View]:
        owner = await require_manager(interaction)
        page = page_of(await self.services.subscriptions.of(owner), number, _PAGE)
        guild = interaction.guild
        lines = [
            subscription_line(
                entry,
                channel_name(guild, entry.subscription),
                unheard_role(guild, entry.subscription.destination_id, entry.role_id),
            )
            for entry in page.items
        ]
        text = "\n\n".join(lines) or "There are none yet: `/alerts subscribe` makes one."
        whose = "Your subscriptions" if owner.guild_id is None else "Subscriptions of this server"
        embed = discord.Embed(title=f"{whose}: {page.position}", description=text)
        return embed, page_buttons(page, _PAGES, self._pages)
