"""The Abstract button of a card and the menu of a digest: answered also after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.paper_keys import find_paper_id
from bot.discord_io.interactions.presses import anybody, on_press, selected
from bot.discord_io.interactions.replies import answer_with
from bot.discord_io.render import abstract_reply
from bot.discord_io.render.custom_ids import ABSTRACT_PATTERN, ABSTRACTS_PATTERN
from bot.domain.identity import address_of
from bot.language.translating import gettext

if TYPE_CHECKING:
    import re

    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.service.papers.papers import Papers


class Abstracts:
    """Answers with a paper's whole abstract, for the person alone.

    `catalogue` has the sources' colours; `item_classes` are for `Client.add_dynamic_items`.
    """

    def __init__(self, papers: Papers, catalogue: Catalogue) -> None:
        self._papers = papers
        self._catalogue = catalogue
        self.item_classes = (
            on_press(ABSTRACT_PATTERN, self._pressed, anybody),
            on_press(ABSTRACTS_PATTERN, self._chosen, anybody),
        )

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await self._show(interaction, match["key"], match["marker"])

    async def _chosen(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await self._show(interaction, selected(interaction))

    async def _show(self, interaction: discord.Interaction, key: str, marker: str = "") -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        paper_id = await find_paper_id(key, self._papers)
        sighting = await self._papers.get(paper_id) if paper_id else None
        if sighting is None:
            await interaction.edit_original_response(content=forgotten(paper_id or ""))
            return
        await answer_with(interaction, abstract_reply(sighting.paper, self._catalogue, marker))


def forgotten(paper_id: str) -> str:
    """That the store does not have a paper any more, and where it can be read."""
    url = address_of(paper_id)
    if url:
        return gettext(
            "I do not keep that paper any more (after about three months). It can be read here: {url}", url=url
        )
    return gettext(
        "I do not keep that paper any more (after about three months). The links of the message still lead to it."
    )
