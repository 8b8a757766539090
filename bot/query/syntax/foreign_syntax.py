"""Signs of other languages, or at the wrong position, which would be searched as nothing or mean the opposite."""

from __future__ import annotations

import re

from bot.query.errors import QueryError
from bot.query.fields import NUMBER_FIELDS

_OPERATORS = {
    "||": "Write OR, or a comma.",
    "|": "Write OR, or a comma.",
    "&&": "A space already means AND.",
    "&": "A space already means AND.",
    "!": "Write -survey.",
}
_MINUS = re.compile(r"-+(?=[^\W\d])")
_FIELD = re.compile(r"([A-Za-z_]+):(?=[^\s/])")
_BARE_NUMBER = re.compile(rf"({'|'.join(NUMBER_FIELDS)})(>=|<=|=|>|<|\u2265|\u2264)(\d*)", re.IGNORECASE)
ANY_LETTER = re.compile(r"\w\?\w")  # Lucene's mod?l
_NEARNESS = re.compile(r"~\d*")  # Lucene's "flow matching"~3
_CLOSERS = ('"', ")", "\u201d", "\u2019", "\u00bb", "\u300d")  # what a phrase or a group may end in


def refuse_foreign(body: str, at: int, query: str) -> None:
    """Raise QueryError when a bare term is an operator elsewhere. `at` is where it stands in the query."""
    body = "".join(filter(str.isprintable, body))  # as it will be read
    number = _BARE_NUMBER.fullmatch(body)
    if number:
        hint = f"Write {number[1].lower()}:{number[2]}{number[3] or 20}"
        raise QueryError(f"There is no colon after `{number[1]}`.", query=query, position=at, hint=hint)
    hint = _OPERATORS.get(body, "")
    sign = body if hint else body[:1]
    if sign == "!":
        hint = hint or f"Write -{body.lstrip('!')} to exclude."
    elif _NEARNESS.fullmatch(body) and query[at - 1 : at] in _CLOSERS:
        hint = "Words that stand close together are a phrase; words anywhere in the paper are (flow matching)."
    elif ANY_LETTER.search(body):
        sign, hint = "?", f"Write the beginning of the word: {body.partition('?')[0].ljust(3, '…')}*"
    if hint:
        raise QueryError(f"`{sign}` is not an operator here.", query=query, position=at, hint=hint)


def refuse_misplaced(lead: str, body: str, at: int, query: str) -> None:
    """Raise QueryError when what follows a field or `=` (`lead`, which stands at `at`) should stand before it."""
    minus = _MINUS.match(body)
    if minus:
        hint = f"Write the minus first: -{lead}{body[minus.end() :]}"
        raise QueryError(f"The minus stands behind `{lead}`.", query=query, position=at + len(lead), hint=hint)
    field = _FIELD.match(body) if lead == "=" else None
    if field:
        hint = f"Write {field[0]}={body[field.end() :]}"
        raise QueryError(f"The `=` stands before `{field[0]}`.", query=query, position=at, hint=hint)
