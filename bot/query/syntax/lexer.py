"""From what was typed to tokens with their positions."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from bot.language.translating import gettext
from bot.query.errors import QueryError
from bot.query.syntax.characters import ascii_operators, is_seen, visible
from bot.query.syntax.foreign_syntax import refuse_foreign, refuse_misplaced

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELD = re.compile(r"[A-Za-z][A-Za-z_]*(?=:)")
_BRACKETED_NAME = re.compile(r"\w\([^\s()]*\)$")
_WORD = re.compile(r'(?:,(?<=\d,)(?=\d{3}(?!\d))|[^\s(),"])+')


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
    """A token. `field` is as typed, without the colon; `literal` is true after a `=`; `body` is the rest."""

    kind: Kind
    start: int
    end: int
    field: str = ""
    literal: bool = False
    body: str = ""
    quoted: bool = False


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query, the last being END. Raises QueryError."""
    text = ascii_operators(query)
    at = 0
    while at < len(text):
        if not is_seen(text[at]) or _is_hyphen(text, at):
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
        message = gettext("The minus stands alone.")
        hint = gettext("Write it right before what you do not want: `-survey`")
        raise QueryError(message, query=query, position=at, hint=hint)
    if text[at + 1] == "-":
        message = gettext("Two minus signs undo each other.")
        hint = gettext("Write one before what you do not want: `-survey`")
        raise QueryError(message, query=query, position=at, hint=hint)
    return Token(Kind.NOT, at, at + 1, body="-")


def _is_hyphen(text: str, at: int) -> bool:
    """Whether a minus goes on with a name that has brackets in it, such as SE(3)-equivariant."""
    return text[at] == "-" and _BRACKETED_NAME.search(text[:at]) is not None


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
        operator = visible(body)
        if operator in {"OR", "AND", "NOT"}:
            return Token(Kind(operator), start, end, body=operator)
        refuse_foreign(body, start, query)
    else:
        refuse_misplaced(text[start:at], body, start, query)
    return Token(Kind.TERM, start, end, field, literal, body)


def _closing(text: str, at: int, query: str) -> int:
    end = text.find('"', at + 1)
    if end < 0:
        raise QueryError(
            gettext("This quotation mark is never closed."),
            query=query,
            position=at,
            hint=gettext('Add a " where the phrase ends.'),
        )
    return end
