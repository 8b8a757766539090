"""Refuse operators of other search languages and misplaced signs, which would be ignored or misunderstood."""

from __future__ import annotations

import re

from bot.query.errors import invalid_sign
from bot.query.fields import NUMBER_FIELDS
from bot.query.syntax.characters import COMPARING

ANY_LETTER = re.compile(r"(?<=\w)\?(?=\w)")  # Lucene's mod?l
_FOREIGN = (  # with examples of what to type instead
    (re.compile(r"^\|\|?$"), "diffusion OR flow"),
    (re.compile(r"^&&?$"), "diffusion flow"),
    (re.compile(r"^!"), "-survey"),
    (re.compile(rf"^(?:[<>]=?|[{COMPARING}])$"), "upvotes:>=20"),
    (ANY_LETTER, "quantiz*"),
)
_NEARNESS = re.compile(r"~\d*")  # Lucene's "flow matching"~3
_MISPLACED_MINUS = re.compile(r"-+(?=[^\W\d])")
_FIELD = re.compile(r"[A-Za-z_]+:(?=[^\s/])")
_BARE_NUMBER = re.compile(rf"({'|'.join(NUMBER_FIELDS)})(>=|<=|=|>|<|[{COMPARING}])(\d*)", re.IGNORECASE)


def refuse_foreign(body: str, at: int, query: str) -> None:
    """Raise QueryError if a bare term is an operator of another language. `at` is its position in the query."""
    body = "".join(filter(str.isprintable, body))  # as the parser will see it
    if number := _BARE_NUMBER.fullmatch(body):
        example = f"{number[1].lower()}:{number[2]}{number[3] or 20}"
        raise invalid_sign(number[2], query, at + len(number[1]), example)
    found = [(sign[0], example) for pattern, example in _FOREIGN if (sign := pattern.search(body))]
    if _NEARNESS.fullmatch(body) and not query[at - 1 : at].isspace() and at:
        found = [("~", '"flow matching"')]
    for sign, example in found:
        raise invalid_sign(sign, query, at, example)


def refuse_misplaced(lead: str, body: str, at: int, query: str) -> None:
    """Raise QueryError if a sign after `lead` (a field or `=`, at position `at`) belongs before it."""
    if minus := _MISPLACED_MINUS.match(body):
        raise invalid_sign("-", query, at + len(lead), f"-{lead}{body[minus.end() :]}")
    if lead == "=" and (field := _FIELD.match(body)):
        raise invalid_sign("=", query, at, f"{field[0]}={body[field.end() :]}")
