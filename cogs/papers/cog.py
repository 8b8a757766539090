"""`/papers` and `Look up papers`: what was listed, for everybody.

Every command is declared here; what it does is in the file of its subject.
"""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.interactions.abstracts import Abstracts
from bot.domain.ports import Order
from bot.service.papers.coverage import Period
from cogs.papers.cards import CardHandler
from cogs.papers.forms import PAPER_FORM, QUERY_FORM, SHOW, SIMILAR, TRENDS, WHY, PaperForms
from cogs.papers.listings import Listings
from cogs.papers.search import Chosen, SearchHandler
from cogs.papers.similar import SimilarHandler
from cogs.papers.trends import TrendHandler
from cogs.papers.why.answering import WhyHandler
from cogs.reading.share import ShareHandler
from cogs.services import Services
from cogs.shared.choices import paper_choices, subscription_choices

_PAPER = "Type its title and choose it, or give its arXiv number, its DOI or a link to it"
_QUERY = "What to look for, such as: diffusion -survey. /paperboy help shows how to write it"
_SINCE = [
    app_commands.Choice(name="today", value=Period.DAY.value),
    app_commands.Choice(name="last 7 days", value=Period.WEEK.value),
    app_commands.Choice(name="last 30 days", value=Period.MONTH.value),
]
_EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_ANYONE = app_commands.AppInstallationType(guild=True, user=True)


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.allowed_installs(guilds=True, users=True)
class PapersCog(
    commands.GroupCog,
    group_name="papers",
    group_description="Find papers, read about them, and see why one was posted",
):
    """Open to everybody, also outside of servers; replies are seen by the person alone."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._cards = CardHandler(services)
        self._listings = Listings(services)
        search, trends = SearchHandler(services), TrendHandler(services)
        similar, why = SimilarHandler(services), WhyHandler(services)
        PaperForms(services, (search, trends), (self._cards, similar, why))
        self.item_classes = (
            *self._listings.item_classes,
            *Abstracts(services.papers.stored, services.catalogue).item_classes,
            self._cards.item_class,
            *search.item_classes,
            *trends.item_classes,
            similar.item_class,
            *why.item_classes,
            ShareHandler().item_class,
        )
        self._look_up = app_commands.ContextMenu(
            name="Look up papers",
            callback=self.look_up,
            allowed_contexts=_EVERYWHERE,
            allowed_installs=_ANYONE,
        )

    async def cog_load(self) -> None:
        """Offer the message menu."""
        self._bot.tree.add_command(self._look_up)

    async def _complete_paper(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await paper_choices(current, self._services.papers.stored)

    async def _complete(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await subscription_choices(interaction, current, self._services.subscriptions, to_change=False)

    @app_commands.command()
    async def today(self, interaction: discord.Interaction) -> None:
        """Show the papers that were listed today, the most upvoted first."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._listings.today(interaction)

    @app_commands.command()
    @app_commands.describe(period="The last 7 days (when left out) or the last 30")
    async def trending(self, interaction: discord.Interaction, period: Literal["week", "month"] = "week") -> None:
        """Show the most upvoted papers of the last week or month."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._listings.trending(interaction, Period(period))

    @app_commands.command()
    @app_commands.describe(
        query=_QUERY,
        sort="What comes first: the newest (when left out), the most upvoted, or the best match",
        since="How far back: today, the last 7 days or the last 30; all stored papers when left out",
    )
    @app_commands.choices(since=_SINCE)
    async def search(
        self,
        interaction: discord.Interaction,
        query: str,
        sort: Literal["newest", "upvoted", "best"] = "newest",
        since: app_commands.Choice[str] | None = None,
    ) -> None:
        """Search the papers of the last three months."""
        chosen = Chosen(order=Order(sort), period=Period(since.value) if since else None)
        await self._take(interaction, f"{QUERY_FORM}{chosen}", query=query)

    @app_commands.command()
    @app_commands.describe(paper=_PAPER)
    @app_commands.autocomplete(paper=_complete_paper)
    async def show(self, interaction: discord.Interaction, paper: str) -> None:
        """Show one paper: a summary, its links, and its abstract at the press of a button."""
        await self._take(interaction, f"{PAPER_FORM}{SHOW}", paper=paper)

    @app_commands.command()
    @app_commands.describe(paper=_PAPER)
    @app_commands.autocomplete(paper=_complete_paper)
    async def similar(self, interaction: discord.Interaction, paper: str) -> None:
        """Find papers on the same subject as one that you name."""
        await self._take(interaction, f"{PAPER_FORM}{SIMILAR}", paper=paper)

    @app_commands.command()
    @app_commands.describe(query=_QUERY)
    async def trends(self, interaction: discord.Interaction, query: str) -> None:
        """Draw a chart of how many papers a query matched, week by week."""
        await self._take(interaction, f"{QUERY_FORM}{TRENDS}", query=query)

    @app_commands.command()
    @app_commands.describe(
        paper=_PAPER,
        subscription="For one subscription only: choose it, or type its name or id; all when left out",
    )
    @app_commands.autocomplete(paper=_complete_paper, subscription=_complete)
    async def why(self, interaction: discord.Interaction, paper: str, subscription: str | None = None) -> None:
        """Find out why a paper was posted here or was not, and what to do about it."""
        await self._take(interaction, f"{PAPER_FORM}{WHY}", paper=paper, subscription=subscription or "")

    async def _take(self, interaction: discord.Interaction, form: str, **typed: str) -> None:
        """Answer as if that had been typed into the form of the command."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._services.forms.take(interaction, form, typed)

    async def look_up(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Show a card for each paper that a message links to or names."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._cards.look_up(interaction, message)
