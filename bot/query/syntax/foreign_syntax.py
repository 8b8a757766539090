"""Refuse operators of other search languages and misplaced signs, which would be ignored or misunderstood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.errors import invalid_sign
from bot.query.fields import NUMBER_FIELDS
from bot.query.syntax.characters import COMPARISON_SIGNS, ascii_signs

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY_LETTER_SIGN = re.compile(r"(?<=\w)\?(?=\w)")  # Lucene's mod?l
_FOREIGN_OPERATORS = (  # with examples of what to type instead, and the sign that means the same, if any
    (re.compile(r"^\|\|?$"), "diffusion OR flow", "OR"),
    (re.compile(r"^(?:&&?|\+)$"), "diffusion flow", "AND"),
    (re.compile(r"^!"), "-survey", "-"),
    (re.compile(rf"^(?:[<>]=?|[{COMPARISON_SIGNS}])$"), "upvotes:>=20", ""),
    (ANY_LETTER_SIGN, "quantiz*", ""),
)
_PROXIMITY = re.compile(r"~\d*")  # Lucene's "flow matching"~3
_MISPLACED_MINUS = re.compile(r"-+(?=[^\W\d])")
_FIELD = re.compile(r"[A-Za-z_]+:(?=[^\s/])")
_NUMBER = re.compile(
    rf"(?<![\w:])({'|'.join(NUMBER_FIELDS)}):?\s*(>=|<=|=|>|<|[{COMPARISON_SIGNS}])\s*(\d*)(?!\w)", re.IGNORECASE
)


def numbers_in(query: str) -> Mapping[tuple[int, int], re.Match[str]]:
    """Find texts like `upvotes>10` in a query; return each twice, by its span and by the span of its sign.

    The lexer reads `upvotes>10` as one term, and the sign of `upvotes > 10` as a term of its own.
    """
    found = _NUMBER.finditer(ascii_signs(query))
    return {span: number for number in found for span in (number.span(), number.span(2))}


def refuse_foreign(body: str, at: int, query: str, numbers: Mapping[tuple[int, int], re.Match[str]]) -> None:
    """Raise QueryError if a term without a field and quotation marks is or has an operator of another language.

    `at` is its position in the query, and `numbers` are from `numbers_in`.
    """
    end = at + len(body)
    body = "".join(filter(str.isprintable, body))  # as the parser will see it
    if number := numbers.get((at, end)):
        example = f"{number[1].lower()}:{number[2]}{number[3] or 20}"
        raise invalid_sign(number[2], query, number.start(2), example).suggesting(*number.span(), example)
    if _PROXIMITY.fullmatch(body) and not query[at - 1 : at].isspace() and at:
        raise invalid_sign("~", query, at, '"flow matching"')
    for pattern, example, sign in _FOREIGN_OPERATORS:
        if found := pattern.search(body):
            error = invalid_sign(found[0], query, at, example)
            raise error.suggesting(at, end, sign and pattern.sub(sign, body))


def refuse_misplaced(lead: str, body: str, at: int, query: str) -> None:
    """Raise QueryError for `-` after `lead` (a field or `=`, at position `at`), or a field after a lone `=`."""
    if minus := _MISPLACED_MINUS.match(body):
        term = f"-{lead}{body[minus.end() :]}"
        raise invalid_sign("-", query, at + len(lead), term).suggesting(at, at + len(lead + body), term)
    if lead == "=" and (field := _FIELD.match(body)):
        raise invalid_sign("=", query, at, f"{field[0]}={body[field.end() :]}")
