"""Where text may be cut without tearing what a reader sees as one character, and how long it is for Discord.

A compact approximation of Unicode Standard Annex 29 (extended grapheme clusters) on the standard library alone.
"""

from __future__ import annotations

import unicodedata

_JOINER = "\N{ZERO WIDTH JOINER}"
_MARKS = frozenset({"Mn", "Mc", "Me"})
_WORD_SEARCH = 24  # how far back the end of a word is searched for, in characters


def units(text: str) -> int:
    """The length in UTF-16 code units, which is what Discord's clients count; never less than `len(text)`."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def prefix(text: str, limit: int) -> int:
    """The length in characters of the longest beginning of `text` that fits `limit` UTF-16 code units."""
    left = limit
    for index, char in enumerate(text):
        left -= 2 if char > "\uffff" else 1
        if left < 0:
            return index
    return len(text)


def is_border(text: str, index: int) -> bool:
    """Whether text may be cut before `index`."""
    if not 0 < index < len(text):
        return True
    before, after = text[index - 1], text[index]
    if _extends(after) or before == _JOINER or (before == "\r" and after == "\n"):
        return False
    if _is_regional(before) and _is_regional(after):
        return _regionals_before(text, index) % 2 == 0
    return not _is_syllable(before, after)


def border_before(text: str, index: int) -> int:
    """The last border at or before `index`; `index` itself when one character is longer than that."""
    border = index
    while border > 0 and not is_border(text, border):
        border -= 1
    return border or index


def clip(text: str, limit: int) -> str:
    """At most `limit` UTF-16 code units; what was cut ends in "…", at the end of a word where one is near."""
    if units(text[: limit + 1]) <= limit:
        return text
    if limit <= 0:
        return ""
    end = border_before(text, prefix(text, limit - 1))
    space = text.rfind(" ", max(0, end - _WORD_SEARCH), end + 1)
    return text[: space if space > 0 else end].rstrip(" ,;:-\N{EN DASH}\N{EM DASH}") + "…"


def _extends(char: str) -> bool:
    """Marks, the joiner, variation selectors, emoji skin tones and tag characters."""
    if char.isascii():
        return False
    return (
        unicodedata.category(char) in _MARKS
        or char == _JOINER
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regionals_before(text: str, index: int) -> int:
    start = index
    while start > 0 and _is_regional(text[start - 1]):
        start -= 1
    return index - start


def _is_syllable(before: str, after: str) -> bool:
    """Whether two Hangul letters belong to one syllable block (UAX 29, rules GB6 to GB8)."""
    if "\u1160" <= after <= "\u11a7":  # a vowel, after a leading consonant, a vowel or an open syllable
        return "\u1100" <= before <= "\u11a7" or _is_open_syllable(before)
    if "\u11a8" <= after <= "\u11ff":  # a trailing consonant
        return "\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"
    return "\u1100" <= before <= "\u115f" and ("\u1100" <= after <= "\u115f" or "\uac00" <= after <= "\ud7a3")


def _is_open_syllable(char: str) -> bool:
    return "\uac00" <= char <= "\ud7a3" and (ord(char) - 0xAC00) % 28 == 0
