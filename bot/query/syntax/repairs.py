"""Repairs of a query with a bracket, quotation mark, minus or operator too much or too little."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.syntax.characters import ascii_operators

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPERATOR = r"(?:(?:OR|AND|NOT)\b|[-,])"
_WORD = r'(?<![^\s(),:="])(?!(?:OR|AND|NOT)\b|\S*:)[^\s(),"-][^\s(),"]*'
_PHRASE = rf"{_WORD}(?:\s+{_WORD})*"
_EDITS = (
    (rf"{_OPERATOR}\s*", ""),
    (rf"({_OPERATOR}\s*){_OPERATOR}", r"\1"),  # the second of two operators
    (r"-\s+", "-"),
    (r'[()]|(?<!\S)"(?!\S)', " "),
    (r"\(\s*\)", " "),
    (rf'"({_PHRASE})', r'"\1"'),
    (rf'^([^"]*?)({_PHRASE})"', r'\1"\2"'),
)
_UNIT = re.compile(r'"[^"]*"|[^\s()"]+')  # before or after each of these a missing bracket is tried


def repairs(query: str, at: int) -> Iterator[str]:
    """Yield the query with the sign at that position removed, moved or paired; some results may be invalid."""
    text = ascii_operators(query)
    for pattern, repaired in _EDITS:
        for found in re.finditer(pattern, text):
            if found.start() <= at < found.end():
                made = f"{text[: found.start()]}{found.expand(repaired)}{text[found.end() :]}"
                yield " ".join(made.split())
    if (sign := text[at]) in "()":
        for unit in _UNIT.finditer(text):
            place = unit.span()[sign == "("]
            yield f"{text[:place]}{'()'[sign == '(']}{text[place:]}"
