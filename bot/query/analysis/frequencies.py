"""How common words are in abstracts, to file queries under what is rare."""

from __future__ import annotations

from bot.query.analysis.tables import pairs, ranks, words
from bot.query.analysis.word_keys import bare

_RARE = 0.002


def share(key: str) -> float:
    """Roughly the share of papers that have a key; only for comparing keys with one another."""
    rank = ranks("commonest").get(bare(key))
    return _RARE if rank is None else 1 / (1 + rank / 20)  # Zipf's law: the share falls with the rank


def is_common(key: str) -> bool:
    """Whether a key is among the commonest, of which a word alone says a field at most."""
    return bare(key) in words("commonest")


def percent(key: str) -> int:
    """How many of 100 papers have a key, as measured; 0 for what less than half of them have."""
    return int(pairs("percent").get(bare(key), 0))
