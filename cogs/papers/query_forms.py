"""The form of a query that `/papers search` or `/papers trends` could not read, with what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.at_once import begin
from bot.language.translating import gettext, pgettext
from bot.query import parse
from cogs.papers.search import chosen
from cogs.shared.again import PAPERS, again_offered, answer_form_error
from cogs.shared.forms import asked, form_id, submitted_values, titled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.ports.catalogue import Catalogue
    from cogs.papers.search import Chosen, SearchHandler
    from cogs.papers.trends import TrendHandler

_PREFIX: Final = f"paperboy:{PAPERS}query:"
_TRENDS: Final = "trends"
_QUERY: Final = "query"


class QueryForms:
    """Reads queries for both commands.

    A form's custom_id ends with what was chosen for a search (`Chosen`), or says `trends`.
    """

    def __init__(self, search: SearchHandler, trends: TrendHandler, catalogue: Catalogue) -> None:
        self._search = search
        self._trends = trends
        self._catalogue = catalogue

    async def search(self, interaction: discord.Interaction, typed: str, how: Chosen) -> None:
        """Find papers, into the answer that was deferred before."""
        async with again_offered(interaction, f"{_PREFIX}{how}", {_QUERY: typed}):
            await self._answer(interaction, str(how), typed)

    async def trends(self, interaction: discord.Interaction, typed: str) -> None:
        """Draw papers week by week, into the answer that was deferred before."""
        async with again_offered(interaction, f"{_PREFIX}{_TRENDS}", {_QUERY: typed}):
            await self._answer(interaction, _TRENDS, typed)

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer the form; every other interaction is left alone. Never raises."""
        what = form_id(interaction, _PREFIX)
        if what is None:
            return
        try:
            begin(interaction)
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._answer(interaction, what, next(iter(submitted_values(interaction).get(_QUERY, ())), ""))
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_form_error(interaction, error)

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The form with what was typed; it is open to everybody, as the commands are."""
        del interaction
        if not form.startswith(_PREFIX):
            return None
        what = form.removeprefix(_PREFIX)
        title = pgettext("form", "Draw a trend") if what == _TRENDS else pgettext("form", "Search papers")
        text = discord.ui.TextInput[discord.ui.Modal](
            style=discord.TextStyle.paragraph,
            custom_id=_QUERY,
            default=typed.get(_QUERY) or None,
            max_length=4000,
        )
        return titled(title, form).add_item(asked(text, gettext("/paperboy help shows how to write it.")))

    async def _answer(self, interaction: discord.Interaction, what: str, typed: str) -> None:
        query = parse(typed, self._catalogue)
        if what == _TRENDS:
            await self._trends.show(interaction, query)
        else:
            await self._search.show(interaction, query, chosen(what))
