"""The keys under which words are compared."""

from __future__ import annotations

from bot.query.phrases import FUNCTION_WORDS
from bot.query.plurals import fold

BREAK = "\n"  # a key that parts sentences and clauses: no phrase goes across it
GUARD = "_"  # ends the key of a word that, joined with a neighbour, must not make another one
_SHORT_NAME = 2


def word_key(spelling: str) -> str:
    """The key of a word that stands alone."""
    return spelling + GUARD if spelling in FUNCTION_WORDS else fold(spelling)


def part_key(spelling: str) -> str:
    """The key of a part of a compound."""
    return spelling if spelling in FUNCTION_WORDS else fold(spelling)


def bare(key: str) -> str:
    """A key without its guard."""
    return key.removesuffix(GUARD)


def guarded(key: str) -> str:
    """The key of a word before a bracket: O(1) is not the model o1."""
    return key + GUARD if key not in FUNCTION_WORDS and may_be_guarded(key) else key


def may_be_guarded(word: str) -> bool:
    """Whether the key of a word can have a guard."""
    return word in FUNCTION_WORDS or (len(word) <= _SHORT_NAME and word.isascii() and word.isalpha())
