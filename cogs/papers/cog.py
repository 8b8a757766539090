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
from cogs.papers.listings import Listings
from cogs.papers.paper_forms import PaperForms
from cogs.papers.query_forms import QueryForms
from cogs.papers.search import Chosen, SearchHandler
from cogs.papers.similar import SimilarHandler
from cogs.papers.trends import TrendHandler
from cogs.papers.why.answering import WhyHandler
from cogs.reading.share import ShareHandler
from cogs.services import Services
from cogs.shared.again import AgainHandler
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
        self._papers = services.papers
        lookups, days = self._papers.lookups, self._papers.days
        self._cards = CardHandler(self._papers.stored, lookups, services.renderer, days)
        lists = self._cards.lists
        self._listings = Listings(self._papers.stored, self._papers.rankings, lists)
        self._search = SearchHandler(self._papers.searches, services.catalogue, lists)
        trends = TrendHandler(self._papers.trends, self._papers.searches, services.catalogue)
        self._queries = QueryForms(self._search, trends, services.catalogue)
        self._similar = SimilarHandler(self._papers.stored, lookups, self._papers.similars, lists, days)
        self._why = WhyHandler(services, self._cards.button)
        self._named = PaperForms(self._papers.stored, self._cards, self._similar, self._why)
        self._item_classes = (
            *self._listings.item_classes,
            *Abstracts(self._papers.stored, services.catalogue).item_classes,
            self._cards.item_class,
            *self._search.item_classes,
            AgainHandler([self._queries, self._named], of_papers=True).item_class,
            *trends.item_classes,
            self._similar.item_class,
            *self._why.item_classes,
            ShareHandler().item_class,
        )
        self._look_up = app_commands.ContextMenu(
            name="Look up papers",
            callback=self.look_up,
            allowed_contexts=_EVERYWHERE,
            allowed_installs=_ANYONE,
        )

    async def cog_load(self) -> None:
        """Answer buttons, also those from before a restart, and offer the message menu."""
        self._bot.add_dynamic_items(*self._item_classes)
        self._bot.tree.add_command(self._look_up)

    async def cog_unload(self) -> None:
        """Do neither any more."""
        self._bot.remove_dynamic_items(*self._item_classes)
        self._bot.tree.remove_command(self._look_up.name, type=self._look_up.type)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer the form of a query, and that of a paper."""
        await self._queries.submitted(interaction)
        await self._named.submitted(interaction)

    async def _complete_paper(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await paper_choices(current, self._papers.stored)

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
        await interaction.response.defer(ephemeral=True, thinking=True)
        chosen = Chosen(order=Order(sort), period=Period(since.value) if since else None)
        await self._queries.search(interaction, query, chosen)

    @app_commands.command()
    @app_commands.describe(paper=_PAPER)
    @app_commands.autocomplete(paper=_complete_paper)
    async def show(self, interaction: discord.Interaction, paper: str) -> None:
        """Show one paper: a summary, its links, and its abstract at the press of a button."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._named.show(interaction, paper)

    @app_commands.command()
    @app_commands.describe(paper=_PAPER)
    @app_commands.autocomplete(paper=_complete_paper)
    async def similar(self, interaction: discord.Interaction, paper: str) -> None:
        """Find papers on the same subject as one that you name."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._named.similar(interaction, paper)

    @app_commands.command()
    @app_commands.describe(query=_QUERY)
    async def trends(self, interaction: discord.Interaction, query: str) -> None:
        """Draw a chart of how many papers a query matched, week by week."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._queries.trends(interaction, query)

    @app_commands.command()
    @app_commands.describe(
        paper=_PAPER,
        subscription="For one subscription only: choose it, or type its name or id; all when left out",
    )
    @app_commands.autocomplete(paper=_complete_paper, subscription=_complete)
    async def why(self, interaction: discord.Interaction, paper: str, subscription: str | None = None) -> None:
        """Find out why a paper was posted here or was not, and what to do about it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._named.why(interaction, paper, subscription)

    async def look_up(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Show a card for each paper that a message links to or names."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._cards.look_up(interaction, message)
