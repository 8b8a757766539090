"""Stems of words, and the word lists (`tables/words.toml`) that sentences are classified by."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORTEST_STEM = 3  # characters
_CACHE_SIZE = 4096  # words


@cache
def _tables() -> Mapping[str, str]:
    return tomllib.loads((files("bot.text.gist") / "tables" / "words.toml").read_text("utf-8"))


def word_list(*names: str) -> frozenset[str]:
    """Return the words of one table, or of several together."""
    return frozenset(word for name in names for word in _tables()[name].split())


def phrases(name: str) -> list[str]:
    """Return the phrases of a table (separated by commas)."""
    return [" ".join(phrase.split()) for phrase in _tables()[name].split(",")]


def any_of(name: str) -> str:
    """Return a pattern for the phrases of a table, without a capturing group."""
    return f"(?:{'|'.join(phrases(name))})"


_ENDINGS = tuple(_tables()["endings"].split())  # the first match is removed


@lru_cache(maxsize=_CACHE_SIZE)
def stem(word: str) -> str:
    """Return the word without its ending: a crude stem, for comparisons within one abstract."""
    if word.endswith(_ENDINGS):  # false for most words, and faster than the loop
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                return word.removesuffix(ending)
    return word
