"""`/papers`, `Look up papers` and `Save papers`, for everybody.

Every command is declared here; its handler is in the file of its subject.
"""

from collections.abc import Mapping
from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.interactions.abstracts import Abstracts
from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.custom_ids import ABSTRACT_MENU_PATTERN, ABSTRACT_PATTERN
from bot.domain.ports import Order
from bot.language.translating import pgettext
from bot.query import parse
from bot.service.papers.coverage import Period
from cogs.paper_buttons.marks import MarkHandler
from cogs.paper_buttons.share import ShareHandler
from cogs.papers.cards import CardHandler
from cogs.papers.chart import ChartHandler, parse_queries
from cogs.papers.cite import CiteHandler
from cogs.papers.listings import TodayAndTrendingHandler
from cogs.papers.saved import SavedHandler
from cogs.papers.search import SearchHandler, SearchOptions, read_options
from cogs.papers.similar import SimilarHandler
from cogs.papers.why.handler import WhyHandler
from cogs.services import Services
from cogs.shared.autocomplete import paper_choices, subscription_choices
from cogs.shared.forms import PUBLIC_FORM_PREFIX, Form, example_query, modal, text_field

_PAPER_HINT = "Title, arXiv ID, DOI or link"
_QUERY_HINT = "For example: diffusion -survey (see /paperboy help)"
_QUERIES_HINT = "One to three queries, for example: diffusion; text to image"
_SORT_CHOICES = [
    app_commands.Choice(name="newest", value=Order.NEWEST.value),
    app_commands.Choice(name="most upvoted", value=Order.UPVOTED.value),
    app_commands.Choice(name="best match", value=Order.BEST.value),
]
_PERIOD_CHOICES = [
    app_commands.Choice(name="today", value=Period.DAY.value),
    app_commands.Choice(name="last 7 days", value=Period.WEEK.value),
    app_commands.Choice(name="last 30 days", value=Period.MONTH.value),
]
_QUERY_FORM_PREFIX = f"{PUBLIC_FORM_PREFIX}query:"  # followed by the `SearchOptions`, `chart` or `saved`
# Followed by the command's name; for `show` by `card`, as in the button that shows a paper (`custom_ids`)
_PAPER_FORM_PREFIX = f"{PUBLIC_FORM_PREFIX}paper:"
_CHART, _SAVED, _SHOW, _SIMILAR, _WHY = "chart", "saved", "card", "similar", "why"
_OLD_CHART = "trends"  # the former name of `chart`, which works for one more version
_MAX_PAPER_LENGTH = 300  # characters of an address or a title
_EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_ANYONE = app_commands.AppInstallationType(guild=True, user=True)


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.allowed_installs(guilds=True, users=True)
class PapersCog(
    commands.GroupCog,
    group_name="papers",
    group_description="Find papers, or see why a paper was posted",
):
    """Commands for everybody, also outside servers; only the person sees the replies.

    After an invalid query or paper, *Try again* opens a form with what was typed.
    """

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        answer = MarkHandler(services).answer
        self._cards = CardHandler(services, answer)
        self._listings = TodayAndTrendingHandler(services)
        self._search, self._chart = SearchHandler(services), ChartHandler(services)
        self._similar, self._why = SimilarHandler(services), WhyHandler(services)
        self._saved = SavedHandler(services)
        ShareHandler(services)
        CiteHandler(services)
        abstracts = Abstracts(services.papers.stored, services.catalogue, answer)
        services.presses.for_all(ABSTRACT_PATTERN, abstracts.show)
        services.presses.for_all(ABSTRACT_MENU_PATTERN, abstracts.show)
        services.forms.add(
            Form(prefix=_QUERY_FORM_PREFIX, build=_query_form, on_submit=self._on_query),
            Form(prefix=_PAPER_FORM_PREFIX, build=_paper_form, on_submit=self._on_paper),
        )

    async def cog_load(self) -> None:
        """Register the entries of the message menu."""
        for name, callback in (("Look up papers", self.look_up), ("Save papers", self.save)):
            menu = app_commands.ContextMenu(
                name=name, callback=callback, allowed_contexts=_EVERYWHERE, allowed_installs=_ANYONE
            )
            self._bot.tree.add_command(menu)

    async def _complete_paper(
        self, _interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await paper_choices(current, self._services.papers.stored)

    async def _complete_subscription(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await subscription_choices(interaction, current, self._services.subscriptions, to_change=False)

    @app_commands.command()
    async def today(self, interaction: discord.Interaction) -> None:
        """Show today's papers, most upvoted first."""
        await reply_later(interaction)
        await self._listings.today(interaction)

    @app_commands.command()
    @app_commands.describe(period="Last 7 (default) or 30 days")
    async def trending(self, interaction: discord.Interaction, period: Literal["week", "month"] = "week") -> None:
        """Show the most upvoted papers of the last week or month."""
        await reply_later(interaction)
        await self._listings.trending(interaction, Period(period))

    @app_commands.command()
    @app_commands.describe(
        query=_QUERY_HINT,
        sort="Newest first (default), most upvoted, or best match",
        since="Today, last 7 or 30 days. Default: all papers",
    )
    @app_commands.choices(sort=_SORT_CHOICES, since=_PERIOD_CHOICES)
    async def search(
        self,
        interaction: discord.Interaction,
        query: str,
        sort: app_commands.Choice[str] | None = None,
        since: app_commands.Choice[str] | None = None,
    ) -> None:
        """Search papers from the last three months."""
        order = Order(sort.value) if sort else Order.NEWEST
        options = SearchOptions(order=order, period=Period(since.value) if since else None)
        await self._handle(interaction, f"{_QUERY_FORM_PREFIX}{options}", query=query)

    @app_commands.command()
    @app_commands.describe(paper=_PAPER_HINT)
    @app_commands.autocomplete(paper=_complete_paper)
    async def show(self, interaction: discord.Interaction, paper: str) -> None:
        """Show one paper with its summary and links."""
        await self._handle(interaction, f"{_PAPER_FORM_PREFIX}{_SHOW}", paper=paper)

    @app_commands.command()
    @app_commands.describe(paper=_PAPER_HINT)
    @app_commands.autocomplete(paper=_complete_paper)
    async def similar(self, interaction: discord.Interaction, paper: str) -> None:
        """Find papers similar to a given one."""
        await self._handle(interaction, f"{_PAPER_FORM_PREFIX}{_SIMILAR}", paper=paper)

    @app_commands.command()
    @app_commands.describe(query="Only papers that match this query. Default: all")
    async def saved(self, interaction: discord.Interaction, query: str | None = None) -> None:
        """Show, export or remove the papers that you saved."""
        await reply_later(interaction)
        if query is None:
            await self._saved.show(interaction, None)
        else:
            await self._handle(interaction, f"{_QUERY_FORM_PREFIX}{_SAVED}", query=query)

    @app_commands.command()
    @app_commands.describe(query=_QUERIES_HINT)
    async def chart(self, interaction: discord.Interaction, query: str) -> None:
        """Show a chart of matches per week."""
        await self._handle(interaction, f"{_QUERY_FORM_PREFIX}{_CHART}", query=query)

    trends = app_commands.describe(query=_QUERIES_HINT)(
        app_commands.Command(
            name=_OLD_CHART,
            description="Now called /papers chart.",
            callback=chart.callback,
            extras={"renamed": _CHART},
        )
    )

    @app_commands.command()
    @app_commands.describe(
        paper=_PAPER_HINT,
        subscription="Name or ID. Default: all",
    )
    @app_commands.autocomplete(paper=_complete_paper, subscription=_complete_subscription)
    async def why(self, interaction: discord.Interaction, paper: str, subscription: str | None = None) -> None:
        """See why a paper was or was not posted here."""
        await self._handle(
            interaction, f"{_PAPER_FORM_PREFIX}{_WHY}", paper=paper, subscription=subscription or ""
        )

    async def _handle(self, interaction: discord.Interaction, form: str, **typed: str) -> None:
        """Handle the options as if they had been typed into the command's form."""
        await reply_later(interaction)
        await self._services.forms.handle(interaction, form, typed)

    async def look_up(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Show a card for each paper that a message links to or names."""
        await reply_later(interaction)
        await self._cards.look_up(interaction, message)

    async def save(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Save the paper that a message links to or names; of several, show a list to choose from."""
        await reply_later(interaction)
        await self._cards.look_up(interaction, message, to_save=True)

    async def _on_query(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        await reply_later(interaction)
        text, catalogue = typed.get("query", ""), self._services.catalogue_for(interaction)
        if key == _CHART:
            await self._chart.show(interaction, *parse_queries(text, catalogue))
        elif key == _SAVED:
            await self._saved.show(interaction, parse(text, catalogue))
        else:
            await self._search.show(interaction, parse(text, catalogue), read_options(key))

    async def _on_paper(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        await reply_later(interaction)
        paper_id = await self._services.papers.stored.identify(typed.get("paper", ""))
        if key == _SIMILAR:
            await self._similar.show(interaction, paper_id)
        elif key == _WHY:
            await self._why.show(interaction, paper_id, typed.get("subscription") or None)
        else:
            await self._cards.show(interaction, paper_id)


async def _query_form(_interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> discord.ui.Modal:
    title = pgettext("form", "Query")
    field = text_field("query", title, typed.get("query", ""), example_query(), required=True)
    return modal(title, f"{_QUERY_FORM_PREFIX}{key}", field)


async def _paper_form(_interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> discord.ui.Modal:
    title, hint = pgettext("form", "Paper"), pgettext("command", _PAPER_HINT)
    fields = [
        text_field("paper", title, typed.get("paper", ""), hint, max_length=_MAX_PAPER_LENGTH, required=True)
    ]
    if key == _WHY:
        hint = pgettext("command", "Name or ID. Default: all")
        label, subscription = pgettext("form", "Subscription"), typed.get("subscription", "")
        fields.append(text_field("subscription", label, subscription, hint, max_length=_MAX_PAPER_LENGTH))
    return modal(title, f"{_PAPER_FORM_PREFIX}{key}", *fields)
