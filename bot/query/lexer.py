"""From what was typed to tokens with their places."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from bot.query.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

# One character for another, so that places stay true: what phones and CJK keyboards type for the ASCII signs.
_SAME = str.maketrans(
    "\u201c\u201d\u201e\u201f\uff02\uff1a\uff08\uff09\uff0c\u3001\uff1d\uff1e\uff1c\uff0d\u2212\u2013\uff0a",
    '""""":(),,=><---*',
)
_FIELD = re.compile(r"[A-Za-z][A-Za-z_]*(?=:)")
_WORD = re.compile(r'(?:,(?<=\d,)(?=\d{3}(?!\d))|[^\s(),"])+')
_OPERATORS = {"||": "OR", "|": "OR", "&&": "AND", "&": "AND", "!": "NOT"}


class Kind(Enum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    OR = "OR"
    AND = "AND"
    NOT = "NOT"
    TERM = "term"
    SCOPE = "field:("
    END = "end"


class Token(NamedTuple):
    """A token. `field` is as typed, without the colon; `literal` tells of a `=`; `body` is the rest."""

    kind: Kind
    start: int
    end: int
    field: str = ""
    literal: bool = False
    body: str = ""
    quoted: bool = False


def ascii_signs(query: str) -> str:
    """The query with typographic and full-width signs as ASCII ones, character for character."""
    return query.translate(_SAME)


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query, the last being END. Raises QueryError."""
    text = ascii_signs(query)
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _sign(text, at, query) or _term(text, at, query)
        yield token
        at = token.end
    yield Token(Kind.END, len(text), len(text))


def _sign(text: str, at: int, query: str) -> Token | None:
    """A bracket, comma or minus."""
    char = text[at]
    if char in "()":
        return Token(Kind(char), at, at + 1)
    if char == ",":
        return Token(Kind.OR, at, at + 1, body=",")
    if char != "-":
        return None
    if at + 1 == len(text) or text[at + 1].isspace():
        raise QueryError(
            "The minus stands alone.",
            query=query,
            position=at,
            hint="Write it right before what you do not want: -survey",
        )
    return Token(Kind.NOT, at, at + 1, body="-")


def _term(text: str, at: int, query: str) -> Token:
    start = at
    match = _FIELD.match(text, at)
    field = match[0] if match else ""
    if match:
        at = match.end() + 1
        if text.startswith("(", at):
            return Token(Kind.SCOPE, start, at + 1, field=field)
    literal = text.startswith("=", at)
    at += literal
    if text.startswith('"', at):
        end = _closing(text, at, query)
        return Token(Kind.TERM, start, end + 1, field, literal, query[at + 1 : end], quoted=True)
    word = _WORD.match(text, at)
    body = word[0] if word else ""
    end = word.end() if word else at
    if not field and not literal:
        if body in {"OR", "AND", "NOT"}:
            return Token(Kind(body), start, end, body=body)
        _refuse_foreign(body, start, query)
    return Token(Kind.TERM, start, end, field, literal, body)


def _closing(text: str, at: int, query: str) -> int:
    end = text.find('"', at + 1)
    if end < 0:
        raise QueryError(
            "This quotation mark is never closed.", query=query, position=at, hint='Add a " where the phrase ends.'
        )
    return end


def _refuse_foreign(body: str, at: int, query: str) -> None:
    """Operators of other languages, which would be searched as nothing or, worse, mean the opposite."""
    if body in _OPERATORS:
        word = _OPERATORS[body]
        hint = {"OR": "Write OR, or a comma.", "AND": "A space already means AND.", "NOT": "Write -survey."}[word]
        raise QueryError(f"`{body}` is not an operator here.", query=query, position=at, hint=hint)
    if body.startswith("!"):
        raise QueryError(
            "`!` is not an operator here.", query=query, position=at, hint=f"Write -{body.lstrip('!')} to exclude."
        )
