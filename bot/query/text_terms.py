"""From a token to a text term: a word, a phrase, the beginning of either, or literally what was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.beginnings import beginning
from bot.query.errors import QueryError
from bot.query.nodes import TextTerm
from bot.query.shown import shown
from bot.query.signs import ascii_signs, visible
from bot.query.terms import needs, spelled, with_aliases, words_of
from bot.query.view import NAMES

if TYPE_CHECKING:
    from bot.query.lexer import Token
    from bot.query.terms import Needs

_LAST_NAME_FIRST = re.compile(r"([^,]+),([^,]+)")


def text_term(token: Token, field: str, query: str) -> TextTerm:
    """A term of a text field. Raises QueryError when nothing in it can be searched."""
    body = " ".join(visible(ascii_signs(token.body)).split())
    if "*" in body:
        found = beginning(token, body, field, query)
        if found:
            return found
        body = body if token.quoted else body.rstrip("*")
    names = field in NAMES
    said = _LAST_NAME_FIRST.sub(r"\2 \1", body) if names else body
    words = words_of(said, names=names)
    if not words:
        raise _nothing(token, query)
    written = shown(field, body, literal=token.literal)
    if token.literal:
        return TextTerm(field=field, shown=written, needs=needs(words), literal=spelled(said, names=names))
    return TextTerm(field=field, shown=written, needs=_needs(words, field))


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
    hint = "Write at least one letter or digit; addresses are not searched."
    if token.body[:1] in {"<", ">", "\u2264", "\u2265"}:
        hint = "Numbers are compared without spaces: upvotes:>=20"
    typed = query[token.start : token.end]
    return QueryError(
        f"There is nothing to search for in `{typed}`.", query=query, position=token.start, hint=hint
    )
