"""Numeric comparisons: `upvotes:>=20`, `stars:10..20`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.translating import gettext
from bot.query.errors import QueryError, UnmatchableError
from bot.query.syntax.characters import COMPARING, ascii_comparison
from bot.query.syntax.tree import Comparison
from bot.text.safe import in_code

if TYPE_CHECKING:
    from bot.query.fields import NumberField
    from bot.query.syntax.lexer import Token

_LARGEST = 999_999_999
_MOST_CHARACTERS = 40  # int() must not meet hundreds of digits
_SIGNS = f"<>={COMPARING}"
_COMPARISON = re.compile(r"(?P<op>>=|<=|=|>|<)?(?P<number>[0-9]+)")
_RANGE = re.compile(r"(?P<low>[0-9]+|\*)\.\.(?P<high>[0-9]+|\*)")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")

# What is meant by what is not read, for hints.
_DIGIT_MEANT = str.maketrans("OoIl", "0011")
_MISTYPED_NUMBER = re.compile(r"(?=.*[0-9])(?:>=|<=|=|>|<)?[0-9OoIl]{1,9}")
_TURNED = {"=>": ">=", "=<": "<="}
_THOUSAND = re.compile(r"(?<=[0-9])[kK]$")


def comparison(field: NumberField, token: Token, query: str) -> Comparison:
    """The term of a token. Raises QueryError."""
    body = _THOUSANDS.sub("", ("=" if token.literal else "") + ascii_comparison(token.body).strip())
    bounds = _bounds(body) if len(body) <= _MOST_CHARACTERS else None
    if bounds is None:
        raise _not_a_comparison(field, body, token, query)
    low, high, written = bounds
    if low is not None and high is not None and low > high:
        raise QueryError(
            gettext("No number is within {low}..{high}.", low=str(low), high=str(high)),
            query=query,
            position=token.start,
            hint=gettext("Write the smaller one first: {term}", term=in_code(f"{field.name}:{high}..{low}")),
        )
    if high is not None and high < field.least:
        raise UnmatchableError(
            gettext(
                "No paper can match: `{field}` is never below {least}.", field=field.name, least=str(field.least)
            ),
            query=query,
            position=token.start,
            hint=gettext(
                "Write {term} for papers that are high in the list, or leave it out.", term=in_code(_usual(field))
            )
            if field.least
            else gettext("Write {term}, or leave it out.", term=in_code(_usual(field))),
        )
    if max(low or 0, high or 0) > _LARGEST:
        raise QueryError(
            gettext("This number is too large."),
            query=query,
            position=token.start,
            hint=gettext("Nine digits at most."),
        )
    return Comparison(field=field.name, low=low, high=high, canonical=f"{field.name}:{written}")


def _not_a_comparison(field: NumberField, body: str, token: Token, query: str) -> QueryError:
    known = any(map(str.isdigit, body))
    name, example = field.name, _example(field, body if known else _joined(body, token, query))
    message = (
        gettext("`{term}` is not a comparison: try `{example}`.", term=f"{name}:{body}", example=example)
        if known
        else gettext("`{term}` needs a number: try `{example}`.", term=f"{name}:{body}", example=example)
    )
    hint = gettext(
        "Write `{term}`, `{field}:<3`, `{field}:=7` or `{field}:10..20`, without spaces.",
        term=_usual(field),
        field=name,
    )
    wrong = token.body if known else token.body.lstrip(_SIGNS)
    position = token.end - (0 if token.quoted else len(wrong))
    return QueryError(message, query=query, position=position, hint=hint)


def _joined(body: str, token: Token, query: str) -> str:
    """What was typed together with what stands apart from it, if that makes a comparison: `>= 20`, `>=20`."""
    typed = body
    for apart in ascii_comparison(query[token.end :]).split(maxsplit=2)[:2]:
        typed += apart.rstrip("),")
        if len(typed) <= _MOST_CHARACTERS and _bounds(typed) is not None:
            return typed
    return body


def _usual(field: NumberField) -> str:
    """The comparison that most would ask for."""
    return "{}:{}{}".format(field.name, *field.usual)


def _example(field: NumberField, body: str) -> str:
    """What may have been meant."""
    meant = body.translate(_DIGIT_MEANT) if _MISTYPED_NUMBER.fullmatch(body) else _THOUSAND.sub("000", body)
    numbers = re.findall(r"[0-9]{1,9}", meant)
    if len(numbers) == 2:  # noqa: PLR2004 - the ends of a range
        low, high = sorted(map(int, numbers))
        return f"{field.name}:{low}..{high}"
    usual, number = field.usual
    operator = re.match(r">=|<=|=>|=<|=|>|<", body)
    sign = _TURNED.get(operator[0], operator[0]) if operator else usual
    return f"{field.name}:{sign}{numbers[0] if numbers else number}"


def _bounds(body: str) -> tuple[int | None, int | None, str] | None:
    """(lowest, highest, as written) of a comparison; None when it is none."""
    span = _RANGE.fullmatch(body)
    if span:
        return _span_bounds(span["low"], span["high"])
    match = _COMPARISON.fullmatch(body)
    if not match:
        return None
    number, operator = int(match["number"]), match["op"] or "="
    low, high = {
        ">=": (number, None),
        ">": (number + 1, None),
        "<=": (None, number),
        "<": (None, number - 1),
        "=": (number, number),
    }[operator]
    return low, high, f"{operator}{number}"


def _span_bounds(first: str, last: str) -> tuple[int | None, int | None, str] | None:
    """The bounds of `10..20`, `10..*` or `*..20`; None when both ends are open."""
    low = None if first == "*" else int(first)
    high = None if last == "*" else int(last)
    if low is not None and high is not None:
        return low, high, f"{low}..{high}"
    if low is not None:
        return low, None, f">={low}"
    return (None, high, f"<={high}") if high is not None else None
