"""Sentences for terms of a query: where the paper has the term, or what it lacks. Papers are untrusted input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.render.paper_text import highlighted
from bot.language.formats import some_of
from bot.language.translating import gettext, gettext_noop, pgettext
from bot.query.fields import FIELDS, TEXT_FIELDS, TextField
from bot.text.safe import clean, clip

if TYPE_CHECKING:
    from bot.query import Excerpt, TermReport

_EXCERPT_LENGTH = 190  # characters, with at most 30 on either side of the match
_TERM_LENGTH, _MAX_TERMS = 80, 8  # UTF-16 code units of a term; terms


def term_sentence(term: TermReport, *others: TermReport) -> str:
    """Return the match of a term with the text around it, or why it and perhaps `others` do not match."""
    names = [
        inline_code(clip(f"{'-' if one.excluded else ''}{one.term}", _TERM_LENGTH)) for one in (term, *others)
    ]
    shown, text, field = some_of(names[:_MAX_TERMS], len(names)), "", FIELDS.get(term.field)
    if term.excerpt:
        text, field = _quoted(term.excerpt), TEXT_FIELDS[term.excerpt.field]

    match field:
        case _ if term.is_comparison and term.value is None:
            message = gettext_noop("{term}: not known yet.")
        case _ if term.is_comparison:
            # NOTE: {term} is a part of a query that compares upvotes or the like
            message = gettext_noop("{term}: now {number}.")
        case _ if term.excluded:
            # NOTE: {term} is a part of a query, {text} where the paper has it, or nothing
            message = gettext_noop("Excluded by {term}. {text}")
        case TextField() if text:
            message = field.match_message
        case _ if term.matched:
            return shown
        case _:
            message = gettext_noop("No match for {term}.")
    return gettext(message, term=shown, text=text, number=term.value or 0).rstrip()


def _quoted(excerpt: Excerpt) -> str:
    """Return the excerpt with the match in bold, escaped so that it cannot ping, link or break out."""
    text, found = clean(str(excerpt)), clean(excerpt.found)
    start = max(text.find(found, len(clean(excerpt.before))), 0)
    # NOTE: words of a paper, in quotation marks
    shown = highlighted(clip(text, _EXCERPT_LENGTH), [(start, start + len(found))])
    return pgettext("quoted", "“{text}”", text=shown)
