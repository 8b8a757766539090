"""How common words are in abstracts, to file queries under what is rare."""

from __future__ import annotations

from functools import cache

from bot.query.analysis.word_keys import bare
from bot.text.tables import pair_table, tables

_RARE = 0.002


def share(key: str) -> float:
    """Roughly the share of papers that have a key; only for comparing keys with one another."""
    return _shares().get(bare(key), _RARE)


def is_common(key: str) -> bool:
    """Whether a key is among the commonest, of which a word alone says a field at most."""
    return bare(key) in _shares()


def percent(key: str) -> int:
    """How many of 100 papers have a key, as measured; 0 for what less than half of them have."""
    return int(pair_table(__name__, "percent").get(bare(key), "0"))


@cache
def _shares() -> dict[str, float]:
    """Zipf's law: the share falls with the rank."""
    return {word: 1 / (1 + rank / 20) for rank, word in enumerate(tables(__name__)["commonest"].split())}
