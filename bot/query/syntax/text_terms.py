"""From a token to a text term: a word, a phrase, the beginning of either, or literally what was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.analysis.requirements import needs, needs_of_tails, spelled, tails, with_aliases, words_of
from bot.query.analysis.word_keys import BREAK, bare
from bot.query.analysis.words import TIED, read_text
from bot.query.errors import QueryError
from bot.query.fields import NAMES_OF_PEOPLE
from bot.query.syntax.characters import ascii_signs, visible
from bot.query.syntax.foreign_syntax import ANY_LETTER
from bot.query.syntax.tree import TextTerm

if TYPE_CHECKING:
    from bot.query.syntax.lexer import Token
if TYPE_CHECKING:
    from bot.query.analysis.requirements import Needs
    from bot.query.syntax.lexer import Token

_PLAIN = re.compile(r'[^\s(),":*=!|&-][^\s(),":*]*')
_OPERATORS = frozenset({"or", "and", "not"})


def is_plain(body: str) -> bool:
    """Whether a body means itself without quotation marks."""
    read = body if body.isprintable() else "".join(filter(str.isprintable, body))  # as the parser sees its signs
    return _PLAIN.fullmatch(read) is not None and not ANY_LETTER.search(read) and read.lower() not in _OPERATORS


def shown(field: str, body: str, *, literal: bool = False) -> str:
    """The canonical form of a term."""
    quote = "" if is_plain(body) else '"'
    return f"{f'{field}:' if field else ''}{'=' if literal else ''}{quote}{body}{quote}"


_SHORTEST_PREFIX = 3
_OPEN = re.compile(r"[^*]*[^*\s]\*+")


def beginning(token: Token, body: str, field: str, query: str) -> TextTerm | None:
    """A term whose body has a `*`; None when its words are all it needs. Raises QueryError."""
    place = token.start + max(query[token.start : token.end].find("*"), 0)
    if token.quoted and not _OPEN.fullmatch(body):
        return None  # a sign like others, which is not searched
    stem = body.rstrip("*")
    _check(token, stem, place, query)
    read = [word for word in read_text(stem, names=field in NAMES_OF_PEOPLE).split if word.key != BREAK]
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
        return TextTerm(field=field, canonical=_shown(field, stem if as_typed else last), prefix=last)
    return TextTerm(
        field=field, canonical=_shown(field, stem), needs=needs_of_tails(head, last), tails=tails(head, last)
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


_LAST_NAME_FIRST = re.compile(r"([^,]+),([^,]+)")


def text_term(token: Token, field: str, query: str) -> TextTerm:
    """A term of a text field. Raises QueryError when nothing in it can be searched."""
    body = " ".join(visible(ascii_signs(token.body)).split())
    if "*" in body:
        found = beginning(token, body, field, query)
        if found:
            return found
        body = body if token.quoted else body.rstrip("*")
    names = field in NAMES_OF_PEOPLE
    said = _LAST_NAME_FIRST.sub(r"\2 \1", body) if names else body
    words = words_of(said, names=names)
    if not words:
        raise _nothing(token, query)
    written = shown(field, body, literal=token.literal)
    if token.literal:
        return TextTerm(field=field, canonical=written, needs=needs(words), literal=spelled(said, names=names))
    return TextTerm(field=field, canonical=written, needs=_needs(words, field))


def _needs(words: tuple[str, ...], field: str) -> Needs:
    """What the words need; names of people have no acronyms."""
    return needs(words) if field in NAMES_OF_PEOPLE else with_aliases(words)


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
