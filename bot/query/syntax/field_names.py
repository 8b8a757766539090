"""From the name that was typed before a colon to the field that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.formats import listed
from bot.language.translating import gettext
from bot.query.errors import QueryError
from bot.query.fields import FIELDS
from bot.text.closest import close_matches
from bot.text.safe import within_code

if TYPE_CHECKING:
    from bot.query.syntax.lexer import Token

_NAMES = {name: field.name for field in FIELDS.values() for name in field.names}
_NAMES_ELSEWHERE = {name: field.name for field in FIELDS.values() for name in field.elsewhere}

# What asks for dates elsewhere; arXiv's names among them
_DATES = frozenset(
    {"date", "day", "week", "month", "year", "after", "before", "since", "until", "from", "to", "newer", "older"}
    | {"published", "submitted", "submitteddate", "lastupdateddate"}
)


def field_named(token: Token, query: str) -> str:
    """The canonical name of a token's field. Raises QueryError for a name that no field has."""
    typed = token.field.lower()
    if typed in _NAMES:
        return _NAMES[typed]
    if token.body.startswith("//"):
        hint = gettext("Write a word from the title, or `/papers show` with the address.")
        raise QueryError(gettext("Addresses are not searched."), query, token.start, hint)
    close = close_matches(typed, _NAMES, cutoff=0.6)
    if typed in _DATES:
        hint = gettext("A query has no dates: the option `since` of `/papers search` has day, week and month.")
    elif meant := _NAMES_ELSEWHERE.get(typed) or (_NAMES[close[0]] if close else ""):
        hint = gettext("Did you mean `{field}:`?", field=meant)
    else:
        # NOTE: {fields} are names that are typed, such as title: and author:
        hint = gettext("The fields are {fields}.", fields=listed([f"`{name}:`" for name in FIELDS]))
    text = f"{token.field}:{token.body}"
    if not token.quoted and '"' not in text:
        quote = gettext('To search for the text, put it in quotation marks: `"{text}"`', text=within_code(text))
        hint = f"{hint} {quote}"
    raise QueryError(gettext("There is no field `{field}:`.", field=token.field), query, token.start, hint)
