"""The forms of `/papers`, for a query or a paper that could not be read; commands are answered as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from bot.language.translating import gettext, pgettext
from bot.query import parse
from cogs.papers.search import chosen
from cogs.shared.forms import PAPERS, Form, text_field, titled

if TYPE_CHECKING:
    from collections.abc import Mapping

    import discord

    from cogs.papers.cards import CardHandler
    from cogs.papers.search import SearchHandler
    from cogs.papers.similar import SimilarHandler
    from cogs.papers.trends import TrendHandler
    from cogs.papers.why.answering import WhyHandler
    from cogs.services import Services

    Searches: TypeAlias = tuple[SearchHandler, TrendHandler]
    Readings: TypeAlias = tuple[CardHandler, SimilarHandler, WhyHandler]

QUERY_FORM: Final = f"{PAPERS}query:"  # what a search chose comes behind it (`Chosen`), or `trends`
PAPER_FORM: Final = f"{PAPERS}paper:"  # the command's name comes behind it
TRENDS, SHOW, SIMILAR, WHY = "trends", "show", "similar", "why"
_LONGEST = 300  # characters of an address or a title


class PaperForms:
    """Reads queries for `/papers search` and `trends`, and the paper for `show`, `similar` and `why`."""

    def __init__(self, services: Services, searches: Searches, readings: Readings) -> None:
        self._catalogue = services.catalogue
        self._papers = services.papers.stored
        self._search, self._trends = searches
        self._shown = readings
        services.forms.add(
            Form(prefix=QUERY_FORM, opened=_query_form, answered=self._query),
            Form(prefix=PAPER_FORM, opened=_paper_form, answered=self._paper),
        )

    async def _query(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        await _begin(interaction)
        query = parse(typed.get("query", ""), self._catalogue)
        if key == TRENDS:
            await self._trends.show(interaction, query)
        else:
            await self._search.show(interaction, query, chosen(key))

    async def _paper(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        await _begin(interaction)
        cards, similar, why = self._shown
        paper_id = await self._papers.identify(typed.get("paper", ""))
        if key == SHOW:
            await cards.show(interaction, paper_id)
        elif key == SIMILAR:
            await similar.show(interaction, paper_id)
        else:
            await why.show(interaction, paper_id, typed.get("subscription") or None)


async def _query_form(_interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> discord.ui.Modal:
    title = pgettext("form", "Draw a trend") if key == TRENDS else pgettext("form", "Search papers")
    hint = gettext("/paperboy help shows how to write it.")
    field = text_field("query", typed.get("query", ""), hint, needed=True)
    return titled(title, f"{QUERY_FORM}{key}").add_item(field)


async def _paper_form(_interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> discord.ui.Modal:
    told = gettext("Its title, its arXiv number, its DOI or a link to it")
    modal = titled(pgettext("form", "Name a paper"), f"{PAPER_FORM}{key}")
    modal.add_item(text_field("paper", typed.get("paper", ""), told, most=_LONGEST, needed=True))
    if key == WHY:
        told = gettext("Its name or id; all of them when left empty")
        modal.add_item(text_field("subscription", typed.get("subscription", ""), told, most=_LONGEST))
    return modal


async def _begin(interaction: discord.Interaction) -> None:
    """Put the answer off, unless it was, as commands do."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
