"""Numeric comparisons: `upvotes:>=20`, `stars:10..20`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.translating import gettext
from bot.query.errors import QueryError, UnmatchableError
from bot.query.syntax.characters import ascii_comparison
from bot.query.syntax.tree import Comparison
from bot.text.safe import in_code

if TYPE_CHECKING:
    from bot.query.fields import NumberField
    from bot.query.syntax.lexer import Token

_NUMBER = "[0-9]{1,9}"  # int() must not meet hundreds of digits
_COMPARISON = re.compile(
    rf"(?P<op>>=|<=|=|>|<)?(?P<number>{_NUMBER})|(?!\*\.\.\*)(?P<low>{_NUMBER}|\*)\.\.(?P<high>{_NUMBER}|\*)"
)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


def comparison(field: NumberField, token: Token, query: str) -> Comparison:
    """The term of a token. Raises QueryError."""
    body = _THOUSANDS.sub("", ("=" if token.literal else "") + ascii_comparison(token.body).strip())
    found = _COMPARISON.fullmatch(body)
    if found is None:
        raise _not_a_comparison(field, body, token, query)
    low, high, written = _span(found) if found["low"] else _bound(found["op"] or "=", int(found["number"]))
    if low is not None and high is not None and low > high:
        hint = gettext("Write the smaller one first: {term}", term=in_code(f"{field.name}:{high}..{low}"))
        message = gettext("No number is within {low}..{high}.", low=str(low), high=str(high))
        raise QueryError(message, query, token.start, hint)
    if high is not None and high < field.least:
        message = gettext(
            "No paper can match: `{field}` is never below {least}.", field=field.name, least=str(field.least)
        )
        hint = gettext("Write {term}, or leave it out.", term=in_code(field.example))
        raise UnmatchableError(message, query, token.start, hint)
    return Comparison(field=field.name, low=low, high=high, canonical=f"{field.name}:{written}")


def _bound(operator: str, number: int) -> tuple[int | None, int | None, str]:
    """Lowest, highest, and as written."""
    low = number + (operator == ">") if operator in {">", ">=", "="} else None
    high = number - (operator == "<") if operator in {"<", "<=", "="} else None
    return low, high, f"{operator}{number}"


def _span(found: re.Match[str]) -> tuple[int | None, int | None, str]:
    """The same of `10..20`, `10..*` or `*..20`."""
    low, high = (None if end == "*" else int(end) for end in (found["low"], found["high"]))
    if low is None or high is None:
        return low, high, f"<={high}" if low is None else f">={low}"
    return low, high, f"{low}..{high}"


def _not_a_comparison(field: NumberField, body: str, token: Token, query: str) -> QueryError:
    number = re.search(_NUMBER, body)
    return QueryError(
        gettext(
            "`{term}` is not a comparison: try `{example}`.",
            term=f"{field.name}:{body}",
            example=f"{field.name}:{field.usual}{number[0]}" if number else field.example,
        ),
        query,
        token.end - len(token.body) - token.quoted,
        gettext(
            "Write `{term}`, `{field}:<3`, `{field}:=7` or `{field}:10..20`, without spaces.",
            term=field.example,
            field=field.name,
        ),
    )
