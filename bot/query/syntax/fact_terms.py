"""Terms of what a source says: `has:code`, `cat:cs.CV`, `source:arxiv`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.language.translating import gettext
from bot.query.errors import QueryError
from bot.query.fact_values import ValueRefusedError
from bot.query.syntax.apart import values_apart
from bot.query.syntax.characters import ascii_signs
from bot.query.syntax.tree import Fact
from bot.text.safe import in_code

if TYPE_CHECKING:
    from bot.domain.ports.catalogue import Catalogue
    from bot.query.fields import FactField
    from bot.query.syntax.lexer import Token


def fact(field: FactField, token: Token, query: str, catalogue: Catalogue) -> Fact:
    """The term of a token. Raises QueryError for a value that the field cannot have."""
    typed = " ".join(ascii_signs(token.body).split())
    if not typed:
        message = gettext("`{field}:` needs something right after the colon.", field=field.name)
        meant = _apart(field, token, query, catalogue)
        hint = (
            field.hint(catalogue)
            if field.hint and not meant
            else gettext("Try {examples}", examples=in_code(meant or field.example))
        )
        raise QueryError(message, query=query, position=token.end, hint=hint)
    try:
        value = field.parse(typed, catalogue)
    except ValueRefusedError as error:
        position = token.end - len(token.body) - token.quoted
        raise QueryError(error.message, query=query, position=position, hint=error.hint) from None
    return Fact(field=field.name, value=value.compared, canonical=f"{field.name}:{value.written}")


def _apart(field: FactField, token: Token, query: str, catalogue: Catalogue) -> str:
    """The term with what follows a blank, if the field can have that value."""
    for typed in values_apart(token, query):
        with suppress(ValueRefusedError):
            return f"{field.name}:{field.parse(typed, catalogue).written}"
    return ""
