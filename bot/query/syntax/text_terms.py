"""From a token to a text term: a word, a phrase, the beginning of either, or literally what was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.translating import gettext
from bot.query.analysis.document import term_keys
from bot.query.analysis.requirements import (
    needs,
    needs_of_phrase_prefixes,
    phrase_prefixes,
    spelled_needs,
    with_aliases,
)
from bot.query.analysis.spellings import other_beginnings
from bot.query.analysis.word_keys import BREAK, bare
from bot.query.analysis.words import TIED, tokenize_text
from bot.query.errors import QueryError
from bot.query.fields import NAMES_OF_ORGANIZATIONS, NAMES_OF_PEOPLE
from bot.query.syntax.characters import PAIRED, ascii_signs, visible
from bot.query.syntax.foreign_syntax import ANY_LETTER
from bot.query.syntax.tree import TextTerm
from bot.text.safe import in_code

if TYPE_CHECKING:
    from bot.query.syntax.lexer import Token

_LAST_NAME_FIRST = re.compile(r"(?<![^,])([^,]+),([^,]+)")
_SHORTEST_PREFIX = 3
_ONE_STAR_AT_THE_END = re.compile(r"[^*]*[^*\s]\*+")
_PLAIN = re.compile(rf'[^\s(),":*=!|&{PAIRED}-][^\s(),":*{PAIRED}]*')
_OPERATORS = frozenset({"or", "and", "not"})


def text_term(token: Token, field: str, query: str) -> TextTerm:
    """A term of a text field. Raises QueryError when nothing in it can be searched."""
    body = " ".join(visible(ascii_signs(token.body)).split())
    if "*" in body and (found := _prefix_term(token, body, field, query)):
        return found
    if not token.quoted:
        body = body.rstrip("*")
    names = field in NAMES_OF_PEOPLE
    in_order = _LAST_NAME_FIRST.sub(r"\2 \1", body) if names else body
    words = term_keys(in_order, names=names)
    if not words:
        message = gettext("There is nothing to search for in `{typed}`.", typed=query[token.start : token.end])
        hint = gettext("Write at least one letter or digit; addresses are not searched.")
        raise QueryError(message, query, token.start, hint)
    canonical = _canonical(field, ("=" if token.literal else "") + quoted_if_needed(body))
    if token.literal:
        literal = spelled_needs(in_order, names=names)
        return TextTerm(field=field, canonical=canonical, needs=needs(words), literal=literal)
    if names:
        return TextTerm(field=field, canonical=canonical, needs=needs(words))  # they have no acronyms
    found_by = with_aliases(words, organization=field in NAMES_OF_ORGANIZATIONS)
    return TextTerm(field=field, canonical=canonical, needs=found_by)


def _prefix_term(token: Token, body: str, field: str, query: str) -> TextTerm | None:
    """A term whose body has a `*`; None when its words are all it needs. Raises QueryError."""
    position = token.start + max(query[token.start : token.end].find("*"), 0)
    if token.quoted and not _ONE_STAR_AT_THE_END.fullmatch(body):
        return None  # a sign like others, which is not searched
    stem = body.rstrip("*")
    if "*" in stem:
        hint = gettext("Write `quantiz*` for words that start with this.")
        raise QueryError(gettext("A `*` can only end a word."), query, position, hint)
    if token.literal:
        hint = gettext("Write {term}", term=in_code(f'"{stem}*"' if token.quoted else f"{stem}*"))
        raise QueryError(gettext("`=` and `*` exclude each other."), query, position, hint)
    people = field in NAMES_OF_PEOPLE
    words = [word for word in tokenize_text(stem, names=people).split if word.key != BREAK]
    head = tuple(bare(word.key) for word in words[:-1])
    last = words[-1].spelling.replace("+", "").replace("#", "") if words else ""  # these only end a word
    if not last.isascii() and len(last) < (_SHORTEST_PREFIX if not head else 2):
        return None  # scripts without spaces match by substring anyway
    if len("".join(head) + last) < _SHORTEST_PREFIX:
        hint = gettext("Write more of the word: `quantiz*`")
        message = gettext("Before a `*` there must be at least {least} letters.", least=_SHORTEST_PREFIX)
        raise QueryError(message, query, position, hint)
    stems = (last,) if people else (last, *other_beginnings(last))
    if not head and not _means_itself(stem) and not last.startswith(TIED):
        stem = last
    canonical = _canonical(field, f"{stem}*" if _means_itself(stem) else f'"{stem}*"')
    if not head:
        return TextTerm(field=field, canonical=canonical, prefix=last, other_prefixes=stems[1:])
    return TextTerm(
        field=field,
        canonical=canonical,
        needs=needs_of_phrase_prefixes(head, stems),
        phrase_prefixes=phrase_prefixes(head, stems),
    )


def _canonical(field: str, written: str) -> str:
    return f"{field}:{written}" if field else written


def quoted_if_needed(body: str) -> str:
    """A word as it is, all else in quotation marks."""
    return body if _means_itself(body) else f'"{body}"'


def _means_itself(body: str) -> bool:
    seen = body if body.isprintable() else "".join(filter(str.isprintable, body))  # as the lexer sees its signs
    return _PLAIN.fullmatch(seen) is not None and not ANY_LETTER.search(seen) and seen.lower() not in _OPERATORS
