"""The keys under which words are compared."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.query.analysis.phrases import FUNCTION_WORDS
from bot.query.analysis.spellings import american
from bot.query.analysis.tables import pairs, words

BREAK = "\n"  # a key that parts sentences and clauses: no phrase goes across it
GUARD = "_"  # ends the key of a word that, joined with a neighbour, must not make another one
_SHORT_NAME = 2

_SOFT_E = re.compile(r"(?:ch|sh|ss|[xz])e$")  # `caches` and `boxes` cannot be told apart by rule: both lose the e


def word_key(spelling: str) -> str:
    """The key of a word that stands alone."""
    return spelling + GUARD if spelling in FUNCTION_WORDS else _plain_key(spelling)


def part_key(spelling: str) -> str:
    """The key of a part of a compound."""
    return spelling if spelling in FUNCTION_WORDS else _plain_key(spelling)


def bare(key: str) -> str:
    """A key without its guard."""
    return key.removesuffix(GUARD)


def guarded(key: str) -> str:
    """The key of a word before a bracket: O(1) is not the model o1."""
    return key + GUARD if key not in FUNCTION_WORDS and may_be_guarded(key) else key


def may_be_guarded(word: str) -> bool:
    """Whether the key of a word can have a guard."""
    return word in FUNCTION_WORDS or (len(word) <= _SHORT_NAME and word.isascii() and word.isalpha())


@lru_cache(maxsize=8192)  # 1 MB
def _plain_key(word: str) -> str:
    """The key under which a casefolded word, its plural and its other spelling meet."""
    word = american(singular(word))
    if word.endswith("ie") and len(word) > 3:  # noqa: PLR2004 - `lie` and `tie` keep their shape
        return word[:-2] + "y"
    if len(word) > 3 and _SOFT_E.search(word):  # noqa: PLR2004 - `axe` must not meet `ax`
        return word[:-1]
    return word


def singular(word: str) -> str:
    """A casefolded word without the -s of a plural; `movie`, `box` and others are not whole yet."""
    word = pairs("plurals").get(word, word)
    if word.endswith("lyses"):  # reanalyses
        return word[:-2] + "is"
    if len(word) < 3 or word[-1] != "s" or word[-2] == "s" or word in words("singulars"):  # noqa: PLR2004 - as above
        return word  # loss, is, gps
    return word if word[:-1].isdigit() else word[:-1]  # 1990s
