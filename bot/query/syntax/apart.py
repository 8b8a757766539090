"""What stands behind a blank after a colon: of `author: Yang` the field gets nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.syntax.characters import ascii_operators

if TYPE_CHECKING:
    from bot.query.syntax.lexer import Token

_PHRASE = re.compile(r'\s+"([^"]*)"')
_WORD = re.compile(r'\s+([^\W_][^\s(),":*]*)(?=[\s),]|$)')
_OPERATORS = frozenset({"OR", "AND", "NOT"})
_LONGEST = 5  # words of a phrase that may have been meant


def values_apart(token: Token, query: str) -> list[str]:
    """What may have been meant to stand right after a token: a word, and it with the words that follow it.

    Nothing where an operator, another field or a bracket follows.
    """
    rest = ascii_operators(query)[token.end :]
    if (phrase := _PHRASE.match(rest)) is not None:
        return [" ".join(phrase[1].split())] if any(map(str.isalnum, phrase[1])) else []
    words: list[str] = []
    at = 0
    while (found := _WORD.match(rest, at)) is not None and found[1] not in _OPERATORS:
        words.append(found[1])
        at = found.end()
    together = " ".join(words) if len(words) <= _LONGEST else words[0]
    return list(dict.fromkeys([*words[:1], together])) if words else []
