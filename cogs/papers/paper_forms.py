"""The form of a paper that `/papers show`, `similar` or `why` does not know, with what was typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.discord_io.interactions.at_once import begin
from bot.discord_io.render.custom_ids import paper_custom_id
from bot.discord_io.render.paper_text import plain_title
from bot.domain.discord.limits import BUTTON_TEXT
from bot.language.translating import gettext, pgettext
from bot.service.papers.papers import UnknownPaperError
from cogs.shared.again import PAPERS, again_offered, answer_form_error
from cogs.shared.forms import asked, form_id, submitted_values, titled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.service.papers.papers import Papers
    from cogs.papers.cards import CardHandler
    from cogs.papers.similar import SimilarHandler
    from cogs.papers.why.answering import WhyHandler

_PREFIX: Final = f"paperboy:{PAPERS}paper:"
_SHOW: Final = "show"
_SIMILAR: Final = "similar"
_WHY: Final = "why"
_PAPER: Final = "paper"
_SUBSCRIPTION: Final = "subscription"
_LONGEST = 300  # characters of an address or a title


class PaperForms:
    """Reads for each command which paper is meant. A form's custom_id ends with the command's name."""

    def __init__(self, papers: Papers, cards: CardHandler, similar: SimilarHandler, why: WhyHandler) -> None:
        self._papers = papers
        self._cards = cards
        self._similar = similar
        self._why = why

    async def show(self, interaction: discord.Interaction, typed: str) -> None:
        """The paper's card, into the answer that was deferred before."""
        await self._named(interaction, _SHOW, {_PAPER: typed})

    async def similar(self, interaction: discord.Interaction, typed: str) -> None:
        """What is like the paper, into the answer that was deferred before."""
        await self._named(interaction, _SIMILAR, {_PAPER: typed})

    async def why(self, interaction: discord.Interaction, typed: str, subscription: str | None) -> None:
        """Why the paper was posted or was not, into the answer that was deferred before."""
        await self._named(interaction, _WHY, {_PAPER: typed, _SUBSCRIPTION: subscription or ""})

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer the form; every other interaction is left alone. Never raises."""
        what = form_id(interaction, _PREFIX)
        if what is None:
            return
        try:
            begin(interaction)
            await interaction.response.defer(ephemeral=True, thinking=True)
            values = submitted_values(interaction)
            await self._answer(interaction, what, {name: next(iter(some), "") for name, some in values.items()})
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_form_error(interaction, error, partial(_meant, what))

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The form with what was typed; it is open to everybody, as the commands are."""
        del interaction
        if not form.startswith(_PREFIX):
            return None
        paper = discord.ui.TextInput[discord.ui.Modal](
            custom_id=_PAPER, default=typed.get(_PAPER) or None, max_length=_LONGEST
        )
        told = gettext("Its title, its arXiv number, its DOI or a link to it")
        modal = titled(pgettext("form", "Name a paper"), form).add_item(asked(paper, told))
        if form.removeprefix(_PREFIX) != _WHY:
            return modal
        subscription = discord.ui.TextInput[discord.ui.Modal](
            custom_id=_SUBSCRIPTION,
            default=typed.get(_SUBSCRIPTION) or None,
            max_length=_LONGEST,
            required=False,
        )
        return modal.add_item(asked(subscription, gettext("Its name or id; all of them when left empty")))

    async def _named(self, interaction: discord.Interaction, what: str, typed: Mapping[str, str]) -> None:
        async with again_offered(interaction, f"{_PREFIX}{what}", typed, partial(_meant, what)):
            await self._answer(interaction, what, typed)

    async def _answer(self, interaction: discord.Interaction, what: str, typed: Mapping[str, str]) -> None:
        paper_id = await self._papers.identify(typed.get(_PAPER, ""))
        if what == _SHOW:
            await self._cards.show(interaction, paper_id)
        elif what == _SIMILAR:
            await self._similar.show(interaction, paper_id)
        else:
            await self._why.show(interaction, paper_id, typed.get(_SUBSCRIPTION) or None)


def _meant(what: str, error: Exception) -> Sequence[discord.ui.Button[Any]]:
    """A button for each paper that may have been meant, which does what the command does with it."""
    if not isinstance(error, UnknownPaperError):
        return ()
    name = "card" if what == _SHOW else what
    return [
        discord.ui.Button(label=plain_title(paper, BUTTON_TEXT), custom_id=paper_custom_id(name, paper.id))
        for paper in error.near
    ]
