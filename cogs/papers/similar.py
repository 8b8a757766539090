"""`/papers similar`, and the button *Similar* under abstracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.abstracts import find_paper_id
from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.custom_ids import SIMILAR_PATTERN
from bot.discord_io.render.entries import SMALL_PRINT, linked_title
from bot.language.formats import listed
from bot.language.translating import gettext
from bot.text.safe import safe
from cogs.paper_buttons.buttons import more_button, share_buttons
from cogs.papers.lists import PAGE_SIZE, show_papers
from cogs.papers.lookup import look_up_papers, not_found_text
from cogs.shared.lines import searched_line

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import discord

    from bot.service.papers.similar import Similar
    from cogs.services import Services

_TITLE_LENGTH = 240  # UTF-16 code units
_SHARED_LENGTH = 90  # characters of the words in common
_MAX_SHARED = 3  # words in common


class SimilarHandler:
    """Shows papers on the same subject; anybody can ask."""

    def __init__(self, services: Services) -> None:
        self._papers = services.papers
        services.presses.for_all(SIMILAR_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction, paper_id: str) -> None:
        """Show the closest papers in the deferred reply."""
        answer = (await look_up_papers(interaction, self._papers, [paper_id]))[paper_id]
        similar = await self._papers.similar(paper_id)
        if similar.sighting is None:
            await interaction.edit_original_response(content=not_found_text(paper_id, answer, self._papers))
            return
        matches = similar.papers[:PAGE_SIZE]
        # NOTE: a heading; {title} is that of a paper
        head = gettext("Papers similar to {title}", title=linked_title(similar.sighting.paper, _TITLE_LENGTH))
        await show_papers(
            interaction,
            [f"### {head}", "" if matches else _no_match_text(similar)],
            [match.sighting for match in matches],
            remarks=[_reasons(match.shared) for match in matches],
            foot=searched_line(similar.coverage),
            rows=[[more_button(paper_id), *(share_buttons(interaction) if matches else ())]],
        )

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await reply_later(interaction)
        # The key of an unknown paper is no paper's id, so the reply says that it is not found
        await self.show(interaction, await find_paper_id(match["key"], self._papers.stored) or match["key"])


def _no_match_text(similar: Similar) -> str:
    if similar.sighting is not None and similar.sighting.paper.abstract:
        return gettext("No similar papers found.")
    return gettext("This paper has no abstract yet.")


def _reasons(shared: Sequence[str]) -> str:
    """Return a line with the most distinctive words that both papers have; "" if they share none."""
    # NOTE: {words} stand in both papers
    text = gettext("Shared words: {words}", words=safe(listed(shared[:_MAX_SHARED]), _SHARED_LENGTH))
    return f"{SMALL_PRINT}{text}" if shared else ""
