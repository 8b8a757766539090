"""`/alerts`: subscriptions of channels to queries."""

import re
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.buttons import on_press
from bot.discord_io.quoting import inline_code
from bot.domain.subscription import Mode
from bot.query import parse, with_min_upvotes
from bot.service.subscriptions import Draft
from cogs.choices import subscription_choices
from cogs.drafts import DraftDesk
from cogs.guards import prepare, require_manager
from cogs.lines import channel_name, shown_name, subscription_line
from cogs.paging import page_buttons, page_of, page_template
from cogs.services import Services
from cogs.targets import ChannelOption, Chosen, resolve_target

_PAGE = 6  # subscriptions; their lines stay under an embed's 4,096 characters
_PAGES = "list"
_WHICH = "The subscription: choose one or type its id or name"


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class AlertsCog(commands.GroupCog, group_name="alerts", group_description="Alerts for papers that match a query"):
    """Parses, asks the services, replies. Every reply is seen by the person alone."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._desk = DraftDesk(services.subscriptions, services.previews, services.digests)
        self._pages = on_press(page_template(_PAGES), self._turn_page)

    async def cog_load(self) -> None:
        """Answer buttons, also those from before a restart."""
        self._bot.add_dynamic_items(self._desk.item_class, self._pages)

    async def cog_unload(self) -> None:
        """Answer them no more."""
        self._bot.remove_dynamic_items(self._desk.item_class, self._pages)

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Re-check at run time what Discord was told in `default_permissions` and by the server's admins."""
        await require_manager(interaction)
        return True

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take the query form; while somebody types, learn who may manage alerts before the next keystroke."""
        if interaction.type is discord.InteractionType.autocomplete:
            await prepare(interaction)
        await self._desk.submitted(interaction)

    async def _complete(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await subscription_choices(interaction, current, self._services.subscriptions)

    @app_commands.command()
    @app_commands.describe(
        query="Words to look for; /paperboy help teaches the language",
        channel="Where to post: a text or announcement channel or a thread; this one when left out",
        name="What to call it; the query when left out",
        min_upvotes="Wait until a paper has this many upvotes",
        deliver="Each paper at once, or gathered in a daily or weekly digest",
    )
    async def subscribe(  # noqa: PLR0913, PLR0917 - Discord passes one argument for each option
        self,
        interaction: discord.Interaction,
        query: str,
        channel: app_commands.Transform[Chosen, ChannelOption] | None = None,
        name: app_commands.Range[str, 1, 60] | None = None,
        min_upvotes: app_commands.Range[int, 1, 100_000] | None = None,
        deliver: Literal["now", "daily", "weekly"] = "now",
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
        await self._desk.open(interaction, draft, target.problems)

    @app_commands.command(name="list")
    async def list_(self, interaction: discord.Interaction) -> None:
        """Show this server's subscriptions, and why some do not post."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        embed, view = await self._list(interaction, 0)
        await interaction.edit_original_response(embed=embed, view=view)

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH)
    @app_commands.autocomplete(subscription=_complete)
    async def unsubscribe(self, interaction: discord.Interaction, subscription: str) -> None:
        """End a subscription."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        ended = await self._services.subscriptions.unsubscribe(await require_manager(interaction), subscription)
        await interaction.edit_original_response(
            content=f"Ended {inline_code(ended.id)} {shown_name(ended)} in <#{ended.destination_id}>."
        )

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH)
    @app_commands.autocomplete(subscription=_complete)
    async def pause(self, interaction: discord.Interaction, subscription: str) -> None:
        """Stop a subscription for a while."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        paused = await self._services.subscriptions.pause(await require_manager(interaction), subscription)
        await interaction.edit_original_response(
            content=f"Paused {shown_name(paused)}: it matches nothing until `/alerts resume {paused.id}`."
        )

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH)
    @app_commands.autocomplete(subscription=_complete)
    async def resume(self, interaction: discord.Interaction, subscription: str) -> None:
        """Let a paused subscription match again, from now on."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id = await require_manager(interaction)
        before = await self._services.subscriptions.get(guild_id, subscription)
        if not before.paused:
            text = f"{shown_name(before)} was not paused: what begins to match goes to <#{before.destination_id}>."
            await interaction.edit_original_response(content=text)
            return
        resumed = await self._services.subscriptions.resume(guild_id, subscription)
        await interaction.edit_original_response(
            content=f"{shown_name(resumed)} is on: what begins to match from now on goes to "
            f"<#{resumed.destination_id}>. What matched during the pause is not posted."
        )

    @app_commands.command()
    @app_commands.describe(subscription=_WHICH)
    @app_commands.autocomplete(subscription=_complete)
    async def test(self, interaction: discord.Interaction, subscription: str) -> None:
        """Post the newest matching paper in the subscription's channel, marked as a test."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        subscriptions = self._services.subscriptions
        found = await subscriptions.get(await require_manager(interaction), subscription)
        sighting = await subscriptions.newest_match(found)
        if sighting is None:
            text = f"Nothing that I have stored matches {shown_name(found)} yet, so nothing was posted."
        else:
            destination = await subscriptions.destination(found)
            message_id = await self._services.trials.post(found, destination, sighting, interaction.id)
            text = f"Posted a test: https://discord.com/channels/{found.guild_id}/{destination.id}/{message_id}"
        await interaction.edit_original_response(content=text)

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await require_manager(interaction)
        await interaction.response.defer()
        embed, view = await self._list(interaction, int(match["page"]))
        await interaction.edit_original_response(embed=embed, view=view)

    async def _list(self, interaction: discord.Interaction, number: int) -> tuple[discord.Embed, discord.ui.View]:
        listed = await self._services.subscriptions.in_guild(await require_manager(interaction))
        page = page_of(listed, number, _PAGE)
        lines = [
            subscription_line(entry, channel_name(interaction.guild, entry.subscription)) for entry in page.items
        ]
        text = "\n".join(lines) or "There are none yet: `/alerts subscribe` makes one."
        embed = discord.Embed(title=f"Subscriptions of this server: {page.position}", description=text)
        return embed, page_buttons(page, _PAGES, self._pages)
