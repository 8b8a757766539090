"""Terms that end in `*`: the beginning of a word, or a phrase that ends in one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.errors import QueryError
from bot.query.keys import BREAK, bare
from bot.query.nodes import TextTerm
from bot.query.shown import is_plain, shown
from bot.query.terms import needs_of_tails, tails
from bot.query.view import NAMES
from bot.query.words import TIED, read_text

if TYPE_CHECKING:
    from bot.query.lexer import Token

_SHORTEST_PREFIX = 3
_OPEN = re.compile(r"[^*]*[^*\s]\*+")


def beginning(token: Token, body: str, field: str, query: str) -> TextTerm | None:
    """A term whose body has a `*`; None when its words are all it needs. Raises QueryError."""
    place = token.start + max(query[token.start : token.end].find("*"), 0)
    if token.quoted and not _OPEN.fullmatch(body):
        return None  # a sign like others, which is not searched
    stem = body.rstrip("*")
    _check(token, stem, place, query)
    read = [word for word in read_text(stem, names=field in NAMES).split if word.key != BREAK]
    head = tuple(bare(word.key) for word in read[:-1])
    last = read[-1].spelling.replace("+", "").replace("#", "") if read else ""  # these only end a word
    if not last.isascii() and len(last) < (_SHORTEST_PREFIX if not head else 2):
        return None  # scripts without spaces match by substring anyway
    if len("".join(head) + last) < _SHORTEST_PREFIX:
        hint = "Write more of the word: quantiz*"
        message = f"Before a `*` there must be at least {_SHORTEST_PREFIX} letters."
        raise QueryError(message, query=query, position=place, hint=hint)
    if not head:
        as_typed = is_plain(stem) or last.startswith(TIED)
        return TextTerm(field=field, shown=_shown(field, stem if as_typed else last), prefix=last)
    return TextTerm(
        field=field, shown=_shown(field, stem), needs=needs_of_tails(head, last), tails=tails(head, last)
    )


def _check(token: Token, stem: str, place: int, query: str) -> None:
    if "*" in stem:
        hint = (
            f'Write quantiz* for words that begin so. To search for the text, put it in quotation marks: "{stem}"'
        )
        raise QueryError("A `*` can only end a word.", query=query, position=place, hint=hint)
    if token.literal:
        hint = f'Write "{stem}*"' if token.quoted else f"Write {stem}*"
        raise QueryError("`=` and `*` exclude each other.", query=query, position=place, hint=hint)


def _shown(field: str, stem: str) -> str:
    written = shown(field, stem)
    return f"{written}*" if is_plain(stem) else f'{written[:-1]}*"'
