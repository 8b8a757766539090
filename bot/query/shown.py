"""How a text term is written."""

from __future__ import annotations

import re

from bot.query.foreign import ANY_LETTER

_PLAIN = re.compile(r'[^\s(),":*=!|&-][^\s(),":*]*')
_OPERATORS = frozenset({"or", "and", "not"})


def is_plain(body: str) -> bool:
    """Whether a body means itself without quotation marks."""
    read = body if body.isprintable() else "".join(filter(str.isprintable, body))  # as the parser sees its signs
    return _PLAIN.fullmatch(read) is not None and not ANY_LETTER.search(read) and read.lower() not in _OPERATORS


def shown(field: str, body: str, *, literal: bool = False) -> str:
    """The canonical form of a term."""
    quote = "" if is_plain(body) else '"'
    return f"{f'{field}:' if field else ''}{'=' if literal else ''}{quote}{body}{quote}"
