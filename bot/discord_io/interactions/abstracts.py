"""The Abstract button of a card and the menu of a digest: answered for ever, also after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.discord_io.interactions.buttons import on_press, selected
from bot.discord_io.interactions.replies import answer_with
from bot.discord_io.render import abstract_reply
from bot.discord_io.render.addresses import address_of
from bot.discord_io.render.custom_ids import ABSTRACT_PATTERN, ABSTRACTS_PATTERN, resolve_key

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import discord

    from bot.domain.paper import Sighting

_FORGOTTEN = "I do not keep that paper any more (after about three months)."


class PaperLookup(Protocol):
    """Where papers are looked up: `bot.service.papers.Papers`."""

    async def get(self, paper_id: str) -> Sighting | None:
        """One stored paper."""
        ...

    async def ids(self) -> Sequence[str]:
        """The ids of all stored papers."""
        ...


class Abstracts:
    """Answers with a paper's whole abstract, for the person alone.

    `item_classes` are for `Client.add_dynamic_items`.
    """

    def __init__(self, papers: PaperLookup) -> None:
        self._papers = papers
        self.item_classes = (
            on_press(ABSTRACT_PATTERN, self._pressed),
            on_press(ABSTRACTS_PATTERN, self._chosen),
        )

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await self._show(interaction, match["key"])

    async def _chosen(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await self._show(interaction, *selected(interaction)[:1])

    async def _show(self, interaction: discord.Interaction, key: str = "") -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        # Long ids stand in a custom_id as a digest, which only a look at all papers can undo.
        paper_id = resolve_key(key) or resolve_key(key, await self._papers.ids())
        sighting = await self._papers.get(paper_id) if paper_id else None
        if sighting is None:
            await interaction.edit_original_response(content=_forgotten(paper_id or ""))
            return
        await answer_with(interaction, abstract_reply(sighting.paper))


def _forgotten(paper_id: str) -> str:
    """What there is to say about a paper that the store does not have, with where it can be read."""
    url = address_of(paper_id)
    return (
        f"{_FORGOTTEN} It can be read here: {url}"
        if url
        else f"{_FORGOTTEN} The links of the message still lead to it."
    )
