"""Answer the Abstract button of a card and the menu of a digest, also after a restart; find the paper of a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.presses import selected_value
from bot.discord_io.render.custom_ids import is_hash, paper_key
from bot.discord_io.render.renderer import abstract_reply
from bot.domain.identity import address_of
from bot.language.translating import gettext

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable
    from typing import TypeAlias

    import discord

    from bot.domain.alert import Payload
    from bot.domain.paper import Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.service.papers.papers import Papers

    PaperAnswer: TypeAlias = Callable[[discord.Interaction, str, Payload], Awaitable[object]]


class Abstracts:
    """Answers with a paper's whole abstract, visible only to the person.

    `catalogue` has the sources' colours; `answer` sends a payload about a paper as the deferred answer.
    """

    def __init__(self, papers: Papers, catalogue: Catalogue, answer: PaperAnswer) -> None:
        self._papers = papers
        self._catalogue = catalogue
        self._answer = answer

    async def show(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Answer a press of a card's button or a choice in a digest's menu."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        groups = match.groupdict()  # a button has the key in its custom_id, a digest's menu in its selected value
        key, marker = (groups["key"], groups["marker"]) if "key" in groups else (selected_value(interaction), "")
        if sighting := await find_sighting(interaction, key, self._papers):
            paper = sighting.paper
            await self._answer(interaction, paper.id, abstract_reply(paper, self._catalogue, marker))


async def find_sighting(interaction: discord.Interaction, key: str, papers: Papers) -> Sighting | None:
    """Return the paper of a key; None once the deferred answer says that it is forgotten, and where to read it."""
    paper_id = await find_paper_id(key, papers)
    sighting = await papers.get(paper_id) if paper_id else None
    if sighting is None:
        await interaction.edit_original_response(content=explain_forgotten(paper_id or ""))
    return sighting


def explain_forgotten(paper_id: str) -> str:
    """Return a sentence that the paper is no longer stored, and where to read it."""
    sentence, url = gettext("I no longer have that paper."), address_of(paper_id)
    return f"{sentence}\n{url}" if url else sentence


async def find_paper_id(key: str, papers: Papers) -> str | None:
    """Return the id of the paper with this key (see `custom_ids.paper_key`).

    A key that is an id is returned as it is, even if no such paper is stored. A hash is looked up among the
    stored papers. Returns None for an unknown hash, and for a forged key, which is not printable ASCII.
    """
    if not (key.isascii() and key.isprintable()):
        return None
    if not is_hash(key):
        return key
    async for paper_id in papers.ids():
        if paper_key(paper_id) == key:
            return paper_id
    return None
