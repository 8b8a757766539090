"""Papers about the same: `/papers similar`, and the button on cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.paper_keys import find_paper_id
from bot.discord_io.interactions.presses import on_press
from bot.discord_io.render.custom_ids import SIMILAR_PATTERN
from bot.discord_io.render.paper_text import title
from bot.domain.discord.limits import DESCRIPTION, TITLE
from bot.service.papers.coverage import STORED_DAYS
from bot.text.safe import clip, safe
from cogs.papers.cards import not_stored
from cogs.shared.lines import covered, dated_line

if TYPE_CHECKING:
    import re

    from bot.service.papers.papers import Papers
    from bot.service.papers.similar import Like, Similar, Similars

_TITLE = TITLE - len("Similar to: ")
_SHARED = 90  # characters of the words in common
_NOTHING = (
    "Nothing that I have stored is close to it. It may be the only one of its kind, or have no abstract yet."
)


class SimilarHandler:
    """Shows what is like a paper, to anybody. `item_class` is for `Client.add_dynamic_items`."""

    def __init__(self, papers: Papers, similars: Similars, days: int = STORED_DAYS) -> None:
        self._days = days
        self._papers = papers
        self._similars = similars
        self.item_class = on_press(SIMILAR_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction, paper_id: str) -> None:
        """The closest papers, into the answer that was deferred before."""
        similar = await self._similars.similar(paper_id)
        if similar.sighting is None:
            await interaction.edit_original_response(content=not_stored(paper_id, self._days))
        else:
            await interaction.edit_original_response(embed=_embed(similar, title(similar.sighting.paper, _TITLE)))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        key = match["key"]
        await self.show(interaction, await find_paper_id(key, self._papers) or key)


def _embed(similar: Similar, to: str) -> discord.Embed:
    lines = "\n\n".join(map(_entry, similar.likes)) or _NOTHING
    embed = discord.Embed(title=f"Similar to: {to}", description=clip(lines, DESCRIPTION))
    return embed.set_footer(text=f"Closest first. Compared: {covered(similar.coverage)}.")


def _entry(like: Like) -> str:
    line = dated_line(like.sighting)
    return f"{line}\n↳ both: {safe(', '.join(like.shared), _SHARED)}" if like.shared else line
