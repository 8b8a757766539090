"""Repairs of a query with a bracket, quotation mark, minus or operator too much or too little."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.syntax.characters import ascii_operators

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPERATOR = r"(?:(?:OR|AND|NOT)\b|[-,])"
_WORD = r'(?<![^\s(),:="])(?!(?:OR|AND|NOT)\b)[^\s(),:"-][^\s(),:"]*+(?!:)'  # `author:` is none
_PHRASE = re.compile(rf"{_WORD}(?:\s++{_WORD})*+")
_EDITS = (
    (re.compile(rf"{_OPERATOR}\s*"), ""),
    (re.compile(rf"({_OPERATOR}\s*){_OPERATOR}"), r"\1"),  # the second of two operators
    (re.compile(r"-\s+"), "-"),
    (re.compile(r'[()]|(?<!\S)"(?!\S)'), " "),
    (re.compile(r"\(\s*\)"), " "),
)
_BRACKET_PLACE = re.compile(r'"[^"]*"|[^\s()"]+')  # a missing ( is tried before each of these, a ) after it


def repairs(query: str, at: int) -> Iterator[str]:
    """Yield the query with the sign at that position removed, moved or paired; some results may be invalid."""
    text = ascii_operators(query)
    for pattern, repaired in _EDITS:
        for found in pattern.finditer(text):
            if found.start() <= at < found.end():
                made = f"{text[: found.start()]}{found.expand(repaired)}{text[found.end() :]}"
                yield " ".join(made.split())
    if (sign := text[at]) == '"':
        after, before = _PHRASE.match(text, at + 1), [*_PHRASE.finditer(text, 0, at)][-1:]
        if after:
            yield f'{text[: after.end()]}"{text[after.end() :]}'
        if before and before[0].end() == at and '"' not in text[:at]:
            yield f'{text[: before[0].start()]}"{text[before[0].start() :]}'
    elif sign in "()":
        for unit in _BRACKET_PLACE.finditer(text):
            place = unit.span()[sign == "("]
            yield f"{text[:place]}{'()'[sign == '(']}{text[place:]}"
