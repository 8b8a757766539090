"""The terms of a query with what was found for them, in plain words. Papers are hostile input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code import inline_code
from bot.discord_io.render.paper_text import highlighted
from bot.language.translating import gettext, pgettext
from bot.query.fields import FIELDS, TEXT_FIELDS, FactField
from bot.text.safe import clean, clip

if TYPE_CHECKING:
    from bot.query import Excerpt, TermReport

_FOUND = 120  # characters shown of what was found; what is around it has at most 30 on either side
_AROUND = 40
_TERM = 80
_CUT = "…"


def blocking_term(term: TermReport) -> str:
    """Why the query does not match because of a term."""
    shown = _shown(term)
    if term.is_comparison:
        if term.value is None:
            return gettext("{term}: this is not known of the paper (yet).", term=shown)
        # NOTE: {term} is a part of a query that compares upvotes or the like
        return gettext("{term}: it has {number} now.", term=shown, number=term.value)
    if term.excluded:
        if term.excerpt:
            # NOTE: {term} is a part of a query, {text} where the paper has it
            return gettext("{term} excludes it: {text}", term=shown, text=_quoted(term.excerpt))
        return gettext("{term} excludes it.", term=shown)
    return _absence(term, shown)


def matched_term(term: TermReport) -> str:
    """Match of a term with the text around it."""
    shown = _shown(term)
    if term.is_comparison:
        # NOTE: {term} is a part of a query that compares upvotes or the like
        return gettext("{term}: it has {number}", term=shown, number=term.value)
    if term.excerpt is None:
        return shown
    return gettext(TEXT_FIELDS[term.excerpt.field].found, term=shown, text=_quoted(term.excerpt))


def _absence(term: TermReport, shown: str) -> str:
    """Reason for a term that the paper does not meet."""
    if isinstance(field := FIELDS.get(term.field), FactField):
        return gettext(field.absence(term.term.partition(":")[2]), term=shown)
    if term.field in TEXT_FIELDS:
        searched = TEXT_FIELDS[term.field]
        return gettext(searched.missed, term=_name(term) if searched.of_people else shown)
    # What bare words search
    return gettext("{term} is not in the paper's title, abstract or keywords.", term=shown)


def _shown(term: TermReport) -> str:
    return inline_code(clip(f"{'-' if term.excluded else ''}{term.term}", _TERM))


def _name(term: TermReport) -> str:
    """What is asked for in a field of names, without the field: that it is a name, the sentence says."""
    name = term.term.partition(":")[2]
    quoted = name.startswith('"') and name.endswith('"')
    return inline_code(clip(name[1:-1] if quoted else name, _TERM))


def _quoted(excerpt: Excerpt) -> str:
    """The excerpt with what was found in bold, as text that cannot ping, link or break out."""
    before = _from_a_word(_visible(excerpt.before)[-_AROUND:])
    after = _to_a_word(_visible(excerpt.after)[:_AROUND])
    found = clip(_visible(excerpt.found), _FOUND)
    text = highlighted(before + found + after, [(len(before), len(before) + len(found))])
    # NOTE: words of a paper, in quotation marks
    return pgettext("quoted", "“{text}”", text=text)


def _from_a_word(text: str) -> str:
    """Without the rest of a word that was cut, if a whole one follows it."""
    rest = text.partition(" ")[2]
    return f"{_CUT}{rest}" if text.startswith(_CUT) and rest.strip() else text


def _to_a_word(text: str) -> str:
    """Without the beginning of a word that was cut, if a whole one stands before it."""
    rest = text.rpartition(" ")[0]
    return f"{rest}{_CUT}" if text.endswith(_CUT) and rest.strip() else text


def _visible(text: str) -> str:
    """Cleaned, with a space left at either end where there was one."""
    inner = clean(text)
    head = " " if text[:1].isspace() and inner else ""
    return f"{head}{inner}{' ' if text[-1:].isspace() else ''}"
