"""`/papers`: looking at what was listed."""

import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.abstracts import Abstracts
from bot.discord_io.buttons import on_press
from bot.service.papers import Listing
from cogs.choices import paper_choices, subscription_choices
from cogs.guards import may_see, require_guild
from cogs.lines import paper_line
from cogs.paging import Page, page_buttons, page_of, page_template
from cogs.services import Services
from cogs.why_words import why_embed

_PAGE = 10
_PAGES = "today"
_NOTHING = (
    "I have not read any papers yet. The first poll comes soon after the start: `/paperboy status` tells more."
)


@app_commands.guild_only()
class PapersCog(commands.GroupCog, group_name="papers", group_description="What the sources have listed"):
    """Open to every member; replies are seen by the person alone."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._pages = on_press(page_template(_PAGES), self._turn_page)
        self._abstracts = Abstracts(services.papers)

    async def cog_load(self) -> None:
        """Answer buttons, also those from before a restart."""
        self._bot.add_dynamic_items(self._pages, *self._abstracts.item_classes)

    async def cog_unload(self) -> None:
        """Answer them no more."""
        self._bot.remove_dynamic_items(self._pages, *self._abstracts.item_classes)

    @app_commands.command()
    async def today(self, interaction: discord.Interaction) -> None:
        """Show today's papers, most upvotes first."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._show(interaction, 0)

    async def _complete_paper(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await paper_choices(current, self._services.papers)

    async def _complete(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await subscription_choices(interaction, current, self._services.subscriptions, to_change=False)

    @app_commands.command()
    @app_commands.describe(
        paper="Choose one by its title, or give its arXiv number or a link to it",
        subscription="One subscription: choose it or type its id or name; all of this server when left out",
    )
    @app_commands.autocomplete(paper=_complete_paper, subscription=_complete)
    async def why(self, interaction: discord.Interaction, paper: str, subscription: str | None = None) -> None:
        """Tell why a paper was posted here or was not, and what to do about it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        why = await self._services.whys.why(
            await self._services.papers.identify(paper),
            require_guild(interaction),
            here=interaction.channel_id or 0,
            visible=lambda found: may_see(interaction, found),
            ref=subscription,
        )
        await interaction.edit_original_response(embed=why_embed(why, self._services.now()))

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        await self._show(interaction, int(match["page"]))

    async def _show(self, interaction: discord.Interaction, number: int) -> None:
        listing = await self._services.papers.today()
        if listing.day is None:
            await interaction.edit_original_response(content=_NOTHING)
            return
        page = page_of(listing.sightings, number, _PAGE)
        embed = discord.Embed(title=_title(listing, page), description="\n".join(map(paper_line, page.items)))
        await interaction.edit_original_response(embed=embed, view=page_buttons(page, _PAGES, self._pages))


def _title(listing: Listing, page: Page[object]) -> str:
    day = f"{listing.day:%A %d %B}"
    if listing.is_open:
        return f"Papers of {day}, still open: {page.position}"
    return f"Nothing is listed today so far. Papers of {day}: {page.position}"
