"""From a token to a text term: a word, a phrase, the beginning of a word, or literally what was typed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.query.errors import QueryError
from bot.query.lexer import ascii_signs
from bot.query.nodes import TextTerm
from bot.query.terms import needs, spelled, with_aliases, words_of
from bot.query.view import NAMES

if TYPE_CHECKING:
    from bot.query.lexer import Token
    from bot.query.terms import Needs

_SHORTEST_PREFIX = 3
_SAFE = re.compile(r'[^\s(),":*=!|&-][^\s(),":*]*')
_SYNTAX = frozenset({"or", "and", "not"})


def text_term(token: Token, field: str, query: str) -> TextTerm:
    """A term of a text field. Raises QueryError when nothing in it can be searched."""
    body = " ".join(_visible(ascii_signs(token.body)).split())
    names = field in NAMES
    if not token.quoted and "*" in body:
        return _prefix(token, body, field, query)
    words = words_of(body, names=names)
    if not words:
        raise _nothing(token, query)
    shown = _shown(field, body, literal=token.literal)
    if token.literal:
        return TextTerm(field=field, shown=shown, needs=needs(words), literal=spelled(body, names=names))
    return TextTerm(field=field, shown=shown, needs=_needs(words, field))


def _needs(words: tuple[str, ...], field: str) -> Needs:
    """What the words need; names of people have no acronyms."""
    return needs(words) if field in NAMES else with_aliases(words)


def _nothing(token: Token, query: str) -> QueryError:
    if token.field and not token.body:
        return QueryError(
            f"`{token.field}:` needs a word right after the colon.",
            query=query,
            position=token.end,
            hint=f'Try {token.field}:diffusion or {token.field}:"flow matching"',
        )
    return QueryError(
        f"There is nothing to search for in `{token.body or '='}`.",
        query=query,
        position=token.start,
        hint="Write at least one letter or digit; addresses are not searched.",
    )


def _prefix(token: Token, body: str, field: str, query: str) -> TextTerm:
    stem = body.rstrip("*")
    place = token.start + max(query[token.start : token.end].find("*"), 0)
    if "*" in stem:
        raise QueryError(
            "A `*` can only end a word.",
            query=query,
            position=place,
            hint="Write quantiz* for words that begin so.",
        )
    if token.literal:
        raise QueryError("`=` and `*` exclude each other.", query=query, position=place, hint=f"Write {stem}*")
    spelling = "".join(spelled(stem, names=field in NAMES).split())
    spelling = spelling.replace("+", "").replace("#", "")  # these only end a word, and this goes on
    if len(spelling) < _SHORTEST_PREFIX and spelling.isascii():
        raise QueryError(
            f"Before a `*` there must be at least {_SHORTEST_PREFIX} letters.",
            query=query,
            position=place,
            hint="Write more of the word: quantiz*",
        )
    if not spelling.isascii():  # scripts without spaces match by substring anyway
        words = words_of(stem, names=field in NAMES)
        if len(words) > 1 or len(spelling) < _SHORTEST_PREFIX:
            if not words:
                raise _nothing(token, query)
            return TextTerm(field=field, shown=_shown(field, stem, literal=False), needs=_needs(words, field))
    plain = stem if _SAFE.fullmatch(stem) else spelling  # an invisible character can have hidden a `cat:`
    return TextTerm(field=field, shown=f"{field}:{plain}*" if field else f"{plain}*", prefix=spelling)


def _visible(text: str) -> str:
    """Without control and format characters, which nobody sees."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf"})


def _shown(field: str, body: str, *, literal: bool) -> str:
    plain = _SAFE.fullmatch(body) and body.lower() not in _SYNTAX
    scope = f"{field}:" if field else ""
    quote = "" if plain else '"'
    return f"{scope}{'=' if literal else ''}{quote}{body}{quote}"
