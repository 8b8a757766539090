"""Words, the stems that carry meaning, and the tables (`tables/words.toml`) that sentences are known by."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORTEST_STEM = 3
_COMMON_WORDS = 4096  # whose stems are kept, as most words are met again and again


@cache
def _tables() -> Mapping[str, str]:
    return tomllib.loads((files("bot.text.gist") / "tables" / "words.toml").read_text("utf-8"))


def listed(*names: str) -> frozenset[str]:
    """The words of one table, or of several together."""
    return frozenset(word for name in names for word in _tables()[name].split())


def phrases(name: str) -> list[str]:
    """The phrases of a table, which commas part."""
    return [" ".join(phrase.split()) for phrase in _tables()[name].split(",")]


def any_of(name: str) -> str:
    """A pattern for the phrases of a table, without a group that captures."""
    return f"(?:{'|'.join(phrases(name))})"


_ENDINGS = tuple(_tables()["endings"].split())  # the first that fits goes


@lru_cache(maxsize=_COMMON_WORDS)
def stem(word: str) -> str:
    """The word without its ending: crude, but the same for what is compared within one abstract."""
    if word.endswith(_ENDINGS):  # tells most others apart at once
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                return word.removesuffix(ending)
    return word
