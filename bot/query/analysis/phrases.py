"""Fixed phrases, such as `state of the art`, which count as one word, and function words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.analysis.tables import word_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A paper with state-of-the-art results is not about art, so a search for `art` must not find it.
_FIXED_TABLE: str = """
state-of-the-art state-of-the-arts on-the-other-hand on-the-one-hand out-of-the-box off-the-shelf on-the-fly
end-to-end rule-of-thumb day-to-day one-size-fits tip-of-the-iceberg shed-light sheds-light in-the-face
at-the-heart plug-and-play free-of-charge back-to-back word-of-mouth
"""
FIXED_PHRASES = frozenset(tuple(phrase.split("-")) for phrase in _FIXED_TABLE.split())
FUNCTION_WORDS = word_table("function_words")

_BETWEEN_WORDS = r"[\s\-\u2010\u2011\u2013_]"
_WORD_START, _WORD_END = r"(?<![^\W_])", r"(?![^\W_])"


def _pattern_of(phrases: Iterable[tuple[str, ...]]) -> re.Pattern[str]:
    """Return a pattern that finds any of these phrases, with spaces, hyphens or the like between the words."""
    ways = "|".join(f"{_BETWEEN_WORDS}+".join(phrase) for phrase in sorted(set(phrases), reverse=True))
    return re.compile(f"{_WORD_START}(?:{ways}){_WORD_END}", re.IGNORECASE)


_PHRASE = _pattern_of(FIXED_PHRASES)
_LAST_TWO_WORDS = _pattern_of(phrase[-2:] for phrase in FIXED_PHRASES)
_LAST_WORD = _pattern_of(phrase[-1:] for phrase in FIXED_PHRASES)


def tie_fixed_phrases(text: str) -> str:
    """Return the text with underscores in fixed phrases: `state_of_the_art`; offsets stay the same."""
    return _PHRASE.sub(lambda match: re.sub(_BETWEEN_WORDS, "_", match[0]), text)


def phrase_of_chunks_may_end_in(chunk: str) -> bool:
    """True if a fixed phrase of several chunks can end in this one; a phrase wholly within it does not count."""
    if _LAST_WORD.search(chunk) is None:  # true of nearly all chunks
        return False
    return _LAST_WORD.search(_PHRASE.sub(" ", chunk)) is not None


def phrase_may_end(chunks: Sequence[str], at: int) -> bool:
    """True if the last two words of a fixed phrase are in `chunks[at]`, or one there and the other before it."""
    before = next((chunk for chunk in reversed(chunks[:at]) if re.sub(_BETWEEN_WORDS, "", chunk)), "")
    return _LAST_TWO_WORDS.search(f"{before} {chunks[at]}") is not None


def split_fixed(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Split a hyphenated compound into words, with a fixed phrase inside as one element of several words."""
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(parts):
        length = next((n for n in (4, 3, 2) if parts[at : at + n] in FIXED_PHRASES), 1)
        found.append(parts[at : at + length])
        at += length
    return found
