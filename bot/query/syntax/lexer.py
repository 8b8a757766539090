"""Split a typed query into tokens with their positions."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from bot.language.translating import gettext
from bot.query.errors import SignError, unpaired
from bot.query.syntax.characters import ascii_operators, is_visible, without_invisible
from bot.query.syntax.foreign_syntax import numbers_in, refuse_foreign, refuse_misplaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIELD = re.compile(r"([A-Za-z][A-Za-z_]*):(\(?)")
_BRACKETED_NAME = re.compile(r"\w\([^\s()]*\)$")
# A word ends at white space, a bracket, a quotation mark or a comma, other than that of 1,000
_WORD = re.compile(r'(?:,(?<=\d,)(?=\d{3}(?!\d))|[^\s(),"])*')
_EXCLUDING_MINUS = re.compile(r"-(?![\s-]|$)")


class Kind(Enum):
    """Kind of a token; the values of OR, AND and NOT are how they are typed."""

    OPEN = "("
    CLOSE = ")"
    OR = "OR"
    AND = "AND"
    NOT = "NOT"
    TERM = "term"
    SCOPE = "field:("
    END = "end"


_SIGNS = {"(": Kind.OPEN, ")": Kind.CLOSE, ",": Kind.OR, "-": Kind.NOT}
OPERATORS = {kind.value: kind for kind in (Kind.OR, Kind.AND, Kind.NOT)}


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
    """Yield the tokens of a query; the last is END. Raises QueryError."""
    text, numbers = ascii_operators(query), numbers_in(query)
    at = 0
    while at < len(text):
        sign = text[at]
        if not is_visible(sign) or (sign == "-" and _BRACKETED_NAME.search(text[:at])):  # SE(3)-equivariant
            at += 1
            continue
        if sign == "-" and not _EXCLUDING_MINUS.match(text, at):
            raise SignError(gettext("`{sign}` is not valid here.", sign=sign), query, at)
        token = Token(_SIGNS[sign], at, at + 1, body=sign) if sign in _SIGNS else _term(text, at, query, numbers)
        yield token
        at = token.end
    yield Token(Kind.END, len(text), len(text))


def _term(text: str, start: int, query: str, numbers: Mapping[tuple[int, int], re.Match[str]]) -> Token:
    """Return the term or operator at `start` of a text, which is the query with ASCII signs."""
    match = _FIELD.match(text, start)
    field, bracket = match.groups() if match else ("", "")
    at = match.end() if match else start
    if bracket:
        return Token(Kind.SCOPE, start, at, field=field)
    literal = text.startswith("=", at)
    at += literal
    if text.startswith('"', at):
        end = text.find('"', at + 1)
        if end < 0:
            raise unpaired('"', '"', query, at)
        return Token(Kind.TERM, start, end + 1, field, literal, query[at + 1 : end], quoted=True)
    word = _WORD.match(text, at)
    body = word[0] if word else ""
    end = at + len(body)
    if at > start:
        refuse_misplaced(text[start:at], body, start, query)
    elif (operator := without_invisible(body)) in OPERATORS:
        return Token(OPERATORS[operator], start, end, body=operator)
    else:
        refuse_foreign(body, start, query, numbers)
    return Token(Kind.TERM, start, end, field, literal, body)
