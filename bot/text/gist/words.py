"""Words, the stems that carry meaning, and the tables (`tables/words.toml`) that sentences are known by."""

from __future__ import annotations

from functools import lru_cache

from bot.text.tables import tables, word_table

_ENDINGS = tuple(tables(__name__)["endings"].split())  # the first that fits goes
_SHORTEST_STEM = 3
_COMMON_WORDS = 4096  # whose stems are kept, as most words are met again and again


def listed(*names: str) -> frozenset[str]:
    """The words of one table, or of several together."""
    return word_table(__name__, *names)


def phrases(name: str) -> list[str]:
    """The phrases of a table, which commas part."""
    return [" ".join(phrase.split()) for phrase in tables(__name__)[name].split(",")]


def any_of(name: str) -> str:
    """A pattern for the phrases of a table, without a group that captures."""
    return f"(?:{'|'.join(phrases(name))})"


@lru_cache(maxsize=_COMMON_WORDS)
def stem(word: str) -> str:
    """The word without its ending: crude, but the same for what is compared within one abstract."""
    if word.endswith(_ENDINGS):  # tells most others apart at once
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                return word.removesuffix(ending)
    return word
