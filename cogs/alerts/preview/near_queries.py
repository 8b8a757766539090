"""Other words that a preview offers for a query that finds little: the text, and the buttons' labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.render.paper_text import DOT
from bot.domain.discord.limits import BUTTON_TEXT, FIELD_VALUE
from bot.language.formats import number
from bot.language.translating import gettext, pgettext
from bot.text.safe import clean, clip
from cogs.shared.no_matches import use_query_label

if TYPE_CHECKING:
    import discord

    from bot.service.papers.proposals.near_queries import NearQuery

_WORDS_LENGTH = 60  # characters


def near_label(near: NearQuery) -> str:
    """Return the label of the button that takes other words: `Also match "cache"`."""
    if near.words == near.query.canonical:
        return use_query_label()
    # NOTE: finds papers with these words too, as in `Also match "cache"`; at most 80 characters
    return clip(
        pgettext("button", "Also match {words}", words=clip(clean(near.words), _WORDS_LENGTH)), BUTTON_TEXT
    )


def add_near(embed: discord.Embed, found: tuple[NearQuery, ...]) -> None:
    """Add a field with the matches of each query among all stored papers: `"cache"` 72."""
    if found:
        each = DOT.join(f"{inline_code(clip(near.words, _WORDS_LENGTH))} {number(near.matches)}" for near in found)
        # NOTE: a heading over words to add to a query, each with how many papers would match then; {number} do now
        name = gettext("Total matches with other words (now: {number})", number=found[0].known)
        embed.add_field(name=name, value=clip(each, FIELD_VALUE), inline=False)
