"""Signs of other languages, or at the wrong position, which would be searched as nothing or mean the opposite."""

from __future__ import annotations

import re

from bot.language.translating import gettext, gettext_noop
from bot.query.errors import QueryError
from bot.query.fields import NUMBER_FIELDS
from bot.query.syntax.characters import COMPARING
from bot.text.safe import in_code

_OPERATORS = {
    "||": gettext_noop("Write OR, or a comma."),
    "|": gettext_noop("Write OR, or a comma."),
    "&&": gettext_noop("A space already means AND."),
    "&": gettext_noop("A space already means AND."),
    "!": gettext_noop("Write `-survey`."),
}
_MINUS = re.compile(r"-+(?=[^\W\d])")
_FIELD = re.compile(r"([A-Za-z_]+):(?=[^\s/])")
_BARE_NUMBER = re.compile(rf"({'|'.join(NUMBER_FIELDS)})(>=|<=|=|>|<|[{COMPARING}])(\d*)", re.IGNORECASE)
ANY_LETTER = re.compile(r"\w\?\w")  # Lucene's mod?l
_NEARNESS = re.compile(r"~\d*")  # Lucene's "flow matching"~3
# What a phrase or a group may end in
_CLOSERS = tuple('")\u201d\u2019\u00bb\u300d\u300f\u301e\u301f\uff02\uff09\uff60\uff63\u3011\u3015')


def refuse_foreign(body: str, at: int, query: str) -> None:
    """Raise QueryError when a bare term is an operator elsewhere. `at` is where it stands in the query."""
    body = "".join(filter(str.isprintable, body))  # as it will be read
    number = _BARE_NUMBER.fullmatch(body)
    if number:
        hint = gettext("Write {term}", term=in_code(f"{number[1].lower()}:{number[2]}{number[3] or 20}"))
        message = gettext("There is no colon after `{field}`.", field=number[1])
        raise QueryError(message, query=query, position=at, hint=hint)
    hint = gettext(_OPERATORS[body]) if body in _OPERATORS else ""
    sign = body if hint else body[:1]
    if sign == "!":
        hint = hint or gettext("Write {term} to exclude.", term=in_code(f"-{body.lstrip('!')}"))
    elif _NEARNESS.fullmatch(body) and query[at - 1 : at] in _CLOSERS:
        hint = gettext(
            "For words side by side, write a phrase; for words anywhere in the paper, `(flow matching)`."
        )
    elif ANY_LETTER.search(body):
        beginning = f"{body.partition('?')[0].ljust(3, '…')}*"
        sign, hint = "?", gettext("Write the beginning of the word: {term}", term=in_code(beginning))
    if hint:
        message = gettext("`{sign}` is not an operator here.", sign=sign)
        raise QueryError(message, query=query, position=at, hint=hint)


def refuse_misplaced(lead: str, body: str, at: int, query: str) -> None:
    """Raise QueryError when what follows a field or `=` (`lead`, which stands at `at`) should stand before it."""
    minus = _MINUS.match(body)
    if minus:
        hint = gettext("Write the minus first: {term}", term=in_code(f"-{lead}{body[minus.end() :]}"))
        message = gettext("The minus stands behind `{lead}`.", lead=lead)
        raise QueryError(message, query=query, position=at + len(lead), hint=hint)
    field = _FIELD.match(body) if lead == "=" else None
    if field:
        hint = gettext("Write {term}", term=in_code(f"{field[0]}={body[field.end() :]}"))
        message = gettext("The `=` stands before `{field}`.", field=field[0])
        raise QueryError(message, query=query, position=at, hint=hint)
