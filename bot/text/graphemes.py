"""Cut text between visible characters, and measure its length for Discord.

A visible character is an extended grapheme cluster of Unicode Standard Annex 29, from `regex` (docs/adr/0010).
Spans of a text are pairs of offsets (start, end) without the end.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import regex

_WORD_SEARCH_LENGTH = 24  # how far back the end of a word is searched for, in characters
# Removed from the end of a cut text: separators, and opening brackets of Chinese and Japanese.
_TRAILING_SIGNS = " ,;:-\N{EN DASH}\N{EM DASH}、，；：「『（《〈【"


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, as Discord's clients count it; never less than `len(text)`."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def prefix_length(text: str, limit: int) -> int:
    """Return the length in characters of the longest prefix of `text` within `limit` UTF-16 code units."""
    left = limit
    for index, char in enumerate(text):
        left -= 2 if char > "\uffff" else 1
        if left < 0:
            return index
    return len(text)


def is_border(text: str, index: int) -> bool:
    """True if the text can be cut before `index`."""
    return not 0 < index < len(text) or _last_border(text, index) == index


def border_before(text: str, index: int) -> int:
    """Return the last border at or before `index`; `index` itself if it is within the first character."""
    return index if is_border(text, index) else _last_border(text, index) or index


def _last_border(text: str, index: int) -> int:
    """Return the last border at or before `index`, searched from the nearest certain one before it."""
    cluster_pattern, apart_pattern = _patterns()
    apart = apart_pattern.search(text, 0, index + 1)
    border = apart.start() + 1 if apart else 0
    for cluster in cluster_pattern.finditer(text, border):
        if cluster.end() > index:
            break
        border = cluster.end()
    return border


@cache
def _patterns() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """Return patterns for a cluster and, backwards, for two characters that always have a border between them."""
    import regex  # 1.5 MB, loaded when a text is first cut

    return regex.compile(r"\X"), regex.compile(r"(?r)\p{Grapheme_Cluster_Break=Other}{2}")


def clip(text: str, limit: int) -> str:
    """Cut a text to at most `limit` UTF-16 code units, with "…" at its end, after a whole word if one ends nearby.

    Chinese, Japanese and Korean text is cut between any two letters.
    """
    if utf16_length(text[: limit + 1]) <= limit:
        return text
    if limit <= 0:
        return ""
    end = border_before(text, prefix_length(text, limit - 1))
    space = -1 if _is_wide(text[end - 1 : end]) else text.rfind(" ", max(0, end - _WORD_SEARCH_LENGTH), end + 1)
    return text[: space if space > 0 else end].rstrip(_TRAILING_SIGNS) + "…"


def _is_wide(letter: str) -> bool:
    """True for a wide letter or sign, as in Chinese and Korean; False for ""."""
    return letter != "" and unicodedata.east_asian_width(letter) in {"W", "F"}


def merged_spans(spans: Iterable[tuple[int, int]], *, touching: bool) -> list[tuple[int, int]]:
    """Return the non-empty spans in order, with overlapping ones merged; with `touching`, also adjacent ones."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if result and start < result[-1][1] + touching:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
