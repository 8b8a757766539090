"""How a text term is written."""

from __future__ import annotations

import re

_PLAIN = re.compile(r'[^\s(),":*=!|&-][^\s(),":*]*')
_OPERATORS = frozenset({"or", "and", "not"})


def is_plain(body: str) -> bool:
    """Whether a body means itself without quotation marks."""
    return _PLAIN.fullmatch(body) is not None and body.lower() not in _OPERATORS


def shown(field: str, body: str, *, literal: bool = False) -> str:
    """The canonical form of a term."""
    quote = "" if is_plain(body) else '"'
    return f"{f'{field}:' if field else ''}{'=' if literal else ''}{quote}{body}{quote}"
