"""A paper in a list: its title as the link, a line of gist, small facts. All of it comes from strangers.

A list that is laid out by components has no titles with addresses of their own, as embeds have: the title is the
label of a Markdown link. Brackets in it become wide ones, because a backslash does not keep one from ending
the label: Discord looks for the end of a link before it looks for what is escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.buttons import page
from bot.discord_io.render.optional import optional
from bot.discord_io.render.paper_text import joined, marked, plain_gist, plain_title
from bot.text.graphemes import clip
from bot.text.safe import escape, safe
from bot.text.summary import shown_summary

if TYPE_CHECKING:
    from bot.domain.paper import Paper

_GIST = 150  # UTF-16 code units: two lines, or three on a phone; most gists fit
_TITLE = 140
_FACTS = 120
_ADDRESS = 150  # characters; a longer one is left out, so that a page of entries fits a message
_BRACKETS = str.maketrans("[]", "\N{FULLWIDTH LEFT SQUARE BRACKET}\N{FULLWIDTH RIGHT SQUARE BRACKET}")
_OF_AN_ADDRESS = "://"  # Discord makes no link of a label that looks like another address
SMALL = "-# "  # begins a line of small print


def linked_title(paper: Paper, limit: int = _TITLE) -> str:
    """The title as a link to the paper's page, in bold; the title alone where it cannot be one.

    `limit` is for the title, in UTF-16 code units with what escaping adds; the address has at most 150 more.
    """
    plain = plain_title(paper, limit).translate(_BRACKETS)
    label = safe(plain, limit)
    address = page(paper)
    if address is None or len(address) > _ADDRESS or _OF_AN_ADDRESS in plain:
        return f"**{label}**"
    return f"**[{label}]({address})**"


@optional("")
def gist_line(paper: Paper) -> str:
    """One line of what it is about; "" when nothing is known."""
    shown = shown_summary(paper)
    text = escape(plain_gist(shown.text, _GIST))
    return text if shown.model is None else marked(text)


def small_line(*facts: str) -> str:
    """The facts that are known, which are Markdown already, in one line of small print; "" when none is."""
    known = joined(*facts)
    return f"{SMALL}{clip(known, _FACTS)}" if known else ""
