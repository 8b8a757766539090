"""Papers about the same: `/papers similar`, and the button on cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.abstracts import find_paper_id
from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.custom_ids import SIMILAR_PATTERN
from bot.discord_io.render.entries import SMALL, linked_title
from bot.language.formats import listed
from bot.language.translating import gettext, ngettext
from bot.text.safe import safe
from cogs.papers.asking import looked_up, not_found
from cogs.papers.lists import PAGE, show_papers
from cogs.reading.buttons import more_button, share_buttons
from cogs.shared.lines import covered

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import discord

    from bot.domain.paper import Paper
    from bot.service.papers.similar import Similar
    from cogs.services import Services

_TITLE = 240  # UTF-16 code units
_SHARED = 90  # characters of the words in common
_REASONS = 3  # of them; more are read by nobody


class SimilarHandler:
    """Shows what is like a paper, to anybody."""

    def __init__(self, services: Services) -> None:
        self._papers = services.papers
        services.presses.for_all(SIMILAR_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction, paper_id: str) -> None:
        """The closest papers, into the answer that was deferred before."""
        answer = (await looked_up(interaction, self._papers, [paper_id]))[paper_id]
        similar = await self._papers.similar(paper_id)
        if similar.sighting is None:
            await interaction.edit_original_response(content=not_found(paper_id, answer, self._papers))
            return
        likes = similar.likes[:PAGE]
        await show_papers(
            interaction,
            [_head(similar.sighting.paper, len(likes)), "" if likes else _nothing(similar)],
            [like.sighting for like in likes],
            notes=[_reasons(like.shared) for like in likes],
            # NOTE: {papers} is, for instance, `1,601 papers, listed from 1 Oct 2025 to 30 Jan 2026`
            foot=gettext("Compared: {papers}.", papers=covered(similar.coverage)),
            rows=[[more_button(paper_id), *(share_buttons(interaction) if likes else ())]],
        )

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await reply_later(interaction)
        await self.show(interaction, await find_paper_id(match["key"], self._papers.stored) or match["key"])


def _head(paper: Paper, likes: int) -> str:
    # NOTE: a heading; {title} is that of a paper
    head = gettext("Papers similar to {title}", title=linked_title(paper, _TITLE))
    lines = [f"### {head}"]
    if likes > 1:
        lines.append(f"{SMALL}{gettext('Closest first')}")
    return "\n".join(lines)


def _nothing(similar: Similar) -> str:
    if similar.sighting is not None and similar.sighting.paper.abstract:
        return ngettext(
            "No other paper is stored yet.",
            "None of the {number} stored papers is close to it.",
            similar.coverage.papers,
        )
    return gettext(
        "Nothing that I have stored is close to it: it has no abstract yet, and its title alone says little."
    )


def _reasons(shared: Sequence[str]) -> str:
    """The weightiest words that both papers have."""
    # NOTE: {words} stand in both papers
    told = gettext("In both: {words}", words=safe(listed(shared[:_REASONS]), _SHARED))
    return f"{SMALL}{told}" if shared else ""
