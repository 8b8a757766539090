"""A paper in a list: its title as a link, a short gist, and facts in small print.

All of these texts come from strangers. A list made of components has no titles with links, as embeds have, so the
title is the label of a Markdown link. Brackets in it become wide ones, because a backslash does not stop one from
ending the label: Discord looks for the end of a link before it looks for escapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.buttons import page_url
from bot.discord_io.render.optional_parts import default_on_error
from bot.discord_io.render.paper_text import joined, marked_as_ai, plain_gist, plain_title
from bot.text.graphemes import clip
from bot.text.safe import escape, safe
from bot.text.summary import shown_summary

if TYPE_CHECKING:
    from bot.domain.paper import Paper

_GIST_LENGTH = 150  # UTF-16 code units: two lines, or three on a phone; most gists fit
_TITLE_LENGTH = 140
_FACTS_LENGTH = 120
_MAX_ADDRESS_LENGTH = 150  # characters; a longer one is left out, so that a page of entries fits a message
_FULLWIDTH_BRACKETS = str.maketrans("[]", "\N{FULLWIDTH LEFT SQUARE BRACKET}\N{FULLWIDTH RIGHT SQUARE BRACKET}")
_SCHEME_MARK = "://"  # Discord makes no link when the label looks like an address
SMALL_PRINT = "-# "  # begins a line of small print


def linked_title(paper: Paper, limit: int = _TITLE_LENGTH) -> str:
    """Return the title in bold as a link to the paper's page; the title alone where it cannot be a link.

    `limit` counts the title's UTF-16 code units after escaping; the address has at most 150 more.
    """
    plain = plain_title(paper, limit).translate(_FULLWIDTH_BRACKETS)
    label = safe(plain, limit)
    address = page_url(paper)
    if address is None or len(address) > _MAX_ADDRESS_LENGTH or _SCHEME_MARK in plain:
        return f"**{label}**"
    return f"**[{label}]({address})**"


@default_on_error("")
def gist_line(paper: Paper) -> str:
    """Return the paper's summary or gist, short and without a line break; "" if it has none."""
    summary = shown_summary(paper)
    text = escape(plain_gist(summary.text, _GIST_LENGTH))
    return text if summary.model is None else marked_as_ai(text)


def small_line(*facts: str) -> str:
    """Return the non-empty facts (already Markdown) as one line of small print; "" when there are none."""
    line = joined(*facts)
    return f"{SMALL_PRINT}{clip(line, _FACTS_LENGTH)}" if line else ""
