"""Refuse operators of other search languages and misplaced signs, which would be ignored or misunderstood."""

from __future__ import annotations

import re

from bot.language.translating import gettext, gettext_noop
from bot.query.errors import QueryError
from bot.query.fields import NUMBER_FIELDS
from bot.query.syntax.characters import COMPARING
from bot.text.safe import in_code

ANY_LETTER = re.compile(r"(?<=\w)\?(?=\w)")  # Lucene's mod?l
_FOREIGN = (
    (re.compile(r"^\|\|?$"), gettext_noop("Write OR, or a comma.")),
    (re.compile(r"^&&?$"), gettext_noop("A space already means AND.")),
    (re.compile(r"^!"), gettext_noop("Write `-survey`.")),
    (
        re.compile(rf"^(?:[<>]=?|[{COMPARING}])$"),
        gettext_noop("Write `upvotes:>=20`, without spaces."),
    ),
    (ANY_LETTER, gettext_noop("Write the beginning of the word: `quantiz*`")),
)
_NEARNESS = re.compile(r"~\d*")  # Lucene's "flow matching"~3
_MISPLACED_MINUS = re.compile(r"-+(?=[^\W\d])")
_FIELD = re.compile(r"[A-Za-z_]+:(?=[^\s/])")
_BARE_NUMBER = re.compile(rf"({'|'.join(NUMBER_FIELDS)})(>=|<=|=|>|<|[{COMPARING}])(\d*)", re.IGNORECASE)


def refuse_foreign(body: str, at: int, query: str) -> None:
    """Raise QueryError if a bare term is an operator of another language. `at` is its position in the query."""
    body = "".join(filter(str.isprintable, body))  # as the parser will see it
    if number := _BARE_NUMBER.fullmatch(body):
        hint = gettext("Write {term}", term=in_code(f"{number[1].lower()}:{number[2]}{number[3] or 20}"))
        raise QueryError(gettext("There is no colon after `{field}`.", field=number[1]), query, at, hint)
    found = [(sign[0], gettext(hint)) for pattern, hint in _FOREIGN if (sign := pattern.search(body))]
    if _NEARNESS.fullmatch(body) and not query[at - 1 : at].isspace() and at:
        hint = gettext("For words side by side, write a phrase; for words anywhere, `(flow matching)`.")
        found = [("~", hint)]
    for sign, hint in found:
        raise QueryError(gettext("`{sign}` is not an operator here.", sign=sign), query, at, hint)


def refuse_misplaced(lead: str, body: str, at: int, query: str) -> None:
    """Raise QueryError if a sign after `lead` (a field or `=`, at position `at`) belongs before it."""
    if minus := _MISPLACED_MINUS.match(body):
        hint = gettext("Write the minus first: {term}", term=in_code(f"-{lead}{body[minus.end() :]}"))
        raise QueryError(gettext("The minus stands behind `{lead}`.", lead=lead), query, at + len(lead), hint)
    if lead == "=" and (field := _FIELD.match(body)):
        hint = gettext("Write {term}", term=in_code(f"{field[0]}={body[field.end() :]}"))
        raise QueryError(gettext("The `=` stands before `{field}`.", field=field[0]), query, at, hint)
